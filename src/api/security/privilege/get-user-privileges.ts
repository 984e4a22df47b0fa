/** `GET /_security/user/_privileges`: what the roles of whoever asks grant, as one list. */
import { printOwnPrivileges } from '../../../authz/own-privileges.ts'
import { ElasticError, illegalArgument } from '../../../core/errors.ts'
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
  handle({ roles }, _input, { identity }) {
    const rights = roles.rightsOf(actingSubject(identity))
    if (rights.sides.length > 1) throw limitedKey()
    return ok(printOwnPrivileges(rights))
  },
})

const limitedKey = (): ElasticError =>
  illegalArgument(
    'Cannot retrieve privileges for API keys with assigned role descriptors. Please use the Get API key information API https://ela.st/es-api-get-api-key',
    { causedBy: new ElasticError('unsupported_operation_exception', 'cannot retrieve cluster permission on limited role') },
  )
