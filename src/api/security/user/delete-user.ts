/** `DELETE /_security/user/{username}`. */
import { serverApi } from '../../define.ts'
import { parseRefreshPolicy } from '../../refresh-policy.ts'

export const deleteUser = serverApi({
  name: 'security.delete_user',
  summary: 'Deletes a user',
  routes: [{ method: 'DELETE', path: '/_security/user/{username}' }],
  action: 'cluster:admin/xpack/security/user/delete',
  scope: 'cluster',
  parameters: { refresh: 'text' },
  body: 'none',
  parse({ path, parameters }) {
    parseRefreshPolicy(parameters)
    return path.get('username') ?? ''
  },
  targets: () => ({ kind: 'cluster' }),
  async handle({ users }, username) {
    const found = await users.delete(username)
    return { status: found ? 200 : 404, body: { found } }
  },
})
