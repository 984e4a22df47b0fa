/** `GET /_cat/nodes`: this node in one line. */
import { freemem, loadavg, totalmem } from 'node:os'
import { getHeapStatistics } from 'node:v8'
import type { NodeFacts } from '../../request/node-facts.ts'
import { hostOf, NODE_ROLE_LETTERS } from '../cluster/node-identity.ts'
import { serverApi } from '../define.ts'
import { showTime } from './cell.ts'
import { bytes, left, right } from './column.ts'
import { tableReply } from './render-table.ts'
import { type Column, parseTableView, TABLE_PARAMETERS } from './table.ts'

interface Row {
  readonly node: NodeFacts
  readonly fullId: boolean
}

const usedMemory = (): number => totalmem() - freemem()
const heap = (): { readonly used_heap_size: number; readonly heap_size_limit: number } => getHeapStatistics()
const load = (at: 0 | 1 | 2): string => loadavg()[at]!.toFixed(2)
const percent = (part: number, whole: number): number => Math.round((part / whole) * 100)

const COLUMNS: readonly Column<Row>[] = [
  left('id', 'id,nodeId', 'unique node id', ({ node, fullId }) => (fullId ? node.nodeId : node.nodeId.slice(0, 4)), {
    hidden: true,
  }),
  right('pid', 'p', 'process id', () => process.pid, { hidden: true }),
  left('ip', 'i', 'ip address', ({ node }) => hostOf(node)),
  left('http_address', 'http', 'bound http address', ({ node }) => node.httpAddress(), { hidden: true }),
  left('version', 'v', 'es version', ({ node }) => node.version, { hidden: true }),
  bytes('heap.current', 'hc,heapCurrent', 'used heap', () => heap().used_heap_size, { hidden: true }),
  right('heap.percent', 'hp,heapPercent', 'used heap ratio', () => percent(heap().used_heap_size, heap().heap_size_limit)),
  bytes('heap.max', 'hm,heapMax', 'max configured heap', () => heap().heap_size_limit, { hidden: true }),
  bytes('ram.current', 'rc,ramCurrent', 'used machine memory', usedMemory, { hidden: true }),
  right('ram.percent', 'rp,ramPercent', 'used machine memory ratio', () => percent(usedMemory(), totalmem())),
  bytes('ram.max', 'rm,ramMax', 'total machine memory', totalmem, { hidden: true }),
  right('load_1m', 'l', '1m load avg', () => load(0)),
  right('load_5m', 'l', '5m load avg', () => load(1)),
  right('load_15m', 'l', '15m load avg', () => load(2)),
  {
    ...right<Row>('uptime', 'u', 'node uptime', ({ node }) => Date.now() - node.startedAt, { hidden: true }),
    show: ({ node }, format) => showTime(Date.now() - node.startedAt, format),
  },
  left('node.role', 'r,role,nodeRole', 'd:data node, m:master eligible node, s:content node', () => NODE_ROLE_LETTERS),
  left('master', 'm', '*:current master', () => '*'),
  left('name', 'n', 'node name', ({ node }) => node.nodeName),
]

export const catNodes = serverApi({
  name: 'cat.nodes',
  summary: 'Lists nodes as a table',
  routes: [{ method: 'GET', path: '/_cat/nodes' }],
  action: 'cluster:monitor/nodes/stats',
  scope: 'cluster',
  alsoRequires: [
    { action: 'cluster:monitor/state', kind: 'cluster' },
    { action: 'cluster:monitor/nodes/info', kind: 'cluster' },
  ],
  parameters: {
    ...TABLE_PARAMETERS,
    full_id: 'boolean',
    include_unloaded_segments: 'boolean',
    local: 'boolean',
    master_timeout: 'time',
  },
  body: 'none',
  parse(request) {
    for (const flag of ['include_unloaded_segments', 'local']) request.parameters.boolean(flag, false)
    request.parameters.time('master_timeout', undefined)
    return { view: parseTableView(request), fullId: request.parameters.boolean('full_id', false) }
  },
  targets: () => ({ kind: 'cluster' }),
  handle: ({ node }, { view, fullId }) => tableReply(COLUMNS, [{ node, fullId }], view),
})
