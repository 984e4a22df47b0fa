/** `GET /_security/_query/user`: native users by query, sorted and paged. Reserved users are not among them. */
import type { User } from '../../../identity/user.ts'
import { ok } from '../../../request/reply.ts'
import { serverApi } from '../../define.ts'
import type { RecordField, RecordSchema } from '../record-search/record-schema.ts'
import { parseRecordSearch, searchRecords } from '../record-search/record-search.ts'
import { profileUid } from './profile-uid.ts'
import { userJson } from './user-json.ts'

const field = (type: RecordField<User>['type'], values: RecordField<User>['values']): RecordField<User> => ({ type, values })

const SCHEMA: RecordSchema<User> = {
  idOf: ({ username }) => `user-${username}`,
  fields: new Map([
    ['username', field('keyword', ({ username }) => [username])],
    ['roles', field('keyword', ({ roles }) => roles)],
    ['enabled', field('boolean', ({ enabled }) => [enabled])],
    ['full_name', field('text', ({ fullName }) => (fullName === null ? [] : [fullName]))],
    ['email', field('text', ({ email }) => (email === null ? [] : [email]))],
  ]),
}

export const queryUser = serverApi({
  name: 'security.query_user',
  summary: 'Searches users',
  routes: [
    { method: 'GET', path: '/_security/_query/user' },
    { method: 'POST', path: '/_security/_query/user' },
  ],
  action: 'cluster:admin/xpack/security/user/query',
  scope: 'cluster',
  parameters: { with_profile_uid: 'boolean' },
  body: 'optional',
  parse({ parameters, body }) {
    const withProfile = parameters.boolean('with_profile_uid', false)
    return { search: parseRecordSearch(body, 'query_user_request_payload', SCHEMA), withProfile }
  },
  targets: () => ({ kind: 'cluster' }),
  async handle({ users, profiles }, { search, withProfile }) {
    const { total, page } = await searchRecords(search, users.natives(), SCHEMA)
    const found = page.map(({ item, sort }) => ({
      ...userJson(item),
      ...(withProfile ? profileUid(profiles, item) : {}),
      ...(sort ? { _sort: sort } : {}),
    }))
    return ok({ total, count: found.length, users: found })
  },
})
