/** `GET /_security/profile/{uids}`: profiles by id. */

import { splitList } from '../../../request/parameters.ts'
import { ok } from '../../../request/reply.ts'
import { serverApi } from '../../define.ts'
import { missingProfiles, profileJson } from './profile-json.ts'

export const getProfile = serverApi({
  name: 'security.get_user_profile',
  summary: 'Shows profiles of users',
  routes: [{ method: 'GET', path: '/_security/profile/{uid}' }],
  action: 'cluster:admin/xpack/security/profile/get',
  scope: 'cluster',
  parameters: { data: 'list' },
  body: 'none',
  parse: ({ path, parameters }) => ({
    uids: [...new Set(splitList(path.get('uid') ?? ''))],
    data: parameters.list('data') ?? [],
  }),
  targets: () => ({ kind: 'cluster' }),
  handle({ profiles }, { uids, data }) {
    const found = uids.flatMap((uid) => profiles.find(uid) ?? [])
    const missing = uids.filter((uid) => profiles.find(uid) === undefined)
    return ok({ profiles: found.map((profile) => profileJson(profile, data)), errors: missingProfiles(missing) })
  },
})
