/** `GET /` and `HEAD /`: which server this is. Clients ask it first. */
import type { Targets } from '../../request/names.ts'
import { ok } from '../../request/reply.ts'
import { serverApi } from '../define.ts'
import { buildOf } from './build.ts'

const SHARED = {
  action: 'cluster:monitor/main',
  scope: 'cluster',
  parameters: {},
  body: 'none',
  parse: () => undefined,
  targets: (): Targets => ({ kind: 'cluster' }),
} as const

export const info = serverApi({
  ...SHARED,
  name: 'info',
  summary: 'Tells which server this is',
  routes: [{ method: 'GET', path: '/' }],
  handle: ({ node }) =>
    ok({
      name: node.nodeName,
      cluster_name: node.clusterName,
      cluster_uuid: node.clusterUuid,
      version: { number: node.version, ...buildOf(node.version) },
      tagline: 'You Know, for Search',
    }),
})

export const ping = serverApi({
  ...SHARED,
  name: 'ping',
  summary: 'Tells that the server answers',
  routes: [{ method: 'HEAD', path: '/' }],
  handle: () => ({ status: 200 }),
})
