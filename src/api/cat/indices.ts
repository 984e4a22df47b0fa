/** `GET /_cat/indices`: one line per index. */

import { illegalArgument } from '../../core/errors.ts'
import type { Shard, ShardStats } from '../../engine/shard.ts'
import type { ApiRequest } from '../../request/api.ts'
import { backendApi } from '../define.ts'
import { type IndexSelection, METADATA_ALL_OPTIONS, pathExpressions, selectionTargets } from '../indices/index-names.ts'
import { INDICES_OPTIONS_PARAMETERS, parseIndicesOptions } from '../indices-options.ts'
import { numberOfReplicas } from '../shards.ts'
import { bytes, left, right } from './column.ts'
import { tableReply } from './render-table.ts'
import { type Column, parseTableView, TABLE_PARAMETERS, type TableView } from './table.ts'

interface Row {
  readonly shard: Shard
  readonly replicas: number
  readonly health: string
  /** Of a closed index nothing is counted. */
  readonly stats: ShardStats | undefined
}

const COLUMNS: readonly Column<Row>[] = [
  left('health', 'h', 'current health status', ({ health }) => health),
  left('status', 's', 'open/close status', ({ shard }) => (shard.closed ? 'close' : 'open')),
  left('index', 'i,idx', 'index name', ({ shard }) => shard.name),
  left('uuid', 'id,uuid', 'index uuid', ({ shard }) => shard.uuid),
  right('pri', 'p,shards.primary,shardsPrimary', 'number of primary shards', ({ shard }) =>
    Number(shard.settings.get('index.number_of_shards') ?? 1),
  ),
  right('rep', 'r,shards.replica,shardsReplica', 'number of replica shards', ({ replicas }) => replicas),
  right('docs.count', 'dc,docsCount', 'available docs', ({ stats }) => stats?.docs ?? null),
  right('docs.deleted', 'dd,docsDeleted', 'deleted docs', ({ stats }) => stats?.deletedDocs ?? null),
  left('creation.date', 'cd', 'index creation date (millisecond value)', ({ shard }) => shard.creationDate, { hidden: true }),
  left(
    'creation.date.string',
    'cds',
    'index creation date (as string)',
    ({ shard }) => new Date(shard.creationDate).toISOString(),
    { hidden: true },
  ),
  bytes('store.size', 'ss,storeSize', 'store size of primaries & replicas', ({ stats }) => stats?.storeBytes ?? null),
  bytes('pri.store.size', '', 'store size of primaries', ({ stats }) => stats?.storeBytes ?? null),
  bytes('dataset.size', '', 'total size of dataset', ({ stats }) => stats?.storeBytes ?? null),
  right('segments.count', 'sc,segmentsCount', 'number of segments', ({ stats }) => stats?.segments ?? null, { hidden: true }),
  bytes('segments.memory', 'sm,segmentsMemory', 'memory used by segments', ({ stats }) => stats?.memoryBytes ?? null, {
    hidden: true,
  }),
]

interface CatIndices extends IndexSelection {
  readonly view: TableView
  readonly health: string | undefined
}

export const catIndices = backendApi({
  name: 'cat.indices',
  summary: 'Lists indices as a table',
  routes: [
    { method: 'GET', path: '/_cat/indices' },
    { method: 'GET', path: '/_cat/indices/{index}' },
  ],
  action: 'indices:monitor/stats',
  scope: 'indices',
  alsoRequires: [
    { action: 'indices:monitor/settings/get', kind: 'indices' },
    { action: 'cluster:monitor/health', kind: 'cluster' },
    { action: 'cluster:monitor/state', kind: 'cluster' },
  ],
  parameters: {
    ...INDICES_OPTIONS_PARAMETERS,
    ...TABLE_PARAMETERS,
    health: 'text',
    include_unloaded_segments: 'boolean',
    local: 'boolean',
    master_timeout: 'time',
    pri: 'boolean',
  },
  body: 'none',
  parse: parseCatIndices,
  targets: selectionTargets,
  remote: { kind: 'indices', none: 'pattern' },
  embedded(engine, { view, health }) {
    const rows = engine.indices().map(({ shard }) => rowOf(shard))
    return tableReply(COLUMNS, health === undefined ? rows : rows.filter((row) => row.health === health), view)
  },
})

function parseCatIndices(request: ApiRequest): CatIndices {
  const { path, parameters } = request
  // Primaries are all there is, and every segment is loaded.
  for (const flag of ['include_unloaded_segments', 'local', 'pri']) parameters.boolean(flag, false)
  parameters.time('master_timeout', undefined)
  const health = parameters.text('health')?.toLowerCase()
  if (health !== undefined && !['green', 'yellow', 'red'].includes(health)) {
    throw illegalArgument(`unknown cluster health status [${health}]`)
  }
  return {
    expressions: pathExpressions(path),
    options: parseIndicesOptions(parameters, METADATA_ALL_OPTIONS),
    view: parseTableView(request),
    health,
  }
}

function rowOf(shard: Shard): Row {
  const replicas = numberOfReplicas(shard)
  const health = replicas > 0 ? 'yellow' : 'green'
  return { shard, replicas, health, stats: shard.closed ? undefined : shard.stats() }
}
