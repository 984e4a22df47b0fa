/** `POST /_security/cross_cluster/api_key`: a key that another cluster uses to reach this one; as a credential of a client it opens nothing. */
import { ElasticError, illegalArgument } from '../../../core/errors.ts'
import type { JsonObject } from '../../../core/json/value.ts'
import { writeJsonText } from '../../../core/json/write.ts'
import { NO_ROLES } from '../../../identity/api-key-record.ts'
import { readStrictObject, textField } from '../../../query/strict-object.ts'
import { actingSubject } from '../../../request/identity.ts'
import { serverApi } from '../../define.ts'
import { assertDuration } from './create-body.ts'
import {
  assertAccess,
  type CrossClusterAccess,
  readAccess,
  readCertificateIdentity,
  storedAccess,
} from './cross-cluster-access.ts'
import { assertMembers, bodyObject, findKeyNameFaults, KEY_READERS, keyMembers } from './key-members.ts'
import { createdReply, expiring, ownerOf } from './make-key.ts'

const PARSER = 'cross_cluster_api_key_request'
const { metadata, expiration } = KEY_READERS

interface CreateCrossClusterKey {
  readonly name: string
  readonly access: CrossClusterAccess
  readonly expiration: string | undefined
  readonly metadata: JsonObject | undefined
  readonly certificateIdentity: string | undefined
}

export const createCrossClusterApiKey = serverApi<CreateCrossClusterKey>({
  name: 'security.create_cross_cluster_api_key',
  summary: 'Makes an API key for another cluster',
  routes: [{ method: 'POST', path: '/_security/cross_cluster/api_key' }],
  action: 'cluster:admin/xpack/security/cross_cluster/api_key/create',
  scope: 'cluster',
  parameters: {},
  body: 'required',
  parse({ body }) {
    const given = readStrictObject(PARSER, bodyObject(body.json(), PARSER), {
      name: textField,
      access: readAccess,
      expiration,
      metadata,
      certificate_identity: readCertificateIdentity,
    })
    if (given.name === undefined) throw illegalArgument('Required [name]')
    if (!given.access) throw illegalArgument('Required [access]')
    assertBuilt(given.access)
    if (given.expiration !== undefined) assertDuration(given.expiration, PARSER)
    assertMembers(keyMembers({ ...(given.metadata ? { metadata: given.metadata } : {}) }), findKeyNameFaults(given.name))
    return {
      name: given.name,
      access: given.access,
      expiration: given.expiration,
      metadata: given.metadata,
      certificateIdentity: given.certificate_identity,
    }
  },
  targets: () => ({ kind: 'cluster' }),
  async handle({ apiKeys, keyParties }, key, { identity }) {
    const owner = actingSubject(identity)
    if (owner.kind === 'api_key') {
      throw illegalArgument(
        'authentication via API key not supported: An API key cannot be used to create a cross-cluster API key',
      )
    }
    keyParties.assertCurrent(identity)
    const made = await apiKeys.create({
      name: key.name,
      type: 'cross_cluster',
      ...expiring(apiKeys, key.expiration),
      owner: ownerOf(owner),
      metadata: writeJsonText(key.metadata ?? new Map()),
      limitedBy: NO_ROLES,
      ...storedAccess(key.access),
      ...(key.certificateIdentity === undefined ? {} : { certificateIdentity: key.certificateIdentity }),
    })
    return createdReply(made)
  },
})

/** Throws 400 in the words of a parser that has read everything else. */
function assertBuilt(access: CrossClusterAccess): void {
  try {
    assertAccess(access)
  } catch (error) {
    if (!(error instanceof ElasticError)) throw error
    throw new ElasticError('x_content_parse_exception', `Failed to build [${PARSER}] after last required field arrived`, {
      causedBy: error,
    })
  }
}
