/** The grammar of searches that go up: a query is found wherever one may stand, and what is not known does not pass. */
import { describe, expect, test } from 'vitest'
import { parseJson } from '../../../src/core/json/parse.ts'
import type { JsonObject } from '../../../src/core/json/value.ts'
import { writeJson } from '../../../src/core/json/write.ts'
import { passSearchBody } from '../../../src/query/foreign/grammar.ts'
import type { ForeignRead } from '../../../src/query/foreign/shape.ts'

const parsed = (body: unknown): JsonObject => parseJson(Buffer.from(JSON.stringify(body))) as JsonObject
const readsOf = (body: unknown): readonly ForeignRead[] => {
  const reads: ForeignRead[] = []
  passSearchBody(parsed(body), (read) => {
    reads.push(read)
    return read
  })
  return reads
}
const passed = (body: unknown, index: string, routing?: string): unknown =>
  JSON.parse(Buffer.from(writeJson(passSearchBody(parsed(body), () => ({ index, routing })))).toString())

/** Where queries may stand. */
const PLACES: readonly (readonly [string, (query: unknown) => unknown])[] = [
  ['query', (query) => ({ query })],
  ['post_filter', (query) => ({ post_filter: query })],
  ['bool', (query) => ({ query: { bool: { must_not: [{ bool: { should: query } }] } } })],
  ['the old name of must_not', (query) => ({ query: { bool: { mustNot: query } } })],
  ['boosting', (query) => ({ query: { boosting: { positive: { match_all: {} }, negative: query } } })],
  ['constant_score', (query) => ({ query: { constant_score: { filter: query } } })],
  ['dis_max', (query) => ({ query: { dis_max: { queries: [query] } } })],
  ['function_score', (query) => ({ query: { function_score: { query } } })],
  ['a function', (query) => ({ query: { function_score: { functions: [{ filter: query, weight: 2 }] } } })],
  ['script_score', (query) => ({ query: { script_score: { query, script: { source: '1' } } } })],
  ['nested', (query) => ({ query: { nested: { path: 'a', query } } })],
  [
    'inner hits',
    (query) => ({ query: { nested: { path: 'a', query: {}, inner_hits: { highlight: { highlight_query: query } } } } }),
  ],
  ['has_child', (query) => ({ query: { has_child: { type: 'a', query } } })],
  ['has_parent', (query) => ({ query: { has_parent: { parent_type: 'a', query } } })],
  ['span_multi', (query) => ({ query: { span_or: { clauses: [{ span_multi: { match: query } }] } } })],
  ['span_not', (query) => ({ query: { span_not: { include: { span_term: { a: 'b' } }, exclude: query } } })],
  ['span_containing', (query) => ({ query: { span_containing: { big: query } } })],
  ['knn of OpenSearch', (query) => ({ query: { knn: { v: { vector: [1], k: 1, filter: query } } } })],
  ['knn of Elasticsearch', (query) => ({ query: { knn: { field: 'v', query_vector: [1], filter: [query] } } })],
  ['a search of neighbours', (query) => ({ knn: { field: 'v', query_vector: [1], k: 1, filter: query } })],
  ['hybrid', (query) => ({ query: { hybrid: { queries: [query] } } })],
  ['neural', (query) => ({ query: { neural: { v: { query_text: 'a', filter: query } } } })],
  ['pinned', (query) => ({ query: { pinned: { ids: ['1'], organic: query } } })],
  ['a filter aggregation', (query) => ({ aggs: { a: { terms: { field: 'b' }, aggs: { c: { filter: query } } } } })],
  ['filters by name', (query) => ({ aggregations: { a: { filters: { filters: { b: query } } } } })],
  ['filters in a list', (query) => ({ aggs: { a: { filters: { filters: [query] } } } })],
  ['adjacency_matrix', (query) => ({ aggs: { a: { adjacency_matrix: { filters: { b: query } } } } })],
  ['a background', (query) => ({ aggs: { a: { significant_terms: { field: 'b', background_filter: query } } } })],
  ['t_test', (query) => ({ aggs: { a: { t_test: { a: { field: 'b', filter: query } } } } })],
  ['top hits', (query) => ({ aggs: { a: { top_hits: { sort: [{ b: { nested: { path: 'c', filter: query } } }] } } } })],
  ['a sort', (query) => ({ sort: [{ a: { order: 'asc', nested: { path: 'b', nested: { path: 'b.c', filter: query } } } }] })],
  ['a sort of old', (query) => ({ sort: { a: { nested_filter: query } } })],
  ['a sort by distance', (query) => ({ sort: [{ _geo_distance: { a: [1, 2], nested: { path: 'b', filter: query } } }] })],
  ['a highlight', (query) => ({ highlight: { fields: [{ a: { highlight_query: query } }] } })],
  [
    'collapsed hits',
    (query) => ({ collapse: { field: 'a', inner_hits: [{ name: 'b', query, highlight: { highlight_query: query } }] } }),
  ],
  ['rescore', (query) => ({ rescore: [{ window_size: 5, query: { rescore_query: query } }] })],
  ['sub_searches', (query) => ({ sub_searches: [{ query }] })],
  ['a retriever', (query) => ({ retriever: { rrf: { retrievers: [{ standard: { query } }] } } })],
  [
    'a weighted retriever',
    (query) => ({ retriever: { linear: { retrievers: [{ retriever: { standard: { query } }, weight: 2 }] } } }),
  ],
  ['a percolated query', (query) => ({ query: { bool: { filter: [query, { percolate: { field: 'a', document: {} } }] } } })],
]

