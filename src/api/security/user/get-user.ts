/** `GET /_security/user/{usernames}`: native and reserved users, without secrets. */
import { splitList } from '../../../request/parameters.ts'
import { serverApi } from '../../define.ts'
import { profileUid } from './profile-uid.ts'
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
    const names = path.get('username')
    const withProfile = parameters.boolean('with_profile_uid', false)
    return { names: names === undefined ? undefined : splitList(names), withProfile }
  },
  targets: () => ({ kind: 'cluster' }),
  handle({ users, profiles }, { names, withProfile }) {
    const found = users.list(names)
    const body = new Map(
      found.map((user) => [user.username, { ...userJson(user), ...(withProfile ? profileUid(profiles, user) : {}) }]),
    )
    return { status: names !== undefined && found.length === 0 ? 404 : 200, body }
  },
})
