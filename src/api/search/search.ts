/** `_search`: the best hits of a query, in one or several indices. */
import type { BoundIndex } from '../../backend/embedded/bound-engine.ts'
import { illegalArgument, validationFailed } from '../../core/errors.ts'
import type { JsonOutput } from '../../core/json/output.ts'
import { compileWildcard } from '../../core/wildcard.ts'
import { floatOutput } from '../../engine/search/float-output.ts'
import type { SearchRequest } from '../../engine/search/request.ts'
import { search as runSearch, type SearchResult } from '../../engine/search/search.ts'
import { MATCH_ALL } from '../../query/node.ts'
import type { ApiRequest } from '../../request/api.ts'
import type { IndicesOptions } from '../../request/names.ts'
import { splitList } from '../../request/parameters.ts'
import { ok } from '../../request/reply.ts'
import { backendApi } from '../define.ts'
import { WHOLE_SOURCE } from '../fetch-source.ts'
import { parseIndicesOptions } from '../indices-options.ts'
import { refuseQueryString } from './query-parameters.ts'
import { withReaders } from './readers.ts'
import { type IndexBoost, parseSearchBody, type SearchOptions } from './search-body.ts'
import {
  checkRunParameters,
  parseSearchParameters,
  parseSearchType,
  refuseScoreExplanation,
  SEARCH_PARAMETERS,
  type SearchType,
} from './search-parameters.ts'
import { searchShards } from './shards-output.ts'

interface SearchInput {
  readonly expressions: readonly string[]
  readonly indicesOptions: IndicesOptions
  readonly request: Omit<SearchRequest, 'now' | 'indicesBoost'>
  readonly indicesBoost: readonly IndexBoost[]
  readonly searchType: SearchType
  readonly totalHitsAsInt: boolean
  readonly explainsScores: boolean
}

const DEFAULT_SIZE = 10
const DEFAULT_TRACK_TOTAL_HITS = 10_000

export const search = backendApi<SearchInput>({
  name: 'search',
  summary: 'Searches documents.',
  routes: [
    { method: 'GET', path: '/_search' },
    { method: 'POST', path: '/_search' },
    { method: 'GET', path: '/{index}/_search' },
    { method: 'POST', path: '/{index}/_search' },
  ],
  action: 'indices:data/read/search',
  scope: 'indices',
  parameters: SEARCH_PARAMETERS,
  body: 'optional',
  parse: parseSearch,
  targets: ({ expressions, indicesOptions }) => ({ kind: 'indices', expressions, options: indicesOptions }),
  embedded: (engine, input) =>
    withReaders(engine, async (readers, indices) => {
      const begun = performance.now()
      refuseScoreExplanation(input.explainsScores)
      refuseGlobalStatistics(input.searchType, readers.length)
      const request = { ...input.request, now: Date.now(), indicesBoost: boostsOf(input.indicesBoost, indices) }
      const result = await runSearch(readers, request, engine.node.nodeId)
      return ok(searchOutput(result, input, Math.floor(performance.now() - begun), engine.node.nodeId))
    }),
})

/** Raw request → search. Also for the searches inside other requests. */
export function parseSearch({ path, parameters, body, uri }: ApiRequest): SearchInput {
  refuseQueryString(parameters, uri)
  checkRunParameters(parameters)
  const options = { ...parseSearchBody(body.object()), ...parseSearchParameters(parameters) }
  const totalHitsAsInt = parameters.boolean('rest_total_hits_as_int', false)
  refuseContradictions(options)
  return {
    expressions: splitList(path.get('index') ?? ''),
    indicesOptions: parseIndicesOptions(parameters),
    request: {
      ...requestOf(options),
      trackTotalHits: trackTotalHits(options.trackTotalHits, totalHitsAsInt),
      namedQueriesScore: parameters.boolean('include_named_queries_score', false),
      allowPartialResults: parameters.boolean('allow_partial_search_results', true),
    },
    indicesBoost: options.indicesBoost ?? [],
    searchType: parseSearchType(parameters),
    totalHitsAsInt,
    explainsScores: parameters.boolean('explain', false),
  }
}

