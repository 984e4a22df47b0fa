/** `PUT /_security/user/{username}/_enable` and `_disable`: a disabled user cannot log in, from the next request on. */
import { illegalArgument } from '../../../core/errors.ts'
import { actingSubject } from '../../../request/identity.ts'
import { ok } from '../../../request/reply.ts'
import { serverApi } from '../../define.ts'
import { parseRefreshPolicy } from '../../refresh-policy.ts'

const setEnabled = (verb: 'enable' | 'disable', summary: string) =>
  serverApi({
    name: `security.${verb}_user`,
    summary,
    routes: [
      { method: 'PUT', path: `/_security/user/{username}/_${verb}` },
      { method: 'POST', path: `/_security/user/{username}/_${verb}` },
    ],
    action: 'cluster:admin/xpack/security/user/set_enabled',
    scope: 'cluster',
    parameters: { refresh: 'text' },
    body: 'none',
    parse({ path, parameters }) {
      parseRefreshPolicy(parameters)
      return path.get('username') ?? ''
    },
    targets: () => ({ kind: 'cluster' }),
    async handle({ users }, username, access) {
      if (actingSubject(access.identity).username === username) {
        throw illegalArgument('users may not update the enabled status of their own account')
      }
      await users.setEnabled(username, verb === 'enable')
      return ok({})
    },
  })

export const enableUser = setEnabled('enable', 'Lets a user log in')
export const disableUser = setEnabled('disable', 'Keeps a user from logging in')
