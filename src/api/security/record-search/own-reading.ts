/**
 * Queries that searches over own records read otherwise than searches do: most kinds are refused by name, wherever they stand, and
 * `simple_query_string` becomes what it means on the fields that there are.
 */
import type { JsonObject } from '../../../core/json/value.ts'
import { isJsonObject } from '../../../core/json/value.ts'
import type { OwnReading } from '../../../query/parse.ts'
import type { RecordSchema } from './record-schema.ts'
import { readSimpleQueryString } from './simple-query-string.ts'
import { WholeRefusal } from './whole-refusal.ts'

/** Known to Elasticsearch. */
const REFUSED: ReadonlySet<string> = new Set([
  'boosting',
  'combined_fields',
  'constant_score',
  'dis_max',
  'distance_feature',
  'fuzzy',
  'function_score',
  'geo_bounding_box',
  'geo_distance',
  'geo_polygon',
  'geo_shape',
  'has_child',
  'has_parent',
  'intervals',
  'knn',
  'match_bool_prefix',
  'match_none',
  'match_phrase',
  'match_phrase_prefix',
  'more_like_this',
  'multi_match',
  'nested',
  'parent_id',
  'percolate',
  'pinned',
  'query_string',
  'rank_feature',
  'regexp',
  'script',
  'script_score',
  'semantic',
  'shape',
  'span_containing',
  'span_field_masking',
  'span_first',
  'span_multi',
  'span_near',
  'span_not',
  'span_or',
  'span_term',
  'span_within',
  'terms_set',
  'text_expansion',
  'weighted_tokens',
  'wrapper',
])

/** Throws `WholeRefusal` for such queries, and for options of others that would read something else. */
export const ownReading =
  <Item>(schema: RecordSchema<Item>): OwnReading =>
  (kind, body) => {
    if (kind === 'simple_query_string') return readSimpleQueryString(body, schema)
    if (REFUSED.has(kind)) throw new WholeRefusal(`Query type [${kind}] is not currently supported in this context`)
    if (kind === 'terms' && hasOption(body, 'index'))
      throw new WholeRefusal('terms query with terms lookup is not currently supported in this context')
    if (kind === 'range' && hasOption(body, 'relation'))
      throw new WholeRefusal('range query with relation is not currently supported in this context')
    return undefined
  }

/** Whether a field's options have one of this name. */
const hasOption = (body: JsonObject, name: string): boolean =>
  [...body.values()].some((options) => isJsonObject(options) && options.has(name))
