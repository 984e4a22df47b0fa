/** `GET /_security/privilege/_builtin`: the names of all built-in privileges. */
import { ok } from '../../../request/reply.ts'
import { builtInPrivilegeNames, REMOTE_CLUSTER_PRIVILEGES } from '../../../roles/privileges.ts'
import { serverApi } from '../../define.ts'

export const getBuiltinPrivileges = serverApi({
  name: 'security.get_builtin_privileges',
  summary: 'Lists the built-in privileges',
  routes: [{ method: 'GET', path: '/_security/privilege/_builtin' }],
  action: 'cluster:admin/xpack/security/privilege/builtin/get',
  scope: 'cluster',
  parameters: {},
  body: 'none',
  parse: () => undefined,
  targets: () => ({ kind: 'cluster' }),
  handle: () => ok({ ...builtInPrivilegeNames(), remote_cluster: [...REMOTE_CLUSTER_PRIVILEGES] }),
})
