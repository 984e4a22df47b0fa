/** `GET /_cat/health`: the cluster's health in one line. */

import { activePercent, type HealthCounts, healthOf } from '../cluster/health-state.ts'
import { backendApi } from '../define.ts'
import { EPOCH, TIMESTAMP, type Timed } from './clock-columns.ts'
import { left, right } from './column.ts'
import { tableReply } from './render-table.ts'
import { type Column, parseTableView, TABLE_PARAMETERS } from './table.ts'

interface Row extends HealthCounts, Timed {
  readonly cluster: string
}

const COLUMNS: readonly Column<Row>[] = [
  EPOCH,
  TIMESTAMP,
  left('cluster', 'cl', 'cluster name', ({ cluster }) => cluster),
  left('status', 'st', 'health status', ({ status }) => status),
  right('node.total', 'nt,nodeTotal', 'total number of nodes', () => 1),
  right('node.data', 'nd,nodeData', 'number of nodes that can store data', () => 1),
  right('shards', 't,sh,shards.total,shardsTotal', 'total number of shards', ({ primaries }) => primaries),
  right('pri', 'p,shards.primary,shardsPrimary', 'number of primary shards', ({ primaries }) => primaries),
  right('relo', 'r,shards.relocating,shardsRelocating', 'number of relocating nodes', () => 0),
  right('init', 'i,shards.initializing,shardsInitializing', 'number of initializing nodes', () => 0),
  right('unassign', 'u,shards.unassigned,shardsUnassigned', 'number of unassigned shards', ({ unassigned }) => unassigned),
  right('unassign.pri', 'up,shards.unassigned.primary,shardsUnassignedPrimary', 'number of unassigned primary shards', () => 0),
  right('pending_tasks', 'pt,pendingTasks', 'number of pending tasks', () => 0),
  right('max_task_wait_time', 'mtwt,maxTaskWaitTime', 'wait time of longest task pending', () => '-'),
  right(
    'active_shards_percent',
    'asp,activeShardsPercent',
    'active number of shards in percent',
    (counts) => `${activePercent(counts).toFixed(1)}%`,
  ),
]

export const catHealth = backendApi({
  name: 'cat.health',
  summary: 'Shows the health of the cluster as a table',
  routes: [{ method: 'GET', path: '/_cat/health' }],
  action: 'cluster:monitor/health',
  scope: 'cluster',
  parameters: { ...TABLE_PARAMETERS, ts: 'boolean' },
  body: 'none',
  parse: (request) => parseTableView(request, request.parameters.boolean('ts', true) ? [] : ['epoch', 'timestamp']),
  targets: () => ({ kind: 'cluster' }),
  remote: { kind: 'cluster' },
  embedded(engine, view) {
    const counts = healthOf(engine.overview())
    return tableReply(COLUMNS, [{ ...counts, at: Date.now(), cluster: engine.node.clusterName }], view)
  },
})
