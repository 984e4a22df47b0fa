/** `PUT /_security/user/{username}`: makes a native user, or replaces all of it but the password. */
import { ok } from '../../../request/reply.ts'
import { serverApi } from '../../define.ts'
import { parseRefreshPolicy } from '../../refresh-policy.ts'
import { isOwnAccount } from './is-own-account.ts'
import { parsePutUser } from './user-body.ts'

export const putUser = serverApi({
  name: 'security.put_user',
  summary: 'Creates or replaces a user',
  routes: [
    { method: 'PUT', path: '/_security/user/{username}' },
    { method: 'POST', path: '/_security/user/{username}' },
  ],
  action: 'cluster:admin/xpack/security/user/put',
  scope: 'cluster',
  parameters: { refresh: 'text' },
  body: 'required',
  parse({ path, parameters, body }) {
    parseRefreshPolicy(parameters)
    return parsePutUser(path.get('username') ?? '', body.json())
  },
  targets: () => ({ kind: 'cluster' }),
  async handle({ users }, user, { identity }) {
    const { created } = await users.put(user, isOwnAccount(identity, user.username))
    return ok({ created })
  },
})
