/** A search that goes on without its request, as replies show it. */
import { type JsonOutput, RawJson } from '../../core/json/output.ts'
import type { Reply } from '../../request/reply.ts'
import type { TaskView } from '../../tasks/tasks.ts'

export interface Shown {
  readonly view: Pick<TaskView, 'record' | 'isRunning'>
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
    response: result?.kind === 'done' ? new RawJson(Buffer.from(result.text)) : view.isRunning ? NOTHING_YET : undefined,
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
    _shards: result?.kind === 'done' ? JSON.parse(result.text)._shards : NO_SHARDS,
    completion_status: result ? (result.kind === 'failed' ? result.status : 200) : undefined,
  }
}

const timesOf = ({ startedAt, expires, finishedAt }: TaskView['record']) => ({
  start_time_in_millis: startedAt,
  expiration_time_in_millis: expires,
  completion_time_in_millis: finishedAt,
})

const NO_SHARDS = { total: 0, successful: 0, skipped: 0, failed: 0 }
const NOTHING_YET: JsonOutput = {
  took: 0,
  timed_out: false,
  _shards: NO_SHARDS,
  hits: { total: { value: 0, relation: 'gte' }, max_score: null, hits: [] },
}
