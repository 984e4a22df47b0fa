/**
 * `GET /_sallyport/whoami`: both identities of a request as the gates see them. It is ours: `_authenticate` shows the first identity only, and
 * under run-as does not tell who is behind it.
 */
import type { JsonOutput } from '../../../core/json/output.ts'
import type { Principal, Subject } from '../../../request/identity.ts'
import { ok } from '../../../request/reply.ts'
import { serverApi } from '../../define.ts'
import { authenticationJson } from '../user/authentication-json.ts'

export const whoami = serverApi({
  name: 'security.whoami',
  summary: 'Shows both identities of the request',
  routes: [{ method: 'GET', path: '/_sallyport/whoami' }],
  action: 'cluster:admin/xpack/security/user/authenticate',
  scope: 'self',
  parameters: {},
  body: 'none',
  parse: () => undefined,
  targets: () => ({ kind: 'self', username: undefined }),
  handle: (_services, _input, { identity }) =>
    ok({ primary: partyJson(identity), secondary: identity.secondary ? partyJson(identity.secondary) : null }),
})

/** As `_authenticate` has it; `run_by` is whose credentials were shown where they are not the party's own. */
const partyJson = (principal: Principal): JsonOutput => ({
  ...authenticationJson(principal),
  ...(principal.runAs === undefined
    ? passwordJson(principal.authenticating)
    : { run_by: authenticatingJson(principal.authenticating) }),
})

const authenticatingJson = (subject: Subject): JsonOutput => ({
  username: subject.username,
  roles: subject.roles,
  realm: { name: subject.realm.name, type: subject.realm.type },
  ...passwordJson(subject),
})

/** Until when the password will do. */
const passwordJson = ({ password }: Subject): { readonly [member: string]: JsonOutput } =>
  password?.expires === undefined ? {} : { password_expires: new Date(password.expires).toISOString() }
