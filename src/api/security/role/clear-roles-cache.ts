/** `POST /_security/role/{names}/_clear_cache`: a change of a role counts at once, so there is nothing left to clear. */
import { serverApi } from '../../define.ts'
import { allNodesDid } from '../nodes-reply.ts'

export const clearRolesCache = serverApi({
  name: 'security.clear_cached_roles',
  summary: 'Forgets cached roles',
  routes: [{ method: 'POST', path: '/_security/role/{name}/_clear_cache' }],
  action: 'cluster:admin/xpack/security/roles/cache/clear',
  scope: 'cluster',
  parameters: {},
  body: 'none',
  parse: () => undefined,
  targets: () => ({ kind: 'cluster' }),
  handle: ({ node }) => allNodesDid(node),
})
