/**
 * Query DSL → checked tree. Called by the search APIs with the member that holds the query, and by roles with theirs. Bounded in depth and
 * in number of queries, so that no tree can cost more than it is allowed to.
 */
import { ElasticError, illegalArgument, parsingException } from '../core/errors.ts'
import { endPositionOf, type JsonContainer, namePositionOf, positionOf } from '../core/json/positions.ts'
import type { JsonObject, JsonValue } from '../core/json/value.ts'
import { isJsonObject } from '../core/json/value.ts'
import { KINDS } from './kinds.ts'
import type { QueryNode, QueryNodeKind } from './node.ts'
import type { InnerQueries, QueryKind } from './query-kind.ts'
import { suggestion } from './suggestion.ts'

export interface QueryLimits {
  /** How deep queries may be nested (`indices.query.bool.max_nested_depth`). */
  readonly depth: number
  /** How many queries a tree may hold. */
  readonly clauses: number
}

export const DEFAULT_QUERY_LIMITS: QueryLimits = { depth: 30, clauses: 1024 }

/** Asked first for every query of a tree: what it is where it is read otherwise than everywhere; undefined: it is not. */
export type OwnReading = (kind: string, body: JsonObject) => QueryNode | undefined

/** The query that is member `key` of a container. */
export function parseQuery(
  container: JsonContainer,
  key: string | number,
  limits = DEFAULT_QUERY_LIMITS,
  own: OwnReading = () => undefined,
): QueryNode {
  return new QueryParser(limits, own).query(container, key)
}

class QueryParser implements InnerQueries {
  readonly #limits: QueryLimits
  #depth = 0
  #clauses = 0
  readonly #own: OwnReading

  constructor(limits: QueryLimits, own: OwnReading) {
    this.#limits = limits
    this.#own = own
  }

  query(container: JsonContainer, key: string | number): QueryNode {
    const clause = clauseOf(container, key)
    const [[name, body] = ['', null] as [string, JsonValue], second] = clause
    if (!isJsonObject(body)) {
      throw parsingException(`[${name}] query malformed, no start_object after query name`, positionOf(clause, name))
    }
    const node = this.#within(() => this.#own(name, body) ?? this.#parse(clause, name, body))
    if (second) {
      const reason = `[${name}] malformed query, expected [END_OBJECT] but found [FIELD_NAME]`
      throw parsingException(reason, namePositionOf(clause, second[0]))
    }
    return node
  }

  #parse(clause: JsonObject, name: string, body: JsonObject): QueryNode {
    const kind = findKind(name)
    if (!kind) throw unknownQuery(clause, name)
    return kind.parse(body, this)
  }

  #within(parse: () => QueryNode): QueryNode {
    if (++this.#clauses > this.#limits.clauses) throw tooManyClauses(this.#limits.clauses)
    if (++this.#depth > this.#limits.depth) {
      throw illegalArgument(
        'The nested depth of the query exceeds the maximum nested depth for queries set in [indices.query.bool.max_nested_depth]',
      )
    }
    const node = parse()
    this.#depth--
    return node
  }
}

/** A tree that holds, or an analysed text that yields, more queries than may be. */
export const tooManyClauses = (limit: number): ElasticError =>
  new ElasticError('too_many_nested_clauses', `Query contains too many nested clauses; maxClauseCount is set to ${limit}`)

/** The object that names one query. */
function clauseOf(container: JsonContainer, key: string | number): JsonObject {
  const clause = Array.isArray(container) ? container[key as number] : container.get(key as string)
  if (!isJsonObject(clause)) {
    throw parsingException('[_na] query malformed, must start with start_object', positionOf(container, key))
  }
  if (clause.size > 0) return clause
  const end = endPositionOf(clause)
  throw illegalArgument(`query malformed, empty clause found${end ? ` at [${end.line}:${end.column}]` : ''}`)
}

// The table's type ties each entry to its own node; read by a name from outside it can only promise some node.
const findKind = (name: string): QueryKind<QueryNode> | undefined =>
  Object.hasOwn(KINDS, name) ? (KINDS[name as QueryNodeKind] as unknown as QueryKind<QueryNode>) : undefined

function unknownQuery(clause: JsonObject, name: string): ElasticError {
  const place = positionOf(clause, name)
  const reason = `unknown query [${name}]${suggestion(name, Object.keys(KINDS))}`
  const where = place ? `[${place.line}:${place.column}] ` : ''
  return new ElasticError('parsing_exception', reason, {
    ...(place ? { members: { line: place.line, col: place.column } } : {}),
    causedBy: new ElasticError('named_object_not_found_exception', `${where}unknown field [${name}]`),
  })
}
