/** `PUT /_security/api_key/{id}`: changes a key of one's own, and notes what one may do now. */
import { ok } from '../../../request/reply.ts'
import { serverApi } from '../../define.ts'
import { assertOwnerInPerson, changeKey, readUpdate, updated } from './change-key.ts'
import { bodyObject } from './key-members.ts'

const PARSER = 'update_api_key_request_payload'

export const updateApiKey = serverApi({
  name: 'security.update_api_key',
  summary: 'Changes an API key of one’s own',
  routes: [{ method: 'PUT', path: '/_security/api_key/{id}' }],
  action: 'cluster:admin/xpack/security/api_key/update',
  scope: 'cluster',
  parameters: {},
  body: 'optional',
  parse: ({ path, body }) => ({
    id: path.get('id') ?? '',
    update: readUpdate(body.present ? bodyObject(body.json(), PARSER) : new Map(), PARSER),
  }),
  targets: () => ({ kind: 'cluster' }),
  async handle(services, { id, update }, { identity }) {
    assertOwnerInPerson(identity)
    return ok({ updated: await changeKey(services, id, identity, 'rest', updated(services, update, identity)) })
  },
})
