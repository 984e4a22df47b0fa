import { illegalArgument, validationFailed } from '../../core/errors.ts'
import { search as runSearch } from '../../engine/search/search.ts'
import { MATCH_ALL } from '../../query/node.ts'
import type { ApiRequest } from '../../request/api.ts'
import { splitList } from '../../request/parameters.ts'
import { ok } from '../../request/reply.ts'
import { backendApi } from '../define.ts'
import { WHOLE_SOURCE } from '../fetch-source.ts'
import { parseIndicesOptions } from '../indices-options.ts'
import { checkLongRead, openScroll, refuseInScroll, searchPointInTime } from './long-search.ts'
import { refuseQueryString } from './query-parameters.ts'
import { readSearch } from './read-search.ts'
import { withReaders } from './readers.ts'
import { parseSearchBody, type SearchOptions } from './search-body.ts'
import { boundRequest, type SearchInput } from './search-input.ts'
import { searchOutput } from './search-output.ts'
import { checkRunParameters, parseSearchParameters, parseSearchType, SEARCH_PARAMETERS } from './search-parameters.ts'
import { lookUpTerms, lookupTargets } from './term-lookups.ts'

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
  targets: ({ expressions, indicesOptions, pointInTime, request }) => ({
    kind: 'indices',
    expressions,
    options: indicesOptions,
    ...(pointInTime ? { longRead: pointInTime.id.context } : {}),
    ...lookupTargets(request.query, request.postFilter),
  }),
  remote: { kind: 'query', merge: 'multiSearch', read: readSearch },
  embedded: async (engine, given) => {
    const [query, postFilter] = await lookUpTerms(engine, given.request.query, given.request.postFilter)
    const input = { ...given, request: { ...given.request, query, postFilter } }
    if (input.pointInTime) return searchPointInTime(engine, input, input.pointInTime)
    if (input.scroll !== undefined) return openScroll(engine, input, input.scroll)
    return withReaders(engine, async (readers, indices) => {
      const begun = performance.now()
      const result = await runSearch(readers, boundRequest(engine, input, indices), engine.node.nodeId)
      return ok(searchOutput(result, { ...input, begun, node: engine.node.nodeId }))
    })
  },
})

/** Raw request → search. Also for the searches inside other requests. */
export function parseSearch({ path, parameters, body, uri, gone, watch }: ApiRequest): SearchInput {
  refuseQueryString(parameters, uri)
  checkRunParameters(parameters)
  const scroll = parameters.time('scroll', undefined)
  if (scroll !== undefined) refuseInScroll(body.object())
  const options = { ...parseSearchBody(body.object()), ...parseSearchParameters(parameters) }
  const totalHitsAsInt = parameters.boolean('rest_total_hits_as_int', false)
  refuseContradictions(options)
  checkLongRead({ options, scroll, parameters, isIndexNamed: path.has('index') })
  return {
    expressions: splitList(path.get('index') ?? ''),
    indicesOptions: parseIndicesOptions(parameters),
    request: {
      ...requestOf(options),
      trackTotalHits: scroll === undefined ? trackTotalHits(options.trackTotalHits, totalHitsAsInt) : Number.POSITIVE_INFINITY,
      namedQueriesScore: parameters.boolean('include_named_queries_score', false),
      gone,
      watch,
    },
    allowPartialResults: parameters.boolean('allow_partial_search_results', undefined),
    indicesBoost: options.indicesBoost ?? [],
    searchType: parseSearchType(parameters),
    totalHitsAsInt,
    scroll,
    pointInTime: options.pointInTime,
    slice: options.slice,
    explainsScores: parameters.boolean('explain', false),
  }
}

type RequestOptions = Omit<SearchInput['request'], 'trackTotalHits' | 'namedQueriesScore' | 'gone' | 'watch'>

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
