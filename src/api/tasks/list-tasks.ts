/** `GET /_tasks`: what runs, tasks and the requests that are being answered. */
import { ok } from '../../request/reply.ts'
import type { TaskView } from '../../tasks/tasks.ts'
import { serverApi } from '../define.ts'
import type { Services } from '../services.ts'
import { compileFilter, FILTER_PARAMETERS, parseGrouping, parseTaskFilter, type TaskFilter } from './task-filter.ts'
import { type Grouping, groupTasks, listedRequest, listedTask } from './task-json.ts'
import { waitFor } from './wait.ts'

interface ListInput extends TaskFilter {
  readonly isDetailed: boolean
  readonly grouping: Grouping
  readonly timeout: number
}

export const listTasks = serverApi<ListInput>({
  name: 'tasks.list',
  summary: 'Lists what runs.',
  routes: [{ method: 'GET', path: '/_tasks' }],
  action: 'cluster:monitor/tasks/lists',
  scope: 'cluster',
  parameters: { ...FILTER_PARAMETERS, group_by: 'text', detailed: 'boolean', timeout: 'time' },
  body: 'none',
  parse: ({ parameters }) => ({
    ...parseTaskFilter(parameters),
    grouping: parseGrouping(parameters.text('group_by')),
    isDetailed: parameters.boolean('detailed', false),
    timeout: parameters.time('timeout', 30_000),
  }),
  targets: () => ({ kind: 'cluster' }),
  async handle(services, input) {
    const { tasks, requests, node } = services
    const isMeant = compileFilter(input, node)
    const running = tasks.running().filter(isMeant)
    const listed = running.map((view) => listedTask(view, input.isDetailed))
    const answered = (await requests.list()).map((request) => listedRequest(request, node.nodeId, input.isDetailed))
    if (input.waits) await waitForRunning(services, running, input.timeout)
    return ok(groupTasks([...listed, ...answered.filter(isMeant)], input.grouping, node))
  },
})

/** Until they are over, or so many milliseconds have passed. */
export async function waitForRunning({ tasks }: Services, views: readonly TaskView[], timeout: number): Promise<void> {
  const waited = views.flatMap(({ id }) => tasks.findRunning(Number(id.slice(id.lastIndexOf(':') + 1))) ?? [])
  await waitFor(waited, timeout)
}
