/** `GET /_cat/tasks`: what runs, tasks and the requests that are being answered, as a table. */
import type { NodeFacts } from '../../request/node-facts.ts'
import type { RunningRequest } from '../../tasks/running-requests.ts'
import type { TaskView } from '../../tasks/tasks.ts'
import { hostOf } from '../cluster/node-identity.ts'
import { serverApi } from '../define.ts'
import { waitForRunning } from '../tasks/list-tasks.ts'
import { compileFilter, FILTER_PARAMETERS, parseTaskFilter, type TaskFilter } from '../tasks/task-filter.ts'
import { showTime } from './cell.ts'
import { left } from './column.ts'
import { tableReply } from './render-table.ts'
import { type Column, parseTableView, TABLE_PARAMETERS, type TableView } from './table.ts'

interface Row {
  readonly id: string
  readonly action: string
  readonly parent: string | undefined
  /** Milliseconds since the epoch. */
  readonly startedAt: number
  /** Nanoseconds. */
  readonly runningTime: number
  readonly opaqueId: string | undefined
  readonly description: string
  readonly node: NodeFacts
}

const COLUMNS: readonly Column<Row>[] = [
  left('id', '', 'id of the task with the node', ({ id }) => Number(id.slice(id.lastIndexOf(':') + 1)), { hidden: true }),
  left('action', 'ac', 'task action', ({ action }) => action),
  left('task_id', 'ti', 'unique task id', ({ id }) => id),
  left('parent_task_id', 'pti', 'parent task id', ({ parent }) => parent ?? '-'),
  left('type', 'ty', 'task type', () => 'transport'),
  left('start_time', 'start', 'start time in ms', ({ startedAt }) => startedAt),
  left('timestamp', 'ts,hms,hhmmss', 'start time in HH:MM:SS', ({ startedAt }) =>
    new Date(startedAt).toISOString().slice(11, 19),
  ),
  left('running_time_ns', 'time', 'running time ns', ({ runningTime }) => runningTime, { hidden: true }),
  {
    ...left<Row>('running_time', 'time', 'running time', ({ runningTime }) => runningTime),
    show: ({ runningTime }, format) => showTime(runningTime / 1e6, format),
  },
  left('node_id', 'nodeId', 'unique node id', ({ node }) => node.nodeId, { hidden: true }),
  left('ip', 'i', 'ip address', ({ node }) => hostOf(node)),
  left('port', 'po', 'bound transport port', ({ node }) => node.httpAddress().split(':').at(-1)!, { hidden: true }),
  left('node', 'n', 'node name', ({ node }) => node.nodeName),
  left('version', 'v', 'es version', ({ node }) => node.version, { hidden: true }),
  left('x_opaque_id', 'x', 'X-Opaque-ID header', ({ opaqueId }) => opaqueId ?? '-', { hidden: true }),
]
const DESCRIPTION: Column<Row> = left('description', 'desc', 'task action', ({ description }) => description)

interface CatTasks extends TaskFilter {
  readonly isDetailed: boolean
  readonly timeout: number
  readonly view: TableView
}

export const catTasks = serverApi<CatTasks>({
  name: 'cat.tasks',
  summary: 'Lists what runs as a table',
  routes: [{ method: 'GET', path: '/_cat/tasks' }],
  action: 'cluster:monitor/tasks/lists',
  scope: 'cluster',
  parameters: { ...TABLE_PARAMETERS, ...FILTER_PARAMETERS, detailed: 'boolean', timeout: 'time' },
  body: 'none',
  parse: (request) => ({
    ...parseTaskFilter(request.parameters),
    isDetailed: request.parameters.boolean('detailed', false),
    timeout: request.parameters.time('timeout', 30_000),
    view: parseTableView(request),
  }),
  targets: () => ({ kind: 'cluster' }),
  async handle(services, input) {
    const { tasks, requests, node } = services
    const isMeant = compileFilter(input, node)
    const running = tasks.running().filter(isMeant)
    const answered = (await requests.list()).filter(isMeant)
    const rows = [...running.map((view) => taskRow(view, node)), ...answered.map((request) => requestRow(request, node))]
    if (input.waits) await waitForRunning(services, running, input.timeout)
    return tableReply(input.isDetailed ? [...COLUMNS, DESCRIPTION] : COLUMNS, rows, input.view)
  },
})

const taskRow = ({ id, action, parent, record, runningTime }: TaskView, node: NodeFacts): Row => {
  const { startedAt, opaqueId, description } = record
  return { id, action, parent, startedAt, runningTime, opaqueId, description, node }
}

const requestRow = ({ number, ...request }: RunningRequest, node: NodeFacts): Row => ({
  ...request,
  id: `${node.nodeId}:${number}`,
  description: '',
  node,
})
