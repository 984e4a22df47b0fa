/** `GET /_security/_authenticate`: who one is, to everybody who is somebody. */
import { ok } from '../../../request/reply.ts'
import { serverApi } from '../../define.ts'
import { authenticationJson } from './authentication-json.ts'

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
  handle: (_services, _input, { identity }) => ok(authenticationJson(identity)),
})
