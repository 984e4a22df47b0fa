/** `GET /_cat/shards`: one line per shard: the one that each index has, and the replicas that no node can hold. */
import type { Shard, ShardStats } from '../../engine/shard.ts'
import type { ApiRequest } from '../../request/api.ts'
import type { NodeFacts } from '../../request/node-facts.ts'
import { hostOf } from '../cluster/node-identity.ts'
import { backendApi } from '../define.ts'
import { type IndexSelection, METADATA_ALL_OPTIONS, pathExpressions, selectionTargets } from '../indices/index-names.ts'
import { INDICES_OPTIONS_PARAMETERS, parseIndicesOptions } from '../indices-options.ts'
import { numberOfReplicas } from '../shards.ts'
import { bytes, left, right } from './column.ts'
import { tableReply } from './render-table.ts'
import { type Column, parseTableView, TABLE_PARAMETERS, type TableView } from './table.ts'

interface Row {
  readonly shard: Shard
  /** The node that holds it; undefined for a replica. */
  readonly node: NodeFacts | undefined
  readonly stats: ShardStats | undefined
}

const COLUMNS: readonly Column<Row>[] = [
  left('index', 'i,idx', 'index name', ({ shard }) => shard.name),
  left('shard', 's,sh', 'shard name', () => 0),
  left('prirep', 'p,pr,primaryOrReplica', 'primary or replica', ({ node }) => (node ? 'p' : 'r')),
  left('state', 'st', 'shard state', ({ node }) => (node ? 'STARTED' : 'UNASSIGNED')),
  right('docs', 'd,dc', 'number of docs in shard', ({ stats }) => stats?.docs ?? null),
  bytes('store', 'sto', 'store size of shard (how much disk it uses)', ({ stats }) => stats?.storeBytes ?? null),
  bytes('dataset', '', 'total size of dataset', ({ stats }) => stats?.storeBytes ?? null),
  left('ip', '', 'ip of node where it lives', ({ node }) => (node ? hostOf(node) : null)),
  left('id', '', 'unique id of node where it lives', ({ node }) => node?.nodeId ?? null, { hidden: true }),
  left('node', 'n', 'name of node where it lives', ({ node }) => node?.nodeName ?? null),
  right('segments.count', 'sc,segmentsCount', 'number of segments', ({ stats }) => stats?.segments ?? null, { hidden: true }),
]

interface CatShards extends IndexSelection {
  readonly view: TableView
}

export const catShards = backendApi({
  name: 'cat.shards',
  summary: 'Lists shards as a table',
  routes: [
    { method: 'GET', path: '/_cat/shards' },
    { method: 'GET', path: '/_cat/shards/{index}' },
  ],
  action: 'indices:monitor/stats',
  scope: 'indices',
  alsoRequires: [{ action: 'cluster:monitor/state', kind: 'cluster' }],
  parameters: { ...INDICES_OPTIONS_PARAMETERS, ...TABLE_PARAMETERS, local: 'boolean', master_timeout: 'time' },
  body: 'none',
  parse: parseCatShards,
  targets: selectionTargets,
  remote: { kind: 'indices', none: 'pattern' },
  embedded: (engine, { view }) =>
    tableReply(
      COLUMNS,
      engine.indices().flatMap(({ shard }) => rowsOf(shard, engine.node)),
      view,
    ),
})

function parseCatShards(request: ApiRequest): CatShards {
  const { path, parameters } = request
  parameters.boolean('local', false)
  parameters.time('master_timeout', undefined)
  return {
    expressions: pathExpressions(path),
    options: parseIndicesOptions(parameters, METADATA_ALL_OPTIONS),
    view: parseTableView(request),
  }
}

function rowsOf(shard: Shard, node: NodeFacts): readonly Row[] {
  const replicas = Array.from({ length: numberOfReplicas(shard) }, (): Row => ({ shard, node: undefined, stats: undefined }))
  return [{ shard, node, stats: shard.closed ? undefined : shard.stats() }, ...replicas]
}
