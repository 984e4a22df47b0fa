/** Searches that are read page by page: the first page of a scroll, and any page of a point in time. Used by `search.ts`. */
import type { BoundEngine } from '../../backend/embedded/bound-engine.ts'
import { validationFailed } from '../../core/errors.ts'
import type { JsonObject } from '../../core/json/value.ts'
import type { SearchRequest, SortSpec } from '../../engine/search/request.ts'
import { search as runSearch } from '../../engine/search/search.ts'
import type { ParameterReader } from '../../request/parameters.ts'
import { ok, type Reply } from '../../request/reply.ts'
import { INDICES_OPTIONS_PARAMETERS } from '../indices-options.ts'
import { pointInTimeMissing, printScrollId } from './context-id.ts'
import { checkKeepAlive, checkRoom, failedEverywhere } from './keep-alive.ts'
import type { PitOption } from './pit-option.ts'
import { withKeptReaders } from './readers.ts'
import type { SearchOptions } from './search-body.ts'
import { boundRequest, type SearchInput } from './search-input.ts'
import { searchOutput } from './search-output.ts'
import { checkSlice, type SliceOption } from './slice-option.ts'

/** Members that no scroll takes, before they are read. */
export function refuseInScroll(body: JsonObject): void {
  const faults: string[] = []
  if (body.has('rescore')) faults.push('using [rescore] is not allowed in a scroll context')
  if (body.has('collapse')) faults.push('cannot use `collapse` in a scroll context')
  if (faults.length > 0) throw validationFailed(faults)
}

export interface LongReadFacts {
  readonly options: SearchOptions
  readonly scroll: number | undefined
  readonly parameters: ParameterReader
  readonly isIndexNamed: boolean
}

/** Throws 400 for what does not go with a scroll, a point in time, or a slice. */
export function checkLongRead(facts: LongReadFacts): void {
  const { options, scroll } = facts
  if (options.pointInTime) refuseBesidePointInTime(facts)
  const faults = scroll === undefined ? [] : scrollFaults(options, facts.parameters)
  if (options.slice && scroll === undefined && !options.pointInTime) {
    faults.push('[slice] can only be used with [scroll] or [point-in-time] requests')
  }
  if (scroll !== undefined && options.pointInTime) faults.push(IN_SCROLL)
  refuseWith(faults)
}

export const IN_SCROLL = 'using [point in time] is not allowed in a scroll context'

/** Throws 400 for what a search of a point in time does not say. */
export function refuseBesidePointInTime(facts: Pick<LongReadFacts, 'isIndexNamed' | 'parameters'>): void {
  refuseWith(pointInTimeFaults(facts))
}

function refuseWith(faults: readonly string[]): void {
  if (faults.length > 0) throw validationFailed(faults)
}

function scrollFaults({ trackTotalHits, from, size, searchAfter }: SearchOptions, parameters: ParameterReader): string[] {
  const faults: string[] = []
  if (trackTotalHits === 0) faults.push('disabling [track_total_hits] is not allowed in a scroll context')
  if (from !== undefined && from > 0) faults.push('using [from] is not allowed in a scroll context')
  if (size === 0) faults.push('[size] cannot be [0] in a scroll context')
  if (parameters.has('request_cache')) faults.push('[request_cache] cannot be used in a scroll context')
  if (searchAfter) faults.push('[search_after] cannot be used in a scroll context')
  return faults
}

function pointInTimeFaults({ isIndexNamed, parameters }: Pick<LongReadFacts, 'isIndexNamed' | 'parameters'>): readonly string[] {
  const faults: string[] = []
  if (isIndexNamed) {
    faults.push('[indices] cannot be used with point in time. Do not specify any index with point in time.')
  }
  if (Object.keys(INDICES_OPTIONS_PARAMETERS).some((name) => parameters.has(name))) {
    faults.push('[indicesOptions] cannot be used with point in time')
  }
  for (const name of ['routing', 'preference']) {
    if (parameters.has(name)) faults.push(`[${name}] cannot be used with point in time`)
  }
  return faults
}

/** The first page of a scroll, whose readers stay open for the next. */
export function openScroll(engine: BoundEngine, input: SearchInput, scroll: number): Promise<Reply> {
  return withKeptReaders(engine, async (readers, indices) => {
    const begun = performance.now()
    const node = engine.node.nodeId
    const failed = failedEverywhere(
      engine,
      readers.map(({ index }) => index.name),
    )
    const keepAlive = checkKeepAlive(engine, scroll, failed)
    checkRoom(engine, 'scroll', failed)
    const request: SearchRequest = {
      ...boundRequest(engine, input, indices),
      isScroll: true,
      ...sliced(engine, input.slice, 'id'),
    }
    const result = await runSearch(readers, request, node)
    const { total, maxScore, last: position } = result
    const context = engine.longReads.open({
      readers,
      keepAlive,
      scroll: { request: { ...request, gone: undefined }, total, maxScore, position },
    })
    const head = { _scroll_id: printScrollId(context.id) }
    return ok(searchOutput(result, { ...input, begun, node, head }))
  })
}

/** A search of what was there when the point in time was opened. */
export async function searchPointInTime(engine: BoundEngine, input: SearchInput, pit: PitOption): Promise<Reply> {
  const begun = performance.now()
  const node = engine.node.nodeId
  const context = engine.longReads.find(pit.id.context)
  if (!context || context.scroll) throw pointInTimeMissing(pit.id, node)
  const { readers } = context
  if (pit.keepAlive !== undefined) {
    const failed = failedEverywhere(
      engine,
      readers.map(({ index }) => index.name),
    )
    context.extend(checkKeepAlive(engine, pit.keepAlive, failed))
  }
  const slice = sliced(engine, input.slice, input.slice?.isById ? 'id' : 'place')
  const request: SearchRequest = { ...boundRequest(engine, input, engine.indices()), ...slice, sort: withTiebreak(input) }
  const result = await context.use(() => runSearch(readers, request, node))
  return ok(searchOutput(result, { ...input, begun, node, head: { pit_id: pit.text } }))
}

/** No two hits are equal, so that pages do not overlap; a caller who gives fewer values does without. */
function withTiebreak({ request: { sort, searchAfter } }: SearchInput): readonly SortSpec[] {
  const isTotal = sort.length === 0 || sort.some(({ by }) => by === 'shardDoc')
  if (isTotal || searchAfter?.length === sort.length) return sort
  return [...sort, { by: 'shardDoc', descending: false }]
}

function sliced(engine: BoundEngine, slice: SliceOption | undefined, by: 'id' | 'place'): Partial<SearchRequest> {
  if (!slice) return {}
  const indices = engine.indices()
  const failed = failedEverywhere(
    engine,
    indices.map(({ shard }) => shard.name),
  )
  for (const { shard } of indices) checkSlice(slice, shard.settings.get('index.max_slices_per_scroll'), failed)
  return { slice: { by, id: slice.id, max: slice.max } }
}
