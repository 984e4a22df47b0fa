/** Walks a query's tree by the answers of its kinds. For document security, lookups, limits: no kind can be passed over. */
import { KINDS } from './kinds.ts'
import type { QueryNode, Scalar, TermsLookup } from './node.ts'
import type { QueryKind } from './query-kind.ts'

// The table's type ties each entry to its node's kind; the compiler cannot follow that through a variable key.
const kindOf = (node: QueryNode): QueryKind<QueryNode> => KINDS[node.kind] as unknown as QueryKind<QueryNode>

/** The queries directly inside a node. */
export const childrenOf = (node: QueryNode): readonly QueryNode[] => kindOf(node).children(node)

/** The node and everything inside it, outermost first. */
export function* nodesOf(root: QueryNode): Generator<QueryNode> {
  const pending = [root]
  for (let node = pending.pop(); node; node = pending.pop()) {
    yield node
    pending.push(...[...childrenOf(node)].reverse())
  }
}

/** Every field and pattern of fields that a tree reads, each once. */
export const fieldsOf = (root: QueryNode): ReadonlySet<string> =>
  new Set([...nodesOf(root)].flatMap((node) => kindOf(node).fields(node)))

/** What a tree looks up in documents of other indices, in the order of its nodes. */
export const lookupsOf = (root: QueryNode): readonly TermsLookup[] =>
  [...nodesOf(root)].flatMap((node) => kindOf(node).lookups(node))

/** The tree with the values that its lookups found in their place. */
export function withLookedUp(root: QueryNode, values: ReadonlyMap<TermsLookup, readonly Scalar[]>): QueryNode {
  if (root.kind !== 'terms' || !root.lookup) return kindOf(root).map(root, (child) => withLookedUp(child, values))
  const { lookup, ...node } = root
  return { ...node, values: values.get(lookup) ?? [] }
}
