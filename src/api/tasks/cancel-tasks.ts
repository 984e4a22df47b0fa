/** `POST /_tasks/_cancel` and `/_tasks/{task_id}/_cancel`: stops tasks after the page they are at. One's own need no privilege. */
import type { JsonOutput } from '../../core/json/output.ts'
import type { Access } from '../../request/access.ts'
import { ok, type Reply } from '../../request/reply.ts'
import type { Running } from '../../tasks/tasks.ts'
import { serverApi } from '../define.ts'
import type { Services } from '../services.ts'
import { compileFilter, FILTER_PARAMETERS, parseGrouping, parseTaskFilter, type TaskFilter } from './task-filter.ts'
import { parseTaskId, type TaskId } from './task-id.ts'
import { type Grouping, groupTasks, listedTask } from './task-json.ts'
import { findOwnRunning, maySee } from './visible-tasks.ts'
import { waitFor } from './wait.ts'

interface CancelInput extends TaskFilter {
  readonly id: TaskId | undefined
  readonly grouping: Grouping
}

export const cancelTasks = serverApi<CancelInput>({
  name: 'tasks.cancel',
  summary: 'Cancels tasks.',
  routes: [
    { method: 'POST', path: '/_tasks/_cancel' },
    { method: 'POST', path: '/_tasks/{task_id}/_cancel' },
  ],
  action: 'cluster:admin/tasks/cancel',
  scope: 'self',
  parameters: { ...FILTER_PARAMETERS, group_by: 'text' },
  body: 'none',
  parse: ({ path, parameters }) => {
    const id = path.get('task_id')
    const grouping = parseGrouping(parameters.text('group_by'))
    return { ...parseTaskFilter(parameters), grouping, id: id === undefined ? undefined : parseTaskId(id) }
  },
  targets: () => ({ kind: 'self', username: undefined }),
  handle: cancel,
})

async function cancel(services: Services, input: CancelInput, access: Access): Promise<Reply> {
  const { id, grouping, waits } = input
  const found = id ? findOwnRunning(services, access, id) : undefined
  if (id && !found) return ok(notFound(id))
  const meant = found ? [found] : meantBy(services, input, access)
  await Promise.all(meant.map((task) => task.cancel('by user request')))
  if (waits) await waitFor(meant, Number.POSITIVE_INFINITY)
  const ids = new Set(meant.map((task) => task.id))
  const views = services.tasks.running().filter((view) => ids.has(view.id))
  return ok(
    groupTasks(
      views.map((view) => listedTask(view, true)),
      grouping,
      services.node,
    ),
  )
}

function meantBy(services: Services, input: CancelInput, access: Access): readonly Running[] {
  const { tasks, node } = services
  const isMeant = compileFilter(input, node)
  return tasks.running().flatMap((view) => {
    if (!isMeant(view) || !maySee(services, access, view)) return []
    return tasks.findRunning(Number(view.id.slice(view.id.lastIndexOf(':') + 1))) ?? []
  })
}

/** As Elasticsearch answers: 200, and the failure of the node that was asked. */
export const notFound = ({ node, number }: TaskId): JsonOutput => ({
  node_failures: [
    {
      type: 'failed_node_exception',
      reason: `Failed node [${node}]`,
      node_id: node,
      caused_by: { type: 'resource_not_found_exception', reason: `task [${node}:${number}] is not found` },
    },
  ],
  nodes: {},
})
