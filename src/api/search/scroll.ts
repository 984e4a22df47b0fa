/** `_search/scroll`: the next page of a scroll. What its owner may read is asked again at every page. */
import type { BoundEngine } from '../../backend/embedded/bound-engine.ts'
import type { ReadContext, ScrollState } from '../../backend/embedded/read-contexts.ts'
import { illegalArgument, validationFailed } from '../../core/errors.ts'
import { type JsonObject, tokenName } from '../../core/json/value.ts'
import { parseTimeValue } from '../../core/units.ts'
import { search as runSearch, type SearchResult } from '../../engine/search/search.ts'
import type { ApiRequest } from '../../request/api.ts'
import { STRICT_EXPAND_OPEN } from '../../request/names.ts'
import { ok, type Reply } from '../../request/reply.ts'
import { backendApi } from '../define.ts'
import { parseScrollId, printScrollId, scrollMissing } from './context-id.ts'
import { checkKeepAlive, failedEverywhere } from './keep-alive.ts'
import { searchOutput } from './search-output.ts'

interface ScrollInput {
  /** As it was given. */
  readonly id: string
  readonly context: string
  /** Milliseconds; undefined: as before. */
  readonly keepAlive: number | undefined
  readonly totalHitsAsInt: boolean
}

export const scroll = backendApi<ScrollInput>({
  name: 'scroll',
  summary: 'Gives the next page of a scroll.',
  routes: [
    { method: 'GET', path: '/_search/scroll' },
    { method: 'POST', path: '/_search/scroll' },
    { method: 'GET', path: '/_search/scroll/{scroll_id}' },
    { method: 'POST', path: '/_search/scroll/{scroll_id}' },
  ],
  action: 'indices:data/read/scroll',
  scope: 'indices',
  parameters: { rest_total_hits_as_int: 'boolean', scroll: 'time', scroll_id: 'text' },
  body: 'optional',
  parse: parseScroll,
  targets: ({ context }) => ({ kind: 'indices', expressions: [], options: STRICT_EXPAND_OPEN, longRead: context }),
  remote: {
    kind: 'longRead',
    read: (request) => {
      const { id, context, keepAlive } = parseScroll(request)
      return {
        targets: { kind: 'indices', expressions: [], options: STRICT_EXPAND_OPEN, longRead: id },
        longRead: { step: 'read', kind: 'scroll', id, keepAlive, missing: scrollMissing(context) },
      }
    },
  },
  embedded: (engine, input) => {
    const context = engine.longReads.find(input.context)
    const state = context?.scroll
    if (!context || !state) throw scrollMissing(input.context)
    return context.inTurn(() => context.use(() => nextPage(engine, context, state, input)))
  },
})

function parseScroll({ path, parameters, body }: ApiRequest): ScrollInput {
  const given = body.present ? membersOf(body.json()) : {}
  const id = given.id ?? path.get('scroll_id') ?? parameters.text('scroll_id')
  const keepAlive = given.keepAlive ?? parameters.time('scroll', undefined)
  if (id === undefined || id === '') throw validationFailed(['scrollId is missing'])
  return {
    id,
    context: parseScrollId(id),
    keepAlive,
    totalHitsAsInt: parameters.boolean('rest_total_hits_as_int', false),
  }
}

/** What the body says goes before path and parameters. */
function membersOf(body: unknown): { readonly id?: string; readonly keepAlive?: number } {
  if (!(body instanceof Map)) throw illegalArgument('Malformed content, must start with an object')
  let found: { id?: string; keepAlive?: number } = {}
  for (const [key, value] of body as JsonObject) {
    if (key === 'scroll_id' && typeof value === 'string') found = { ...found, id: value }
    else if (key === 'scroll' && typeof value === 'string') found = { ...found, keepAlive: parseTimeValue(value, 'scroll') }
    else {
      const token = tokenName(value)
      throw illegalArgument(`Unknown parameter [${key}] in request body or parameter is of the wrong type[${token}] `)
    }
  }
  return found
}

async function nextPage(engine: BoundEngine, context: ReadContext, state: ScrollState, input: ScrollInput): Promise<Reply> {
  const begun = performance.now()
  const { readers } = context
  const failed = failedEverywhere(
    engine,
    readers.map(({ index }) => index.name),
  )
  if (input.keepAlive !== undefined) context.extend(checkKeepAlive(engine, input.keepAlive, failed))
  const { request, total, maxScore } = state
  const result = await pageBehind(context, state, engine.node.nodeId)
  const facts = { request, totalHitsAsInt: input.totalHitsAsInt, begun, node: engine.node.nodeId }
  const head = { _scroll_id: printScrollId(context.id) }
  return ok(searchOutput({ ...result, total, maxScore }, { ...facts, head }))
}

/** The hits were counted with the first page. */
async function pageBehind({ readers }: ReadContext, state: ScrollState, node: string): Promise<SearchResult> {
  const { request, position } = state
  if (!position) return { ...NO_HITS, indices: readers.length }
  const result = await runSearch(readers, { ...request, position, trackTotalHits: 0 }, node)
  state.position = result.last
  return result
}

const NO_HITS: SearchResult = {
  indices: 0,
  failures: [],
  total: undefined,
  maxScore: Number.NaN,
  hits: [],
  terminatedEarly: false,
  timedOut: false,
  last: undefined,
}
