/** `GET /_security/user/_privileges`: what the roles of whoever asks grant, as one list. */
import { printOwnPrivileges } from '../../../authz/own-privileges.ts'
import { actingSubject } from '../../../request/identity.ts'
import { ok } from '../../../request/reply.ts'
import { serverApi } from '../../define.ts'

export const getUserPrivileges = serverApi({
  name: 'security.get_user_privileges',
  summary: 'Shows the privileges one has',
  routes: [{ method: 'GET', path: '/_security/user/_privileges' }],
  action: 'cluster:admin/xpack/security/user/list_privileges',
  scope: 'self',
  parameters: {},
  body: 'none',
  parse: () => undefined,
  targets: () => ({ kind: 'self', username: undefined }),
  handle: ({ roles }, _input, { identity }) => ok(printOwnPrivileges(roles.rightsOf(actingSubject(identity)))),
})
