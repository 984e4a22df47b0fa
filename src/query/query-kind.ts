/** What a kind of query must answer to take part: how it is read, and what it touches. One such value per file in `kinds/`. */
import type { JsonContainer } from '../core/json/positions.ts'
import type { JsonObject } from '../core/json/value.ts'
import type { QueryNode, TermsLookup } from './node.ts'

/** Reads the queries inside a query. */
export interface InnerQueries {
  /** The query that is member `key` of `container`. */
  query(container: JsonContainer, key: string | number): QueryNode
}

export interface QueryKind<Node extends QueryNode> {
  /** Reads the object that follows the query's name; throws in Elasticsearch's words. */
  parse(body: JsonObject, inner: InnerQueries): Node
  /** The queries directly inside. */
  children(node: Node): readonly QueryNode[]
  /** The same node with each of them replaced. */
  map(node: Node, replace: (child: QueryNode) => QueryNode): Node
  /** Fields and patterns of fields that the node itself reads; those of its children not among them. */
  fields(node: Node): readonly string[]
  /** Documents of other indices that the node itself reads: each is authorized as a read of its own. */
  lookups(node: Node): readonly TermsLookup[]
}

/** What a query without inner queries and lookups answers. */
export const LEAF = { children: () => [], map: <Node>(node: Node): Node => node, lookups: () => [] } as const
