/** `_reindex/{task}/_rethrottle` and its kin: another speed for a task that runs. One's own need no privilege. */
import { illegalArgument } from '../../core/errors.ts'
import { ok } from '../../request/reply.ts'
import { serverApi } from '../define.ts'
import { notFound } from '../tasks/cancel-tasks.ts'
import { parseGrouping } from '../tasks/task-filter.ts'
import { parseTaskId, type TaskId } from '../tasks/task-id.ts'
import { type Grouping, groupTasks, listedTask } from '../tasks/task-json.ts'
import { findOwnRunning } from '../tasks/visible-tasks.ts'
import { parseRequestsPerSecond } from './by-query-parameters.ts'

interface RethrottleInput {
  readonly id: TaskId
  readonly requestsPerSecond: number
  readonly grouping: Grouping
}

const rethrottle = (name: string, kind: string) =>
  serverApi<RethrottleInput>({
    name: `${name}_rethrottle`,
    summary: `Changes the speed of a task of ${kind}.`,
    routes: [{ method: 'POST', path: `/${kind}/{task_id}/_rethrottle` }],
    action: 'cluster:admin/reindex/rethrottle',
    scope: 'self',
    parameters: { group_by: 'text', requests_per_second: 'text' },
    body: 'none',
    parse: ({ path, parameters }) => {
      const requestsPerSecond = parseRequestsPerSecond(parameters.text('requests_per_second'))
      if (requestsPerSecond === undefined) throw illegalArgument('requests_per_second is a required parameter')
      const grouping = parseGrouping(parameters.text('group_by'))
      return { id: parseTaskId(path.get('task_id')!), requestsPerSecond, grouping }
    },
    targets: () => ({ kind: 'self', username: undefined }),
    async handle(services, { id, requestsPerSecond, grouping }, access) {
      const task = findOwnRunning(services, access, id)
      if (!task || !THROTTLED.has(task.record.kind)) return ok(notFound(id))
      await task.throttle(requestsPerSecond)
      const view = services.tasks.find(id.number)
      if (!view) return ok(notFound(id))
      return ok(groupTasks([listedTask(view, true)], grouping, services.node))
    },
  })

const THROTTLED: ReadonlySet<string> = new Set(['reindex', 'update_by_query', 'delete_by_query'])

export const reindexRethrottle = rethrottle('reindex', '_reindex')
export const updateByQueryRethrottle = rethrottle('update_by_query', '_update_by_query')
export const deleteByQueryRethrottle = rethrottle('delete_by_query', '_delete_by_query')
