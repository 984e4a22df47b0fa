/** `POST /_security/privilege/{applications}/_clear_cache`: privileges are read where they are kept, so there is nothing to clear. */
import { serverApi } from '../../define.ts'
import { allNodesDid } from '../nodes-reply.ts'

export const clearPrivilegesCache = serverApi({
  name: 'security.clear_cached_privileges',
  summary: 'Forgets cached privileges of applications',
  routes: [{ method: 'POST', path: '/_security/privilege/{application}/_clear_cache' }],
  action: 'cluster:admin/xpack/security/privilege/cache/clear',
  scope: 'cluster',
  parameters: {},
  body: 'none',
  parse: () => undefined,
  targets: () => ({ kind: 'cluster' }),
  handle: ({ node }) => allNodesDid(node),
})
