/** The documents of a task page by page: a point in time, read behind the last document that is done. Every page is a call of its own. */
import type { Reply } from '../../request/reply.ts'
import type { TaskRun } from '../../tasks/task-kind.ts'
import { innerCall } from '../inner-call.ts'
import { closePointInTime } from '../search/close-point-in-time.ts'
import { openPointInTime } from '../search/open-point-in-time.ts'
import { search } from '../search/search.ts'
import type { SourceInput } from './by-query-input.ts'
import { bodyOf, type HitPage, member, readPage } from './hit.ts'

/** As much of a task as reading takes. */
type Performer = Pick<TaskRun<never>, 'perform'>

/** Opens it; throws what the source is refused with. */
export async function openSource(run: Performer, { indices, parameters, keepAlive }: SourceInput): Promise<string> {
  const call = innerCall(openPointInTime, { path: { index: indices }, parameters: { ...parameters, keep_alive: keepAlive } })
  return String(member(bodyOf(await run.perform(call)), 'id'))
}

export async function closeSource(run: Performer, id: string): Promise<void> {
  await run.perform(innerCall(closePointInTime, { body: JSON.stringify({ id }) }))
}

export interface PageRequest {
  readonly pointInTime: string
  readonly source: SourceInput
  readonly size: number
  /** JSON text of the last hit's sort values; undefined: from the start. */
  readonly after: string | undefined
  readonly slice: { readonly id: number; readonly max: number } | undefined
  readonly operation: 'reindex' | 'update' | 'delete'
  readonly counts: boolean
}

export async function nextPage(run: Performer, request: PageRequest): Promise<HitPage> {
  return readPage(await searchWith(run, bodyFor(request)))
}

/** The highest sequence number that the source has; -1: it has no documents. */
export async function highestSeqNo(run: Performer, { pointInTime }: Pick<PageRequest, 'pointInTime'>): Promise<number> {
  const pit = JSON.stringify({ id: pointInTime })
  const body = `{"pit":${pit},"size":1,"sort":[{"_seq_no":"desc"}],"_source":false,"seq_no_primary_term":true,"track_total_hits":false}`
  return readPage(await searchWith(run, body)).hits[0]?.seqNo ?? -1
}

const searchWith = (run: Performer, body: string): Promise<Reply> => run.perform(innerCall(search, { body }))

function bodyFor({ pointInTime, source, size, after, slice, operation, counts }: PageRequest): string {
  const { body, keepAlive } = source
  const members: Record<string, string> = {
    pit: JSON.stringify({ id: pointInTime, keep_alive: keepAlive }),
    size: String(size),
    sort: '[{"_seq_no":"asc"}]',
    seq_no_primary_term: 'true',
    version: 'true',
    track_total_hits: String(counts),
    ...(operation === 'delete' ? { _source: 'false' } : {}),
    ...body,
    ...(slice ? { slice: JSON.stringify({ field: '_id', ...slice }) } : {}),
    ...(after === undefined ? {} : { search_after: after }),
  }
  return `{${Object.entries(members)
    .map(([name, text]) => `${JSON.stringify(name)}:${text}`)
    .join(',')}}`
}

/** Behind everything of a sequence number, wherever it is. */
export const behindSeqNo = (seqNo: number): string => `[${seqNo},${Number.MAX_SAFE_INTEGER}]`
