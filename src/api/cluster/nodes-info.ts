/** `GET /_nodes`: facts about this node. Clients that sniff read `http.publish_address`. */
import { arch, availableParallelism, platform, release } from 'node:os'
import type { JsonOutput } from '../../core/json/output.ts'
import type { ApiRequest } from '../../request/api.ts'
import type { NodeFacts } from '../../request/node-facts.ts'
import { splitList } from '../../request/parameters.ts'
import { ok } from '../../request/reply.ts'
import { serverApi } from '../define.ts'
import { showSettings } from '../flat-settings.ts'
import { buildOf } from './build.ts'
import { hostOf, NODE_ROLES } from './node-identity.ts'
import { isSelected } from './node-selection.ts'

type Metric = (node: NodeFacts, flat: boolean) => JsonOutput

const METRICS: ReadonlyMap<string, Metric> = new Map<string, Metric>([
  [
    'settings',
    (node, flat) =>
      showSettings(
        [
          ['cluster.name', node.clusterName],
          ['node.name', node.nodeName],
        ],
        flat,
      ),
  ],
  ['os', osInfo],
  ['process', () => ({ refresh_interval_in_millis: 1000, id: process.pid, mlockall: false })],
  ['http', httpInfo],
  ['plugins', () => []],
  ['modules', () => []],
])

/** Metrics of Elasticsearch that this node has nothing to say about; named alone they give the plain facts. */
const SILENT = ['jvm', 'thread_pool', 'transport', 'ingest', 'aggregations', 'indices', 'remote_cluster_server']

interface NodesInfo {
  readonly nodes: string | undefined
  readonly metrics: readonly string[]
  readonly flat: boolean
}

export const nodesInfo = serverApi({
  name: 'nodes.info',
  summary: 'Shows facts about the nodes',
  routes: [
    { method: 'GET', path: '/_nodes' },
    { method: 'GET', path: '/_nodes/{node_id}' },
    { method: 'GET', path: '/_nodes/{node_id}/{metric}' },
  ],
  action: 'cluster:monitor/nodes/info',
  scope: 'cluster',
  parameters: { flat_settings: 'boolean', timeout: 'time' },
  body: 'none',
  parse: parseNodesInfo,
  targets: () => ({ kind: 'cluster' }),
  handle({ node }, { nodes, metrics, flat }) {
    const isMeant = isSelected(node, nodes)
    const count = isMeant ? 1 : 0
    return ok({
      _nodes: { total: count, successful: count, failed: 0 },
      cluster_name: node.clusterName,
      nodes: isMeant ? new Map([[node.nodeId, nodeInfo(node, metrics, flat)]]) : {},
    })
  },
})

/** The one segment behind `_nodes` names metrics where it can, nodes otherwise. */
function parseNodesInfo({ path, parameters }: ApiRequest): NodesInfo {
  parameters.time('timeout', undefined)
  const flat = parameters.boolean('flat_settings', false)
  const first = path.get('node_id')
  const second = path.get('metric')
  const isMetric = (name: string): boolean => METRICS.has(name) || SILENT.includes(name)
  if (second === undefined && first !== undefined && splitList(first).every(isMetric)) {
    return { nodes: undefined, metrics: splitList(first), flat }
  }
  return { nodes: first, metrics: splitList(second ?? '_all'), flat }
}

function nodeInfo(node: NodeFacts, metrics: readonly string[], flat: boolean): JsonOutput {
  const wanted = [...METRICS].filter(([name]) => metrics.includes('_all') || metrics.includes(name))
  const build = buildOf(node.version)
  const facts: [string, JsonOutput][] = [
    ['name', node.nodeName],
    ['host', hostOf(node)],
    ['ip', hostOf(node)],
    ['version', node.version],
    ['build_flavor', build.build_flavor],
    ['build_type', build.build_type],
    ['build_hash', build.build_hash],
    ['roles', NODE_ROLES],
    ['attributes', {}],
  ]
  return new Map([...facts, ...wanted.map(([name, metric]): [string, JsonOutput] => [name, metric(node, flat)])])
}

function osInfo(): JsonOutput {
  const processors = availableParallelism()
  return {
    refresh_interval_in_millis: 1000,
    name: platform() === 'linux' ? 'Linux' : platform(),
    arch: arch(),
    version: release(),
    available_processors: processors,
    allocated_processors: processors,
  }
}

function httpInfo(node: NodeFacts): JsonOutput {
  return {
    bound_address: [node.httpAddress()],
    publish_address: node.httpAddress(),
    max_content_length_in_bytes: node.maxContentLength,
  }
}
