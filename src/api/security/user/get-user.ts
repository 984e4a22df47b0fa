/** `GET /_security/user/{usernames}`: native and reserved users, without secrets. */
import { splitList } from '../../../request/parameters.ts'
import { serverApi } from '../../define.ts'
import { userJson } from './user-json.ts'

export const getUser = serverApi({
  name: 'security.get_user',
  summary: 'Shows users',
  routes: [
    { method: 'GET', path: '/_security/user' },
    { method: 'GET', path: '/_security/user/{username}' },
  ],
  action: 'cluster:admin/xpack/security/user/get',
  scope: 'cluster',
  parameters: { with_profile_uid: 'boolean' },
  body: 'none',
  parse({ path, parameters }) {
    // Nobody has a profile yet, so none is shown.
    parameters.boolean('with_profile_uid', false)
    const names = path.get('username')
    return names === undefined ? undefined : splitList(names)
  },
  targets: () => ({ kind: 'cluster' }),
  handle({ users }, names) {
    const found = users.list(names)
    const body = new Map(found.map((user) => [user.username, userJson(user)]))
    return { status: names !== undefined && found.length === 0 ? 404 : 200, body }
  },
})
