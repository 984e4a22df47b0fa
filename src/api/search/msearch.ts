/**
 * `_msearch`: several searches in one request. Each is a call of its own, authorized and performed for the same caller like one that came
 * alone; what one of them is refused or fails with stands in its place. A search that cannot be read refuses all of them.
 */
import { errorWithRootCause } from '../../core/error-output.ts'
import { ElasticError, illegalArgument, parseFailure, validationFailed } from '../../core/errors.ts'
import { WorkSlice } from '../../core/event-loop.ts'
import { splitLines } from '../../core/json/ndjson.ts'
import type { JsonOutput } from '../../core/json/output.ts'
import type { ApiRequest, Call } from '../../request/api.ts'
import type { ParameterReader, ParameterTable } from '../../request/parameters.ts'
import { ok } from '../../request/reply.ts'
import { serverApi } from '../define.ts'
import { INDICES_OPTIONS_PARAMETERS } from '../indices-options.ts'
import type { InnerCalls } from '../inner-call.ts'
import { inTurns } from './in-turns.ts'
import { parseMsearchHeader } from './msearch-header.ts'
import { withStatus } from './with-status.ts'

interface SearchLines {
  readonly header: Uint8Array
  readonly body: Uint8Array
}

interface Msearch {
  readonly searches: readonly SearchLines[]
  /** The index of the path. */
  readonly index: string | undefined
  /** Parameters of every search that does not say otherwise. */
  readonly defaults: Readonly<Record<string, string>>
  readonly atOnce: number
}

/** Parameters of the request that are parameters of each search. */
const SEARCH_DEFAULTS = {
  ...INDICES_OPTIONS_PARAMETERS,
  ccs_minimize_roundtrips: 'boolean',
  include_named_queries_score: 'boolean',
  max_concurrent_shard_requests: 'integer',
  pre_filter_shard_size: 'integer',
  rest_total_hits_as_int: 'boolean',
  routing: 'list',
  search_type: 'text',
  typed_keys: 'boolean',
} as const satisfies ParameterTable

/** Searches that run at once where nothing is said: more would only wait for each other. */
const AT_ONCE = 4

export const msearch = serverApi({
  name: 'msearch',
  summary: 'Runs several searches.',
  routes: [
    { method: 'GET', path: '/_msearch' },
    { method: 'POST', path: '/_msearch' },
    { method: 'GET', path: '/{index}/_msearch' },
    { method: 'POST', path: '/{index}/_msearch' },
  ],
  action: 'indices:data/read/msearch',
  scope: 'items',
  parameters: { ...SEARCH_DEFAULTS, max_concurrent_searches: 'integer' },
  body: 'ndjson',
  parse: parseMsearch,
  // The searches name what they search when they are performed.
  targets: () => ({ kind: 'items', items: [] }),
  async handle({ inner }, input: Msearch, { requestId, identity }) {
    const begun = performance.now()
    const calls = await parseSearches(inner, input, requestId)
    const answer = async (call: Call): Promise<JsonOutput> => {
      try {
        return await withStatus(await inner.perform(identity, call))
      } catch (error) {
        if (!(error instanceof ElasticError)) throw error
        return { error: errorWithRootCause(error), status: error.status }
      }
    }
    const responses = await inTurns(calls, input.atOnce, answer)
    return ok({ took: Math.floor(performance.now() - begun), responses })
  },
})

function parseMsearch({ path, parameters, body }: ApiRequest): Msearch {
  if (!body.present) throw parseFailure('request body or source parameter is required')
  const atOnce = parameters.integer('max_concurrent_searches', AT_ONCE)
  if (atOnce < 1) throw illegalArgument('maxConcurrentSearchRequests must be positive')
  const { lines, rest } = splitLines(body.bytes)
  if (rest.length > 0) throw illegalArgument('The msearch request must be terminated by a newline [\n]')
  const searches: SearchLines[] = []
  for (let at = 0; at + 1 < lines.length; at += 2) searches.push({ header: lines[at]!, body: lines[at + 1]! })
  if (searches.length === 0) throw validationFailed(['no requests added'])
  return { searches, index: path.get('index'), defaults: defaultsOf(parameters), atOnce }
}

const defaultsOf = (parameters: ParameterReader): Readonly<Record<string, string>> =>
  Object.fromEntries([...parameters.given].filter(([name]) => Object.hasOwn(SEARCH_DEFAULTS, name)))

/** All of them are read before the first is run. */
async function parseSearches(inner: InnerCalls, { searches, index, defaults }: Msearch, id: string): Promise<readonly Call[]> {
  const calls: Call[] = []
  const slice = new WorkSlice()
  for (const { header, body } of searches) {
    const { indices, parameters } = parseMsearchHeader(header)
    const expression = indices?.join(',') ?? index
    calls.push(
      inner.parse('search', {
        id: `${id}/${calls.length}`,
        ...(expression ? { path: { index: expression } } : {}),
        parameters: { ...defaults, ...parameters },
        body: Buffer.from(body.buffer, body.byteOffset, body.length),
        isBodyGiven: true,
      }),
    )
    if (slice.isOver) await slice.pause()
  }
  return calls
}
