/** `PUT /_security/user/{username}/_password`, without a name one's own. The old password fails from the next request on. */
import type { NewSecret } from '../../../identity/new-secret.ts'
import { ok } from '../../../request/reply.ts'
import { serverApi } from '../../define.ts'
import { parseRefreshPolicy } from '../../refresh-policy.ts'
import { isOwnAccount } from './is-own-account.ts'
import { parseChangePassword } from './user-body.ts'

interface Input {
  /** undefined: whoever asks. */
  readonly username: string | undefined
  readonly secret: NewSecret
}

export const changePassword = serverApi<Input>({
  name: 'security.change_password',
  summary: 'Changes a password',
  routes: [
    { method: 'PUT', path: '/_security/user/{username}/_password' },
    { method: 'POST', path: '/_security/user/{username}/_password' },
    { method: 'PUT', path: '/_security/user/_password' },
    { method: 'POST', path: '/_security/user/_password' },
  ],
  action: 'cluster:admin/xpack/security/user/change_password',
  scope: 'self',
  parameters: { refresh: 'text' },
  body: 'required',
  parse({ path, parameters, body }) {
    parseRefreshPolicy(parameters)
    return { username: path.get('username'), secret: parseChangePassword(body.json()) }
  },
  targets: ({ username }) => ({ kind: 'self', username }),
  async handle({ users }, { secret }, access) {
    const { username } = access.expect('self')
    await users.changePassword(username, secret, isOwnAccount(access.identity, username))
    return ok({})
  },
})
