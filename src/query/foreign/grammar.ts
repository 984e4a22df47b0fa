/**
 * The grammar of a search as it goes up to a cluster: which kinds of queries, aggregations and members there are, and where queries and reads of
 * other documents stand in each. A new kind is a line here, or in `leaf-kinds.ts`. Used by APIs that forward a body, before and after it was
 * authorized.
 */
import { isJsonObject, type JsonObject, type JsonValue } from '../../core/json/value.ts'
import { LEAF_AGGREGATIONS, LEAF_QUERIES } from './leaf-kinds.ts'
import { each, leaf, listOf, members, type Place, placed, plain, refused, type Shape, unknown } from './shape.ts'

/** The body with every read of another document where `place` puts it; throws 400 for what is not known, 403 for what cannot be authorized. */
export const passSearchBody = (body: JsonObject, place: Place): JsonObject => SEARCH(body, place) as JsonObject

/** The same for a query alone. */
export const passQuery = (body: JsonValue, place: Place): JsonValue => query(body, place)

/** An object that names its kind. */
const kinds =
  (what: string, table: () => ReadonlyMap<string, Shape>): Shape =>
  (value, place) => {
    if (!isJsonObject(value)) return value
    const passed = [...value].map(([kind, body]): [string, JsonValue] => {
      const shape = table().get(kind)
      if (!shape) throw unknown(what, kind)
      return [kind, shape(body, place)]
    })
    return new Map(passed)
  }

const query: Shape = kinds('query', () => QUERIES)
const queries = listOf(query)
const aggregations: Shape = each(kinds('aggregation', () => AGGREGATIONS))
const hits: Shape = (value, place) => SEARCH(value, place)
const innerHits = listOf(hits)

/** Values, or the document that holds them. */
const terms: Shape = each((value, place) => (isJsonObject(value) ? lookup(value, place) : value))

function lookup(value: JsonObject, place: Place): JsonValue {
  // OpenSearch looks terms up by a query as well: that is a search of the other index, not a read.
  return value.has('query') ? refused('terms')(value, place) : placed(value, place, 'index')
}

/** The index that a shape is kept in, where none is named. */
const SHAPES = 'shapes'

const shapeField: Shape = (value, place) => {
  const kept = isJsonObject(value) ? value.get('indexed_shape') : undefined
  if (!isJsonObject(value) || kept === undefined) return value
  if (!isJsonObject(kept)) return plain('indexed_shape')(kept, place)
  return new Map(value).set('indexed_shape', placed(kept, place, 'index', SHAPES))
}

/** Texts, and documents: given, or kept somewhere. */
const likes: Shape = listOf((value, place) => (isJsonObject(value) ? placed(value, place, '_index') : value))

const percolate: Shape = (value, place) => {
  const given = members('percolate', { document: leaf, documents: leaf })(value, place)
  return isJsonObject(given) ? placed(given, place, 'index') : given
}

/** A vector may be made of a text by a model, and of nothing else. */
const nearest: Shape = members('knn', {
  filter: queries,
  inner_hits: innerHits,
  method_parameters: leaf,
  query_vector: leaf,
  query_vector_builder: members('query_vector_builder', { text_embedding: leaf }),
  rescore: leaf,
  rescore_vector: leaf,
  vector: leaf,
})

/** Elasticsearch has the field as a member, OpenSearch as the name of one. */
const knn: Shape = (value, place) => {
  const isNamed = isJsonObject(value) && typeof value.get('field') === 'string'
  return isNamed ? nearest(value, place) : each(nearest)(value, place)
}

const neural = each(members('neural', { filter: queries, method_parameters: leaf, query_tokens: leaf, rescore: leaf }))

const SCORES = { exp: leaf, field_value_factor: leaf, gauss: leaf, linear: leaf, random_score: leaf, script_score: leaf }
const JOINED = { inner_hits: innerHits, query }
const SPANS = { big: query, little: query }

const QUERIES: ReadonlyMap<string, Shape> = new Map<string, Shape>([
  ...LEAF_QUERIES.map((kind) => [kind, leaf] as const),
  ['bool', members('bool', { filter: queries, must: queries, must_not: queries, mustNot: queries, should: queries })],
  ['boosting', members('boosting', { negative: query, positive: query })],
  ['constant_score', members('constant_score', { filter: query })],
  ['dis_max', members('dis_max', { queries })],
  ['field_masking_span', members('field_masking_span', { query })],
  [
    'function_score',
    members('function_score', {
      ...SCORES,
      filter: query,
      functions: listOf(members('functions', { ...SCORES, filter: query })),
      query,
    }),
  ],
  ['geo_shape', each(shapeField)],
  ['has_child', members('has_child', JOINED)],
  ['has_parent', members('has_parent', JOINED)],
  ['hybrid', members('hybrid', { filter: query, queries })],
  ['knn', knn],
  ['more_like_this', members('more_like_this', { docs: likes, like: likes, unlike: likes })],
  ['nested', members('nested', JOINED)],
  ['neural', neural],
  ['neural_sparse', neural],
  ['percolate', percolate],
  ['pinned', members('pinned', { docs: leaf, organic: query })],
  ['script_score', members('script_score', { query, script: leaf })],
  ['shape', each(shapeField)],
  ['span_containing', members('span_containing', SPANS)],
  ['span_field_masking', members('span_field_masking', { query })],
  ['span_first', members('span_first', { match: query })],
  ['span_multi', members('span_multi', { match: query })],
  ['span_near', members('span_near', { clauses: queries })],
  ['span_not', members('span_not', { exclude: query, include: query })],
  ['span_or', members('span_or', { clauses: queries })],
  ['span_within', members('span_within', SPANS)],
  ['terms', terms],
  ['terms_set', each(members('terms_set', { minimum_should_match_script: leaf }))],
  // Base64: what the cluster would read is not seen here.
  ['wrapper', refused('wrapper')],
  ['xy_shape', each(shapeField)],
])

