/** What an API answers that asks every node to do something: there is one node, and it did. */
import type { NodeFacts } from '../../request/node-facts.ts'
import { ok, type Reply } from '../../request/reply.ts'

export const allNodesDid = ({ nodeId, nodeName, clusterName }: NodeFacts): Reply =>
  ok({
    _nodes: { total: 1, successful: 1, failed: 0 },
    cluster_name: clusterName,
    nodes: { [nodeId]: { name: nodeName } },
  })
