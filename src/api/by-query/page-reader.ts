/** The documents of a task page by page: a point in time, read behind the last document that is done. Every page is a call of its own. */
import { parseTimeValue } from '../../core/units.ts'
import type { PartRun } from '../../tasks/task-kind.ts'
import { innerStep } from '../inner-call.ts'
import { closePointInTime } from '../search/close-point-in-time.ts'
import { openPointInTime } from '../search/open-point-in-time.ts'
import { search } from '../search/search.ts'
import type { SourceInput } from './by-query-input.ts'
import { bodyOf, type HitPage, member, readPage, type SourceHit } from './hit.ts'

/** As much of a task as reading takes. */
type Performer = Pick<PartRun, 'perform'>

/** Opens it; throws what the source is refused with. */
export async function openSource(run: Performer, { indices, parameters, keepAlive }: SourceInput): Promise<string> {
  const call = innerStep(openPointInTime, { path: { index: indices }, parameters: { ...parameters, keep_alive: keepAlive } })
  return String(member(bodyOf(await run.perform(call)), 'id'))
}

export async function closeSource(run: Performer, id: string): Promise<void> {
  await run.perform(innerStep(closePointInTime, { body: JSON.stringify({ id }) }))
}

export interface PageRequest {
  readonly pointInTime: string
  readonly source: SourceInput
  readonly size: number
  /** Milliseconds until the page after it is asked for, beside what a page may take. */
  readonly waits: number
  /** JSON text of the last hit's sort values; undefined: from the start. */
  readonly after: string | undefined
  /** A query that narrows the source, as JSON. */
  readonly filter: object | undefined
  readonly slice: { readonly id: number; readonly max: number } | undefined
  readonly operation: 'reindex' | 'update' | 'delete'
  readonly counts: boolean
  /** More pages may follow. */
  readonly goesOn: boolean
}

export interface SourcePage extends HitPage {
  /** Nothing is behind it. */
  readonly isLast: boolean
}

/** One page, and nothing that another page would have to begin in the middle of. */
export async function nextPage(run: Performer, request: PageRequest): Promise<SourcePage> {
  for (let { size } = request; ; size *= 2) {
    const page = await searchPage(run, membersFor({ ...request, size }))
    const isLast = page.hits.length < size
    const hits = isLast || !request.goesOn ? page.hits : withoutCut(page.hits, keysOf(request.source))
    if (isLast || hits.length > 0) return { ...page, hits, isLast }
  }
}

/**
 * Where a cluster does not tell equals apart, what is equal to the last hit may go on behind it: documents of the same number, at most one of
 * each shard. They come with the next page.
 */
function withoutCut(hits: readonly SourceHit[], keys: number): readonly SourceHit[] {
  const last = hits.at(-1)
  if (!last || isTotal(last.sort, keys)) return hits
  return hits.filter(({ sort }) => sort !== last.sort)
}

/** Whether sort values hold more than was asked for: what tells equals apart. */
const isTotal = (sort: string, keys: number): boolean => (JSON.parse(sort) as readonly unknown[]).length > keys

/** How many the order of a source has. */
export const keysOf = ({ body }: Pick<SourceInput, 'body'>): number =>
  (JSON.parse(orderOf(body.sort)) as readonly unknown[]).length

/** `members` of a search body, each as JSON text. */
export async function searchPage(run: Performer, members: Readonly<Record<string, string>>): Promise<HitPage> {
  const texts = Object.entries(members).map(([name, text]) => `${JSON.stringify(name)}:${text}`)
  return readPage(await run.perform(innerStep(search, { body: `{${texts.join(',')}}` })))
}

function membersFor(request: PageRequest): Readonly<Record<string, string>> {
  const { pointInTime, source, size, waits, after, filter, slice, operation, counts } = request
  const { body, keepAlive } = source
  return {
    seq_no_primary_term: 'true',
    version: 'true',
    ...(operation === 'delete' ? { _source: 'false' } : {}),
    ...body,
    pit: JSON.stringify({ id: pointInTime, keep_alive: waits === 0 ? keepAlive : longer(keepAlive, waits) }),
    size: String(size),
    sort: orderOf(body.sort),
    track_total_hits: String(counts),
    ...(filter ? { query: narrowed(body.query, filter) } : {}),
    ...(slice ? { slice: JSON.stringify({ field: '_id', ...slice }) } : {}),
    ...(after === undefined ? {} : { search_after: after }),
  }
}

const longer = (keepAlive: string, waits: number): string => `${Math.ceil(parseTimeValue(keepAlive, 'scroll') + waits)}ms`

/** Equals of the caller's order are in one that is the same after a restart. */
function orderOf(sort: string | undefined): string {
  if (sort === undefined) return '[{"_seq_no":"asc"}]'
  const keys = sort.startsWith('[') ? sort.slice(1, -1) : sort
  return keys.trim() === '' ? '[{"_seq_no":"asc"}]' : `[${keys},{"_seq_no":"asc"}]`
}

/** The scores, which the caller may sort by, stay. */
const narrowed = (query = '{"match_all":{}}', filter: object): string =>
  `{"bool":{"must":[${query}],"filter":[${JSON.stringify(filter)}]}}`

/** Behind everything before the document that has these sort values, wherever it is: itself, and what is of the same number elsewhere, come again. */
export function reopened(sort: string, keys: number): string {
  const hasTiebreak = isTotal(sort, keys)
  const values = (hasTiebreak ? /^(.*?)(-?\d+),\d+\]$/s : /^(.*?)(-?\d+)\]$/s).exec(sort)
  if (!values) throw new Error(`[${sort}] are no sort values of a page`)
  return `${values[1]}${Number(values[2]) - 1}${hasTiebreak ? `,${Number.MAX_SAFE_INTEGER}` : ''}]`
}