/** By name, or in a list. */
const filters: Shape = (value, place) => (Array.isArray(value) ? queries(value, place) : each(query)(value, place))
const sample = members('t_test', { filter: query, script: leaf })

const AGGREGATIONS: ReadonlyMap<string, Shape> = new Map<string, Shape>([
  ...LEAF_AGGREGATIONS.map((kind) => [kind, leaf] as const),
  ['adjacency_matrix', members('adjacency_matrix', { filters })],
  ['aggregations', aggregations],
  ['aggs', aggregations],
  ['filter', query],
  ['filters', members('filters', { filters })],
  ['frequent_item_sets', members('frequent_item_sets', { fields: leaf, filter: query })],
  ['meta', leaf],
  ['significant_terms', members('significant_terms', { background_filter: query }, leaf)],
  ['significant_text', members('significant_text', { background_filter: query }, leaf)],
  ['t_test', members('t_test', { a: sample, b: sample })],
  ['top_hits', hits],
])

const nestedSort: Shape = members('nested', { filter: query, nested: (value, place) => nestedSort(value, place) })
const sort = listOf(each(members('sort', { nested: nestedSort, nested_filter: query }, leaf)))

const highlightFields = listOf(each(members('highlight', { highlight_query: query }, leaf)))
const highlight = members('highlight', { fields: highlightFields, highlight_query: query }, leaf)

const collapse: Shape = members('collapse', { collapse: (value, place) => collapse(value, place), inner_hits: innerHits })

const rescore = listOf(members('rescore', { query: members('rescore', { query: leaf, rescore_query: query }), script: leaf }))

/** A phrase suggester can run a query out of a text. */
const suggest = each(members('suggest', { phrase: members('phrase', { collate: refused('collate') }, leaf) }, leaf))

/** A field may be looked up in another index. */
const runtimeFields = each(members('runtime_mappings', { fields: leaf, script: leaf, target_index: refused('target_index') }))

const retriever: Shape = kinds('retriever', () => RETRIEVERS)
/** `linear` has weights beside each of its retrievers. */
const retrievers = listOf((value, place) =>
  isJsonObject(value) && value.has('retriever') ? members('retrievers', { retriever })(value, place) : retriever(value, place),
)

const RETRIEVERS: ReadonlyMap<string, Shape> = new Map<string, Shape>([
  ['knn', nearest],
  ['linear', members('linear', { filter: queries, retrievers })],
  ['rrf', members('rrf', { filter: queries, retrievers })],
  ['standard', members('standard', { collapse, filter: queries, query, search_after: leaf, sort })],
])

/** Members of a search, and of hits within hits and buckets. */
const BODY: Readonly<Record<string, Shape>> = {
  _source: leaf,
  aggregations,
  aggs: aggregations,
  collapse,
  derived: leaf,
  docvalue_fields: leaf,
  explain: leaf,
  fields: leaf,
  from: leaf,
  highlight,
  ignore_unmapped: leaf,
  indices_boost: leaf,
  knn: listOf(nearest),
  min_score: leaf,
  name: leaf,
  pit: refused('pit'),
  post_filter: query,
  profile: leaf,
  query,
  rank: leaf,
  rescore,
  retriever,
  runtime_mappings: runtimeFields,
  script_fields: leaf,
  search_after: leaf,
  seq_no_primary_term: leaf,
  size: leaf,
  slice: leaf,
  sort,
  stats: leaf,
  stored_fields: leaf,
  sub_searches: listOf(members('sub_searches', { query })),
  suggest,
  terminate_after: leaf,
  timeout: leaf,
  track_scores: leaf,
  track_total_hits: leaf,
  version: leaf,
}

const SEARCH: Shape = (value, place) => {
  if (!isJsonObject(value)) return value
  const odd = [...value.keys()].find((name) => !Object.hasOwn(BODY, name))
  if (odd !== undefined) throw unknown('member', odd)
  return members('search', BODY)(value, place)
}
