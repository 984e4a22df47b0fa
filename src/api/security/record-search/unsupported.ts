/** Queries that the query language has and searches over own records do not take: refused by name, wherever they stand. */
import { illegalArgument } from '../../../core/errors.ts'
import { isJsonObject, type JsonObject, type JsonValue } from '../../../core/json/value.ts'

/** Kinds that this server's query language does not read at all, so that nobody behind could refuse them. */
const UNREAD: ReadonlySet<string> = new Set([
  'combined_fields',
  'fuzzy',
  'function_score',
  'geo_bounding_box',
  'geo_distance',
  'geo_shape',
  'has_child',
  'has_parent',
  'intervals',
  'match_bool_prefix',
  'match_none',
  'match_phrase_prefix',
  'more_like_this',
  'nested',
  'percolate',
  'query_string',
  'regexp',
  'script',
  'script_score',
  'simple_query_string',
  'terms_set',
])
const CLAUSES = ['must', 'filter', 'should', 'must_not']

/** Throws 400 for such queries, and for options of others that would read something else. */
export function refuseUnsupported(query: JsonValue): void {
  if (!isJsonObject(query)) return
  for (const [kind, body] of query) {
    if (UNREAD.has(kind)) throw illegalArgument(`Query type [${kind}] is not currently supported in this context`)
    if (!isJsonObject(body)) continue
    if (kind === 'bool') for (const clause of CLAUSES) for (const inner of listOf(body.get(clause))) refuseUnsupported(inner)
    if (kind === 'terms' && hasOption(body, 'index'))
      throw illegalArgument('terms query with terms lookup is not currently supported in this context')
    if (kind === 'range' && hasOption(body, 'relation'))
      throw illegalArgument('range query with relation is not currently supported in this context')
  }
}

const listOf = (value: JsonValue | undefined): readonly JsonValue[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value]

/** Whether a field's options have one of this name. */
const hasOption = (body: JsonObject, name: string): boolean =>
  [...body.values()].some((options) => isJsonObject(options) && options.has(name))
