/** `POST /_security/realm/{realms}/_clear_cache`: forgets remembered logins, so that the next ones are checked anew. */
import { illegalArgument } from '../../../core/errors.ts'
import type { NodeFacts } from '../../../request/node-facts.ts'
import { splitList } from '../../../request/parameters.ts'
import { ok, type Reply } from '../../../request/reply.ts'
import { serverApi } from '../../define.ts'
import { allNodesDid } from '../nodes-reply.ts'

export const clearRealmCache = serverApi({
  name: 'security.clear_cached_realms',
  summary: 'Forgets remembered logins',
  routes: [{ method: 'POST', path: '/_security/realm/{realms}/_clear_cache' }],
  action: 'cluster:admin/xpack/security/realm/cache/clear',
  scope: 'cluster',
  parameters: { usernames: 'list' },
  body: 'none',
  parse: ({ path, parameters }) => ({ realms: splitList(path.get('realms') ?? ''), usernames: parameters.list('usernames') }),
  targets: () => ({ kind: 'cluster' }),
  handle({ node, logins }, { realms, usernames }) {
    const chosen = realms.some((realm) => realm === '*' || realm === '_all') ? logins.realms : realms
    const unknown = chosen.find((realm) => !logins.realms.includes(realm))
    if (unknown !== undefined) return nodeFailed(node, unknown)
    for (const realm of chosen) logins.forget(realm, usernames)
    return allNodesDid(node)
  },
})

/** The request as a whole succeeds; that this node could not do it stands in the reply. */
function nodeFailed({ nodeId, clusterName }: NodeFacts, realm: string): Reply {
  const { type, reason } = illegalArgument(`could not find active realm [${realm}]`)
  const failure = {
    type: 'failed_node_exception',
    reason: `Failed node [${nodeId}]`,
    node_id: nodeId,
    caused_by: { type, reason },
  }
  return ok({ _nodes: { total: 1, successful: 0, failed: 1, failures: [failure] }, cluster_name: clusterName, nodes: {} })
}