type RequestOptions = Omit<SearchInput['request'], 'trackTotalHits' | 'namedQueriesScore' | 'allowPartialResults'>

function requestOf(options: SearchOptions): RequestOptions {
  const { storedFields } = options
  const bare = storedFields?.includes('_none_') ?? false
  return {
    query: options.query ?? MATCH_ALL,
    postFilter: options.postFilter,
    from: options.from ?? 0,
    size: options.size ?? DEFAULT_SIZE,
    sort: options.sort ?? [],
    searchAfter: options.searchAfter,
    trackScores: options.trackScores ?? false,
    minScore: options.minScore,
    terminateAfter: options.terminateAfter ?? 0,
    timeout: options.timeout,
    source: sourceOf(options),
    storedFields: bare ? [] : (storedFields ?? []),
    docvalueFields: options.docvalueFields ?? [],
    version: options.version ?? false,
    seqNoPrimaryTerm: options.seqNoPrimaryTerm ?? false,
    bare,
  }
}

/** Asking for stored fields leaves `_source` out, unless it is named or asked for as well. */
function sourceOf({ source, storedFields }: SearchOptions): RequestOptions['source'] {
  const wanted = source ?? (storedFields && !storedFields.includes('_source') ? undefined : WHOLE_SOURCE)
  return wanted?.fetch ? { includes: wanted.includes, excludes: wanted.excludes } : undefined
}

function trackTotalHits(given: number | undefined, asInt: boolean): number {
  if (!asInt) return given ?? DEFAULT_TRACK_TOTAL_HITS
  const isAccurate = given === undefined || given === 0 || given === Number.POSITIVE_INFINITY
  if (isAccurate) return given ?? Number.POSITIVE_INFINITY
  throw illegalArgument(`[rest_total_hits_as_int] cannot be used if the tracking of total hits is not accurate, got ${given}`)
}

function refuseContradictions({ from, searchAfter }: SearchOptions): void {
  if (searchAfter && (from ?? 0) > 0) {
    throw validationFailed(['[from] parameter must be set to 0 when [search_after] is used'])
  }
}

/** Scores of one index need no other's counts; those of several would. */
function refuseGlobalStatistics(searchType: SearchType, indices: number): void {
  if (searchType === 'dfs_query_then_fetch' && indices > 1) {
    throw illegalArgument('[search_type] [dfs_query_then_fetch] over several indices is not supported by this node')
  }
}

/** The first entry that matches an index by name or alias counts. */
function boostsOf(boosts: readonly IndexBoost[], indices: readonly BoundIndex[]): ReadonlyMap<string, number> {
  const matchers = boosts.map(({ pattern, boost }) => ({ matcher: compileWildcard(pattern), boost }))
  const found = new Map<string, number>()
  for (const { shard } of indices) {
    const names = [shard.name, ...shard.aliases.map((alias) => alias.name)]
    const first = matchers.find(({ matcher }) => names.some((name) => matcher.matches(name)))
    if (first) found.set(shard.name, first.boost)
  }
  return found
}

function searchOutput(result: SearchResult, input: SearchInput, took: number, node: string): JsonOutput {
  const { terminateAfter, trackTotalHits: track, size } = input.request
  const isCountedOnly = size === 0 && track === Number.POSITIVE_INFINITY
  const tellsTermination = terminateAfter > 0 || isCountedOnly
  return {
    took,
    timed_out: result.timedOut,
    terminated_early: tellsTermination ? result.terminatedEarly : undefined,
    _shards: searchShards(result.indices, result.failures, node),
    hits: {
      total: totalOutput(result, input.totalHitsAsInt),
      max_score: maxScoreOutput(result),
      hits: result.hits,
    },
  }
}

function totalOutput({ total }: SearchResult, asInt: boolean): JsonOutput {
  if (!asInt) return total && { value: total.value, relation: total.relation }
  return total ? total.value : -1
}

/** A search that asked nobody says 0. */
function maxScoreOutput({ maxScore, indices }: SearchResult): JsonOutput {
  if (indices === 0) return floatOutput(0)
  return Number.isNaN(maxScore) ? null : floatOutput(maxScore)
}