describe.each(PLACES)('in %s', (_, place) => {
  test('a lookup is a read that must be granted', () => {
    const lookup = { terms: { a: { index: 'other', id: '1', path: 'b', routing: 'r' } } }
    const reads = readsOf(place(lookup))
    expect(new Set(reads.map((read) => JSON.stringify(read)))).toEqual(new Set(['{"index":"other","routing":"r"}']))
  })

  test('what is not known does not pass, nor what cannot be seen', () => {
    expect(() => readsOf(place({ nope: {} }))).toThrow(expect.objectContaining({ status: 400, type: 'parsing_exception' }))
    expect(() => readsOf(place({ wrapper: { query: 'e30=' } }))).toThrow(expect.objectContaining({ status: 403 }))
  })

  test('plain queries pass as they are', () => {
    const body = place({
      bool: { filter: [{ term: { index: 'x' } }, { range: { n: { gte: 1 } } }, { terms: { a: ['b'], boost: 2 } }] },
    })
    expect(readsOf(body)).toEqual([])
    expect(passed(body, 'never')).toEqual(body)
  })
})

test.each([
  [{ terms: { a: { index: 'x', id: '1', path: 'b' } } }, { terms: { a: { index: 'granted', id: '1', path: 'b' } } }],
  [{ geo_shape: { a: { indexed_shape: { id: '1' } } } }, { geo_shape: { a: { indexed_shape: { id: '1', index: 'granted' } } } }],
  [
    { shape: { a: { indexed_shape: { index: 'x', id: '1' } } } },
    { shape: { a: { indexed_shape: { index: 'granted', id: '1' } } } },
  ],
  [
    { more_like_this: { like: ['text', { _id: '1' }, { _index: 'x', _id: '1' }] } },
    { more_like_this: { like: ['text', { _id: '1' }, { _index: 'granted', _id: '1' }] } },
  ],
  [{ more_like_this: { unlike: { _index: 'x', doc: {} } } }, { more_like_this: { unlike: { _index: 'granted', doc: {} } } }],
  [{ percolate: { field: 'a', index: 'x', id: '1' } }, { percolate: { field: 'a', index: 'granted', id: '1' } }],
])('%j reads where that was granted', (given, expected) => {
  expect(passed({ query: given }, 'granted')).toEqual({ query: expected })
})

test('routing that an alias brings along goes with the read', () => {
  const given = { terms: { a: { index: 'x', id: '1', path: 'b' } } }
  expect(passed({ query: given }, 'granted', '7')).toEqual({
    query: { terms: { a: { index: 'granted', id: '1', path: 'b', routing: '7' } } },
  })
})

test.each([
  { pit: { id: 'x' } },
  { query: { terms: { a: { index: 'x', path: 'b', query: { match_all: {} } } } } },
  { suggest: { a: { phrase: { field: 'b', collate: { query: { source: {} } } } } } },
  { runtime_mappings: { a: { type: 'lookup', target_index: 'x', input_field: 'b', target_field: 'c', fetch_fields: [] } } },
])('%j cannot be authorized', (body) => {
  expect(() => readsOf(body)).toThrow(expect.objectContaining({ status: 403 }))
})

test.each([
  { ext: { plugin: { index: 'x' } } },
  { search_pipeline: { request_processors: [] } },
  { aggs: { a: { inference: { model_id: 'x' } } } },
  { query: { bool: { filter: [], other: { index: 'x' } } } },
  { query: { knn: { field: 'v', query_vector_builder: { lookup: { index: 'x', id: '1', path: 'v' } } } } },
  { retriever: { rule: { ruleset_ids: ['x'], retriever: {} } } },
  { query: { function_score: { functions: [{ plugin_score: { index: 'x' } }] } } },
])('%j is not known', (body) => {
  expect(() => readsOf(body)).toThrow(expect.objectContaining({ status: 400 }))
})
