/** The nodes of a cluster as it lists them itself: where to ask, and how the answer becomes addresses. Called by `upstream-cluster.ts`. */
import { isJsonObject, type JsonValue } from '../../core/json/value.ts'
import type { UpstreamRequest } from '../../request/remote-form.ts'

export const NODES: UpstreamRequest = {
  method: 'GET',
  path: ['_nodes', '_all', 'http'],
  query: new Map([['filter_path', 'nodes.*.roles,nodes.*.http.publish_address']]),
}

/** What a node that only manages has for roles; it is left alone, as the official clients do. */
const MANAGING = new Set(['master', 'cluster_manager', 'voting_only'])

/** Origins; `protocol` is that of the configured hosts (`https:`). */
export function readOrigins(reply: JsonValue, protocol: string): readonly string[] {
  const nodes = isJsonObject(reply) ? reply.get('nodes') : undefined
  if (!isJsonObject(nodes)) return []
  const origins = [...nodes.values()].filter((node) => !onlyManages(node)).flatMap((node) => originOf(node, protocol) ?? [])
  return [...new Set(origins)]
}

function onlyManages(node: JsonValue): boolean {
  const roles = isJsonObject(node) ? node.get('roles') : undefined
  return Array.isArray(roles) && roles.length > 0 && roles.every((role) => typeof role === 'string' && MANAGING.has(role))
}

/** `10.0.0.1:9200`, `[::1]:9200`, or with a name before it: `node-1.example/10.0.0.1:9200`, of which the name is in the certificate. */
function originOf(node: JsonValue, protocol: string): string | undefined {
  const http = isJsonObject(node) ? node.get('http') : undefined
  const address = isJsonObject(http) ? http.get('publish_address') : undefined
  const [, name, ip, port] =
    /^(?:([\w.-]+)\/)?(\[[\da-fA-F:.]+\]|[\w.-]+):(\d{1,5})$/.exec(typeof address === 'string' ? address : '') ?? []
  if (ip === undefined || Number(port) > 65_535) return undefined
  return new URL(`${protocol}//${name ?? ip}:${port}`).origin
}
