/** `GET /_tasks`: what runs, tasks and the requests that are being answered. */
import { ok } from '../../request/reply.ts'
import { serverApi } from '../define.ts'
import { compileFilter, FILTER_PARAMETERS, parseTaskFilter, type TaskFilter } from './task-filter.ts'
import { groupTasks, listedRequest, listedTask } from './task-json.ts'
import { waitFor } from './wait.ts'

interface ListInput extends TaskFilter {
  readonly isDetailed: boolean
  readonly timeout: number
}

export const listTasks = serverApi<ListInput>({
  name: 'tasks.list',
  summary: 'Lists what runs.',
  routes: [{ method: 'GET', path: '/_tasks' }],
  action: 'cluster:monitor/tasks/lists',
  scope: 'cluster',
  parameters: { ...FILTER_PARAMETERS, detailed: 'boolean', timeout: 'time' },
  body: 'none',
  parse: ({ parameters }) => ({
    ...parseTaskFilter(parameters),
    isDetailed: parameters.boolean('detailed', false),
    timeout: parameters.time('timeout', 30_000),
  }),
  targets: () => ({ kind: 'cluster' }),
  async handle({ tasks, requests, node }, input) {
    const isMeant = compileFilter(input, node)
    const running = tasks.running().filter(isMeant)
    const listed = running.map((view) => listedTask(view, input.isDetailed))
    const answered = (await requests.list()).map((request) => listedRequest(request, node.nodeId, input.isDetailed))
    if (input.waits) {
      const waited = running.flatMap(({ id }) => tasks.findRunning(Number(id.slice(id.lastIndexOf(':') + 1))) ?? [])
      await waitFor(waited, input.timeout)
    }
    return ok(groupTasks([...listed, ...answered.filter(isMeant)], input.grouping, node))
  },
})
