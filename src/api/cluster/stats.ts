/** `GET /_cluster/stats`: the cluster in numbers, as far as they are counted. */
import { JsonDouble } from '../../core/json/output.ts'
import { ok } from '../../request/reply.ts'
import { backendApi } from '../define.ts'
import { healthOf } from './health-state.ts'
import { indexTotals } from './index-totals.ts'
import { NODE_ROLES } from './node-identity.ts'

export const clusterStats = backendApi({
  name: 'cluster.stats',
  summary: 'Shows the cluster in numbers',
  routes: [{ method: 'GET', path: '/_cluster/stats' }],
  action: 'cluster:monitor/stats',
  scope: 'cluster',
  parameters: { include_remotes: 'boolean', timeout: 'time' },
  body: 'none',
  parse({ parameters }) {
    parameters.boolean('include_remotes', false)
    parameters.time('timeout', undefined)
  },
  targets: () => ({ kind: 'cluster' }),
  remote: { kind: 'cluster' },
  embedded(engine) {
    const { node } = engine
    const open = engine.overview().filter(({ closed }) => !closed)
    return ok({
      _nodes: { total: 1, successful: 1, failed: 0 },
      cluster_name: node.clusterName,
      cluster_uuid: node.clusterUuid,
      timestamp: Date.now(),
      status: healthOf(open).status,
      indices: {
        count: open.length,
        shards: open.length === 0 ? {} : { total: open.length, primaries: open.length, replication: new JsonDouble(0) },
        ...indexTotals(open),
      },
      nodes: {
        count: { total: 1, ...Object.fromEntries(NODE_ROLES.map((role) => [role, 1])) },
        versions: [node.version],
      },
    })
  },
})
