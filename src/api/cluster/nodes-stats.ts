/** `GET /_nodes/stats`: what this node holds and uses. What is not counted here is not reported, and not taken as a metric. */
import { freemem, loadavg, totalmem } from 'node:os'
import { getHeapStatistics } from 'node:v8'
import type { BoundEngine } from '../../backend/embedded/bound-engine.ts'
import { illegalArgument } from '../../core/errors.ts'
import type { JsonOutput } from '../../core/json/output.ts'
import type { ApiRequest } from '../../request/api.ts'
import { splitList } from '../../request/parameters.ts'
import { ok } from '../../request/reply.ts'
import { backendApi } from '../define.ts'
import { indexTotals } from './index-totals.ts'
import { hostOf, NODE_ROLES } from './node-identity.ts'
import { isSelected } from './node-selection.ts'

type Metric = (engine: BoundEngine) => JsonOutput

const METRICS: ReadonlyMap<string, Metric> = new Map<string, Metric>([
  ['indices', (engine) => indexTotals(engine.overview())],
  ['os', osStats],
  ['process', processStats],
])

export const nodesStats = backendApi({
  name: 'nodes.stats',
  summary: 'Shows what the nodes hold and use',
  routes: [
    { method: 'GET', path: '/_nodes/stats' },
    { method: 'GET', path: '/_nodes/stats/{metric}' },
    { method: 'GET', path: '/_nodes/{node_id}/stats' },
    { method: 'GET', path: '/_nodes/{node_id}/stats/{metric}' },
  ],
  action: 'cluster:monitor/nodes/stats',
  scope: 'cluster',
  parameters: { timeout: 'time', include_unloaded_segments: 'boolean', include_segment_file_sizes: 'boolean' },
  body: 'none',
  parse: parseNodesStats,
  targets: () => ({ kind: 'cluster' }),
  remote: { kind: 'cluster', read: () => ({ targets: { kind: 'cluster' } }) },
  embedded(engine, { nodes, metrics }) {
    const { node } = engine
    const isMeant = isSelected(node, nodes)
    const count = isMeant ? 1 : 0
    const now = Date.now()
    const facts: [string, JsonOutput][] = [
      ['timestamp', now],
      ['name', node.nodeName],
      ['host', hostOf(node)],
      ['ip', node.httpAddress()],
      ['roles', NODE_ROLES],
      ['attributes', {}],
      ...metrics.map((name): [string, JsonOutput] => [name, METRICS.get(name)!(engine)]),
    ]
    return ok({
      _nodes: { total: count, successful: count, failed: 0 },
      cluster_name: node.clusterName,
      nodes: isMeant ? new Map([[node.nodeId, new Map(facts)]]) : {},
    })
  },
})

interface NodesStats {
  readonly nodes: string | undefined
  readonly metrics: readonly string[]
}

function parseNodesStats({ path, parameters, uri }: ApiRequest): NodesStats {
  parameters.time('timeout', undefined)
  for (const flag of ['include_unloaded_segments', 'include_segment_file_sizes']) parameters.boolean(flag, false)
  const asked = splitList(path.get('metric') ?? '_all')
  const metrics = asked.includes('_all') ? [...METRICS.keys()] : asked
  const unknown = metrics.find((name) => !METRICS.has(name))
  if (unknown !== undefined) {
    throw illegalArgument(`request [${uri.replace(/\?.*$/s, '')}] contains unrecognized metric: [${unknown}]`)
  }
  return { nodes: path.get('node_id'), metrics }
}

function osStats(): JsonOutput {
  const [oneMinute, fiveMinutes, fifteenMinutes] = loadavg()
  const [total, free] = [totalmem(), freemem()]
  const freePercent = Math.round((free / total) * 100)
  return {
    timestamp: Date.now(),
    cpu: { load_average: { '1m': oneMinute, '5m': fiveMinutes, '15m': fifteenMinutes } },
    mem: {
      total_in_bytes: total,
      free_in_bytes: free,
      used_in_bytes: total - free,
      free_percent: freePercent,
      used_percent: 100 - freePercent,
    },
  }
}

function processStats(): JsonOutput {
  const { user, system } = process.cpuUsage()
  const { used_heap_size: used, heap_size_limit: limit } = getHeapStatistics()
  return {
    timestamp: Date.now(),
    cpu: { total_in_millis: Math.round((user + system) / 1000) },
    mem: { resident_in_bytes: process.memoryUsage.rss(), heap_used_in_bytes: used, heap_max_in_bytes: limit },
  }
}
