/** `GET /_stats`: documents, bytes and segments of indices. What is not counted here is not reported, and not taken as a metric. */
import { illegalArgument } from '../../core/errors.ts'
import type { JsonOutput } from '../../core/json/output.ts'
import type { Shard, ShardStats } from '../../engine/shard.ts'
import type { ApiRequest } from '../../request/api.ts'
import { STRICT_EXPAND_OPEN } from '../../request/names.ts'
import { splitList } from '../../request/parameters.ts'
import { ok } from '../../request/reply.ts'
import { backendApi } from '../define.ts'
import { INDICES_OPTIONS_PARAMETERS, parseIndicesOptions } from '../indices-options.ts'
import { numberOfReplicas, shardsOfAll } from '../shards.ts'
import { type IndexSelection, pathExpressions, selectionTargets } from './index-names.ts'

const METRICS: ReadonlyMap<string, (stats: Totals) => JsonOutput> = new Map<string, (stats: Totals) => JsonOutput>([
  ['docs', ({ docs, deletedDocs }) => ({ count: docs, deleted: deletedDocs })],
  ['shard_stats', ({ shards }) => ({ total_count: shards })],
  ['store', ({ storeBytes }) => ({ size_in_bytes: storeBytes, total_data_set_size_in_bytes: storeBytes, reserved_in_bytes: 0 })],
  [
    'indexing',
    ({ writes: { indexed, deleted, noops } }) => ({ index_total: indexed, delete_total: deleted, noop_update_total: noops }),
  ],
  ['segments', ({ segments, memoryBytes }) => ({ count: segments, memory_in_bytes: memoryBytes })],
])

type Totals = Omit<ShardStats, 'maxSeqNo'> & { readonly shards: number }

interface StatsSelection extends IndexSelection {
  readonly metrics: readonly string[]
  readonly level: string
}

export const stats = backendApi({
  name: 'indices.stats',
  summary: 'Counts documents, bytes and segments of indices',
  routes: [
    { method: 'GET', path: '/_stats' },
    { method: 'GET', path: '/_stats/{metric}' },
    { method: 'GET', path: '/{index}/_stats' },
    { method: 'GET', path: '/{index}/_stats/{metric}' },
  ],
  action: 'indices:monitor/stats',
  scope: 'indices',
  parameters: { ...INDICES_OPTIONS_PARAMETERS, level: 'text', forbid_closed_indices: 'boolean' },
  body: 'none',
  parse: parseStats,
  targets: selectionTargets,
  remote: { kind: 'indices' },
  embedded(engine, { metrics, level }) {
    const shards = engine.indices().map(({ shard }) => shard)
    const all = sum(shards.map(totals))
    const indices = new Map(shards.map((shard) => [shard.name, indexStats(shard, metrics)]))
    return ok({
      _shards: shardsOfAll(shards),
      _all: twice(all, metrics),
      indices: level === 'cluster' ? undefined : indices,
    })
  },
})

function parseStats({ path, parameters, uri }: ApiRequest): StatsSelection {
  parameters.boolean('forbid_closed_indices', true)
  const level = parameters.text('level') ?? 'indices'
  if (!['cluster', 'indices', 'shards'].includes(level)) {
    throw illegalArgument(`level parameter must be one of [cluster] or [indices] or [shards] but was [${level}]`)
  }
  if (level === 'shards') throw illegalArgument('[level] of [shards] is not supported')
  const asked = splitList(path.get('metric') ?? '_all')
  const metrics = asked.includes('_all') ? [...METRICS.keys()] : asked
  const unknown = metrics.find((metric) => !METRICS.has(metric))
  if (unknown !== undefined) {
    throw illegalArgument(`request [${uri.replace(/\?.*$/s, '')}] contains unrecognized metric: [${unknown}]`)
  }
  return { expressions: pathExpressions(path), options: parseIndicesOptions(parameters, STRICT_EXPAND_OPEN), metrics, level }
}

const totals = (shard: Shard): Totals => ({ ...shard.stats(), shards: 1 })

const NOTHING: Totals = {
  docs: 0,
  deletedDocs: 0,
  storeBytes: 0,
  segments: 0,
  memoryBytes: 0,
  shards: 0,
  writes: { indexed: 0, deleted: 0, noops: 0 },
}

const sum = (all: readonly Totals[]): Totals =>
  all.reduce(
    (one, other) => ({
      docs: one.docs + other.docs,
      deletedDocs: one.deletedDocs + other.deletedDocs,
      storeBytes: one.storeBytes + other.storeBytes,
      segments: one.segments + other.segments,
      memoryBytes: one.memoryBytes + other.memoryBytes,
      shards: one.shards + other.shards,
      writes: {
        indexed: one.writes.indexed + other.writes.indexed,
        deleted: one.writes.deleted + other.writes.deleted,
        noops: one.writes.noops + other.writes.noops,
      },
    }),
    NOTHING,
  )

function indexStats(shard: Shard, metrics: readonly string[]): JsonOutput {
  const health = numberOfReplicas(shard) > 0 ? 'yellow' : 'green'
  return { uuid: shard.uuid, health, status: shard.closed ? 'close' : 'open', ...twice(totals(shard), metrics) }
}

/** Primaries are all there is. */
function twice(counted: Totals, metrics: readonly string[]): { readonly primaries: JsonOutput; readonly total: JsonOutput } {
  const shown = new Map(metrics.map((metric) => [metric, METRICS.get(metric)!(counted)]))
  return { primaries: shown, total: shown }
}
