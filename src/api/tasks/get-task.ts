/** `GET /_tasks/{task_id}`: a task that runs, or what came of it. One's own need no privilege. */
import type { JsonOutput } from '../../core/json/output.ts'
import { RawJson } from '../../core/json/output.ts'
import { ok } from '../../request/reply.ts'
import type { TaskView } from '../../tasks/tasks.ts'
import { serverApi } from '../define.ts'
import { parseTaskId, type TaskId } from './task-id.ts'
import { taskJson } from './task-json.ts'
import { getTask } from './visible-tasks.ts'
import { waitFor } from './wait.ts'

interface GetInput {
  readonly id: TaskId
  readonly waits: boolean
  readonly timeout: number
}

export const getTaskApi = serverApi<GetInput>({
  name: 'tasks.get',
  summary: 'Shows a task and, once it is over, its result.',
  routes: [{ method: 'GET', path: '/_tasks/{task_id}' }],
  action: 'cluster:monitor/task/get',
  scope: 'self',
  parameters: { timeout: 'time', wait_for_completion: 'boolean' },
  body: 'none',
  parse: ({ path, parameters }) => ({
    id: parseTaskId(path.get('task_id')!),
    waits: parameters.boolean('wait_for_completion', false),
    timeout: parameters.time('timeout', 30_000),
  }),
  targets: () => ({ kind: 'self', username: undefined }),
  async handle(services, { id, waits, timeout }, access) {
    const found = getTask(services, access, id)
    const running = services.tasks.findRunning(id.number)
    if (!waits || !running) return ok(getJson(found))
    await waitFor([running], timeout)
    const now = services.tasks.find(id.number)
    if (now) return ok(getJson(now))
    // Of a task whose result nobody wanted to keep, this is the last that is known.
    const { record, status, isRunning, begun } = running
    const last = { ...found, record, status, isRunning, runningTime: Math.round((performance.now() - begun) * 1e6) }
    return ok(getJson(last))
  },
})

export function getJson(view: TaskView): JsonOutput {
  const { result } = view.record
  return {
    completed: !view.isRunning,
    task: taskJson(view, true),
    response: result?.kind === 'done' ? new RawJson(Buffer.from(result.text)) : undefined,
    error: result?.kind === 'failed' ? new RawJson(Buffer.from(result.error)) : undefined,
  }
}
