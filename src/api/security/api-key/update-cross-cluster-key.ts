/** `PUT /_security/cross_cluster/api_key/{id}`: changes what such a key gives access to. */
import { validationFailed } from '../../../core/errors.ts'
import { writeJsonText } from '../../../core/json/write.ts'
import type { ApiKeyRecord } from '../../../identity/api-key-record.ts'
import { readStrictObject } from '../../../query/strict-object.ts'
import { actingSubject } from '../../../request/identity.ts'
import { ok } from '../../../request/reply.ts'
import { serverApi } from '../../define.ts'
import { assertOwnerInPerson, assertUpdate, changeKey } from './change-key.ts'
import { assertAccess, readAccess, readCertificateIdentity, storedAccess } from './cross-cluster-access.ts'
import { bodyObject, KEY_READERS, keyMembers } from './key-members.ts'
import { expiring, ownerOf } from './make-key.ts'

const PARSER = 'update_cross_cluster_api_key_request_payload'
const { metadata, expiration } = KEY_READERS

export const updateCrossClusterApiKey = serverApi({
  name: 'security.update_cross_cluster_api_key',
  summary: 'Changes an API key for another cluster',
  routes: [{ method: 'PUT', path: '/_security/cross_cluster/api_key/{id}' }],
  action: 'cluster:admin/xpack/security/cross_cluster/api_key/update',
  scope: 'cluster',
  parameters: {},
  body: 'required',
  parse({ path, body }) {
    const given = readStrictObject(PARSER, bodyObject(body.json(), PARSER), {
      access: readAccess,
      expiration,
      metadata,
      certificate_identity: readCertificateIdentity,
    })
    if (given.access) assertAccess(given.access)
    if (!given.access && !given.metadata && given.certificate_identity === undefined)
      throw validationFailed(['must update [access], [metadata], or [certificate_identity] for cross-cluster API keys'])
    const update = keyMembers({
      ...(given.metadata ? { metadata: given.metadata } : {}),
      ...(given.expiration === undefined ? {} : { expiration: given.expiration }),
    })
    assertUpdate(update)
    return { id: path.get('id') ?? '', update, access: given.access, certificateIdentity: given.certificate_identity }
  },
  targets: () => ({ kind: 'cluster' }),
  async handle(services, { id, update, access, certificateIdentity }, { identity }) {
    assertOwnerInPerson(identity)
    const given = {
      ...expiring(services.apiKeys, update.expiration),
      ...(update.metadata ? { metadata: writeJsonText(update.metadata) } : {}),
      ...(access ? storedAccess(access) : {}),
      ...(certificateIdentity === undefined ? {} : { certificateIdentity }),
      owner: ownerOf(actingSubject(identity)),
    }
    const next = (record: ApiKeyRecord): ApiKeyRecord => ({ ...record, ...given })
    return ok({ updated: await changeKey(services, id, identity, 'cross_cluster', next) })
  },
})
