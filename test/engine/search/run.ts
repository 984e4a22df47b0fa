/** Runs searches written as JSON text, for tests. */
import { parseJson } from '../../../src/core/json/parse.ts'
import type { JsonObject } from '../../../src/core/json/value.ts'
import { writeJsonText } from '../../../src/core/json/write.ts'
import type { IndexReader } from '../../../src/engine/reader.ts'
import type { SearchRequest } from '../../../src/engine/search/request.ts'
import { search } from '../../../src/engine/search/search.ts'
import { MATCH_ALL, type QueryNode } from '../../../src/query/node.ts'
import { parseQuery } from '../../../src/query/parse.ts'

export const queryOf = (json: object | string): QueryNode => {
  const text = typeof json === 'string' ? json : JSON.stringify(json)
  return parseQuery(parseJson(Buffer.from(`{"query":${text}}`), { positions: 'all' }) as JsonObject, 'query')
}

export const REQUEST: SearchRequest = {
  query: MATCH_ALL,
  postFilter: undefined,
  from: 0,
  size: 10,
  sort: [],
  searchAfter: undefined,
  trackTotalHits: 10_000,
  trackScores: false,
  minScore: undefined,
  terminateAfter: 0,
  timeout: undefined,
  source: undefined,
  storedFields: [],
  docvalueFields: [],
  version: false,
  seqNoPrimaryTerm: false,
  bare: false,
  namedQueriesScore: false,
  indicesBoost: new Map(),
  allowPartialResults: true,
  now: Date.parse('2024-06-01T00:00:00Z'),
}

export interface PlainHit {
  readonly _id: string
  readonly _index: string
  readonly _score: number | null
  readonly sort?: readonly unknown[]
  readonly matched_queries?: readonly string[]
  readonly _source?: unknown
}

/** Ids and scores of the hits, and the total. */
export async function run(readers: readonly IndexReader[], query: object | string, request: Partial<SearchRequest> = {}) {
  const result = await search(readers, { ...REQUEST, query: queryOf(query), ...request }, 'node')
  const hits = result.hits.map((hit) => JSON.parse(writeJsonText(hit)) as PlainHit)
  return { ...result, hits, ids: hits.map((hit) => hit._id), scores: hits.map((hit) => hit._score) }
}
