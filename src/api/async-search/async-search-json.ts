/** A search that goes on without its request, as replies show it. */
import { type JsonOutput, RawJson } from '../../core/json/output.ts'
import type { SearchProgress } from '../../request/api.ts'
import type { Reply } from '../../request/reply.ts'
import type { TaskView } from '../../tasks/tasks.ts'

export interface Shown {
  readonly view: Pick<TaskView, 'record' | 'isRunning' | 'status'>
  /** Whether it can be asked for again. */
  readonly isKept: boolean
}

/** With what was found, or nothing yet. */
export function asyncSearchReply({ view, isKept }: Shown): Reply {
  const { result } = view.record
  const failed = result?.kind === 'failed' ? result : undefined
  const body = {
    id: isKept ? view.record.publicId : undefined,
    is_partial: result?.kind !== 'done',
    is_running: view.isRunning,
    ...timesOf(view.record),
    response: result?.kind === 'done' ? new RawJson(Buffer.from(result.text)) : view.isRunning ? soFar(view) : undefined,
    error: failed && new RawJson(Buffer.from(failed.error)),
  }
  return { status: failed?.status ?? 200, body }
}

/** Without what was found. */
export function asyncSearchStatus({ view }: Pick<Shown, 'view'>): JsonOutput {
  const { result, publicId } = view.record
  return {
    id: publicId,
    is_running: view.isRunning,
    is_partial: result?.kind !== 'done',
    ...timesOf(view.record),
    _shards: result?.kind === 'done' ? JSON.parse(result.text)._shards : shardsOf(view.status),
    completion_status: result ? (result.kind === 'failed' ? result.status : 200) : undefined,
  }
}

const timesOf = ({ startedAt, expires, finishedAt }: TaskView['record']) => ({
  start_time_in_millis: startedAt,
  expiration_time_in_millis: expires,
  completion_time_in_millis: finishedAt,
})

/** While it runs: which indices have answered, and how many hits they have. */
const soFar = ({ record, status }: Shown['view']): JsonOutput => ({
  took: Date.now() - record.startedAt,
  timed_out: false,
  _shards: shardsOf(status),
  hits: { total: { value: progressOf(status).hits, relation: 'gte' }, max_score: null, hits: [] },
})

function shardsOf(status: TaskView['status']): JsonOutput {
  const { total, successful, failed } = progressOf(status)
  return { total, successful, skipped: 0, failed }
}

/** What `async-search-kind.ts` shows of it; nothing yet at first. */
const progressOf = (status: TaskView['status']): SearchProgress => (status as SearchProgress | undefined) ?? NO_PROGRESS

const NO_PROGRESS: SearchProgress = { total: 0, successful: 0, failed: 0, hits: 0 }
