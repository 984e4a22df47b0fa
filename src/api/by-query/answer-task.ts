/** How an API that starts a task answers: with its number, or once it is over with what came of it. */

import { ElasticError } from '../../core/errors.ts'
import { RawJson } from '../../core/json/output.ts'
import type { Access } from '../../request/access.ts'
import { ok, type Reply } from '../../request/reply.ts'
import type { RunningTask } from '../../tasks/running-task.ts'
import type { TaskKind } from '../../tasks/task-kind.ts'
import type { Services } from '../services.ts'
import type { ByQueryInput } from './by-query-input.ts'

export interface ByQueryRequest {
  readonly input: ByQueryInput
  readonly description: string
  readonly requestsPerSecond: number
  readonly waits: boolean
}

export async function startByQuery(
  { tasks }: Services,
  kind: TaskKind<never, never, unknown>,
  { input, description, requestsPerSecond, waits }: ByQueryRequest,
  { identity }: Access,
): Promise<Reply> {
  const task = await tasks.start({
    kind: kind as TaskKind<never, never, unknown>,
    input: input as never,
    description,
    identity,
    keeps: !waits,
    requestsPerSecond,
  })
  return waits ? answerOf(task) : ok({ task: task.id })
}

async function answerOf(task: RunningTask): Promise<Reply> {
  const result = await task.settled
  if (!result)
    throw new ElasticError('exception', 'the node is stopping; the task goes on when it is started again', { status: 503 })
  if (result.kind === 'failed') throw task.failure ?? new Error('a failed task without its error')
  return { status: statusOf(result.text), body: new RawJson(Buffer.from(result.text)) }
}

/** The worst of the failures. */
function statusOf(text: string): number {
  const failures = JSON.parse(text).failures as readonly { readonly status: number }[]
  return failures.reduce((worst, { status }) => Math.max(worst, status), 200)
}
