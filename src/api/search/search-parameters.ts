/** The parameters of a search: those that stand for a member of the body, and those about how it is run. */
import { illegalArgument } from '../../core/errors.ts'
import { parseBoolean } from '../../core/units.ts'
import type { ParameterReader, ParameterTable } from '../../request/parameters.ts'
import { FETCH_SOURCE_PARAMETERS, parseFetchSource } from '../fetch-source.ts'
import { INDICES_OPTIONS_PARAMETERS } from '../indices-options.ts'
import { checkPreference } from '../preference.ts'
import { QUERY_STRING_PARAMETERS } from './query-parameters.ts'
import { checkFrom, checkSize, checkTerminateAfter, checkTrackTotalHits, type SearchOptions } from './search-body.ts'
import { parseSortParameter } from './sort-option.ts'

export const SEARCH_PARAMETERS = {
  ...INDICES_OPTIONS_PARAMETERS,
  ...FETCH_SOURCE_PARAMETERS,
  ...QUERY_STRING_PARAMETERS,
  allow_partial_search_results: 'boolean',
  batched_reduce_size: 'integer',
  ccs_minimize_roundtrips: 'boolean',
  docvalue_fields: 'list',
  explain: 'boolean',
  force_synthetic_source: 'boolean',
  from: 'integer',
  include_named_queries_score: 'boolean',
  max_concurrent_shard_requests: 'integer',
  pre_filter_shard_size: 'integer',
  preference: 'text',
  request_cache: 'boolean',
  rest_total_hits_as_int: 'boolean',
  routing: 'list',
  scroll: 'time',
  search_type: 'text',
  seq_no_primary_term: 'boolean',
  size: 'integer',
  sort: 'list',
  _source_exclude_vectors: 'boolean',
  stats: 'list',
  stored_fields: 'list',
  suggest_field: 'text',
  suggest_mode: 'text',
  suggest_size: 'integer',
  suggest_text: 'text',
  terminate_after: 'integer',
  timeout: 'time',
  track_scores: 'boolean',
  track_total_hits: 'text',
  typed_keys: 'boolean',
  version: 'boolean',
} as const satisfies ParameterTable

/** What the parameters say in the place of the body; it goes before what the body says. */
export function parseSearchParameters(parameters: ParameterReader): SearchOptions {
  const source = parseFetchSource(parameters)
  const flag = (name: string) => (parameters.has(name) ? parameters.boolean(name, undefined) : undefined)
  return withoutUndefined({
    from: whole(parameters, 'from', checkFrom),
    size: whole(parameters, 'size', checkSize),
    terminateAfter: whole(parameters, 'terminate_after', checkTerminateAfter),
    sort: parameters.has('sort') ? parseSortParameter(parameters.list('sort')!) : undefined,
    storedFields: parameters.list('stored_fields'),
    docvalueFields: parameters.list('docvalue_fields')?.map((field) => ({ field, format: undefined })),
    timeout: parameters.time('timeout', undefined),
    trackTotalHits: trackTotalHits(parameters.text('track_total_hits')),
    trackScores: flag('track_scores'),
    version: flag('version'),
    seqNoPrimaryTerm: flag('seq_no_primary_term'),
    source,
  })
}

const withoutUndefined = (options: Record<string, unknown>): SearchOptions =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))

function whole(parameters: ParameterReader, name: string, check: (value: number) => number): number | undefined {
  const value = parameters.integer(name, undefined)
  return value === undefined ? undefined : check(value)
}

function trackTotalHits(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (text === '') return Number.POSITIVE_INFINITY
  if (/^[+-]?\d+$/.test(text)) return checkTrackTotalHits(Number(text))
  return parseBoolean(text) ? Number.POSITIVE_INFINITY : 0
}

const REFUSED = ['suggest_field', 'suggest_mode', 'suggest_size', 'suggest_text'] as const

/** Checks the parameters that steer a search over many nodes and change nothing on one, and refuses what is not offered. */
export function checkRunParameters(parameters: ParameterReader): void {
  checkPreference(parameters)
  atLeast(parameters, 'batched_reduce_size', 2, 'batchedReduceSize')
  atLeast(parameters, 'max_concurrent_shard_requests', 1, 'maxConcurrentShardRequests')
  atLeast(parameters, 'pre_filter_shard_size', 1, 'preFilterShardSize')
  for (const name of ['ccs_minimize_roundtrips', 'request_cache', 'typed_keys', '_source_exclude_vectors']) {
    parameters.boolean(name, undefined)
  }
  if (parameters.boolean('force_synthetic_source', false)) throw notSupported('force_synthetic_source')
  for (const name of REFUSED) if (parameters.has(name)) throw notSupported(name)
}

/** Scores are not explained. Asked once the search is allowed: a denial with `?explain=true` may be explained itself. */
export function refuseScoreExplanation(isAsked: boolean): void {
  if (isAsked) throw notSupported('explain')
}

const notSupported = (name: string) => illegalArgument(`[${name}] is not supported by this node`)

function atLeast(parameters: ParameterReader, name: string, least: number, shown: string): void {
  if (parameters.integer(name, least) < least) throw illegalArgument(`${shown} must be >= ${least}`)
}

export type SearchType = 'query_then_fetch' | 'dfs_query_then_fetch'

/** `search_type`. */
export function parseSearchType(parameters: ParameterReader): SearchType {
  const text = parameters.text('search_type') ?? 'query_then_fetch'
  if (text === 'query_then_fetch' || text === 'dfs_query_then_fetch') return text
  throw illegalArgument(`No search type for [${text}]`)
}
