/** `POST /_security/api_key`: makes a key of one's own. */
import { serverApi } from '../../define.ts'
import { parseRefreshPolicy } from '../../refresh-policy.ts'
import { assertCreateKey, readCreateKey } from './create-body.ts'
import { bodyObject } from './key-members.ts'
import { createdReply, makeKey } from './make-key.ts'

export const createApiKey = serverApi({
  name: 'security.create_api_key',
  summary: 'Makes an API key of one’s own',
  routes: [
    { method: 'PUT', path: '/_security/api_key' },
    { method: 'POST', path: '/_security/api_key' },
  ],
  action: 'cluster:admin/xpack/security/api_key/create',
  scope: 'cluster',
  parameters: { refresh: 'text' },
  body: 'required',
  parse({ parameters, body }) {
    const key = readCreateKey(bodyObject(body.json(), 'api_key_request'))
    parseRefreshPolicy(parameters)
    assertCreateKey(key)
    return key
  },
  targets: () => ({ kind: 'cluster' }),
  handle: async (services, key, { identity }) => createdReply(await makeKey(services, key, identity)),
})
