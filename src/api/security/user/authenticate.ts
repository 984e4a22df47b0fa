/** `GET /_security/_authenticate`: who one is, to everybody who is somebody. */
import { actingSubject } from '../../../request/identity.ts'
import { ok } from '../../../request/reply.ts'
import { serverApi } from '../../define.ts'
import { userJson } from './user-json.ts'

export const authenticate = serverApi({
  name: 'security.authenticate',
  summary: 'Shows who one is',
  routes: [{ method: 'GET', path: '/_security/_authenticate' }],
  action: 'cluster:admin/xpack/security/user/authenticate',
  scope: 'self',
  parameters: {},
  body: 'none',
  parse: () => undefined,
  targets: () => ({ kind: 'self', username: undefined }),
  handle(_services, _input, { identity }) {
    const subject = actingSubject(identity)
    const { realm, authenticationType } = identity.authenticating
    return ok({
      ...userJson(subject),
      authentication_realm: { name: realm.name, type: realm.type },
      lookup_realm: { name: subject.realm.name, type: subject.realm.type },
      authentication_type: authenticationType,
    })
  },
})
