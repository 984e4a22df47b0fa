/**
 * `POST /_security/api_key/{id}/_rotate`: a new secret for a key of one's own; the one before it stays good for a while, so that whoever
 * uses it can be moved over. A third one never lives: rotating again ends the oldest.
 */
import { illegalArgument, validationFailed } from '../../../core/errors.ts'
import { randomSecret } from '../../../core/secrets.ts'
import { parseTimeValue } from '../../../core/units.ts'
import type { ApiKeyRecord } from '../../../identity/api-key-record.ts'
import { proofOf } from '../../../identity/api-keys.ts'
import { readStrictObject, textField } from '../../../query/strict-object.ts'
import { serverApi } from '../../define.ts'
import { assertOwnerInPerson, changeKey } from './change-key.ts'
import { bodyObject } from './key-members.ts'
import { createdReply } from './make-key.ts'

const PARSER = 'rotate_api_key_request'

export const rotateApiKey = serverApi({
  name: 'security.rotate_api_key',
  summary: 'Gives an API key of one’s own another secret',
  routes: [{ method: 'POST', path: '/_security/api_key/{id}/_rotate' }],
  action: 'cluster:admin/xpack/security/api_key/update',
  scope: 'cluster',
  parameters: {},
  body: 'optional',
  parse({ path, body }) {
    const given = body.present ? readStrictObject(PARSER, bodyObject(body.json(), PARSER), { grace_period: textField }) : {}
    const grace = given.grace_period === undefined ? 0 : parseTimeValue(given.grace_period, 'grace_period')
    if (grace < 0) throw validationFailed(['[grace_period] cannot be negative'])
    return { id: path.get('id') ?? '', grace }
  },
  targets: () => ({ kind: 'cluster' }),
  async handle(services, { id, grace }, { identity }) {
    assertOwnerInPerson(identity)
    const secret = randomSecret()
    const until = services.apiKeys.now() + grace
    const next = (record: ApiKeyRecord): ApiKeyRecord => ({ ...record, proofs: nextProofs(record, proofOf(secret), until) })
    const type = services.apiKeys.find(id)?.type ?? 'rest'
    await changeKey(services, id, identity, type, next)
    const key = services.apiKeys.find(id)
    if (!key) throw illegalArgument(`API key [${id}] was deleted meanwhile`)
    return createdReply({ ...key, secret })
  },
})

function nextProofs({ proofs }: ApiKeyRecord, digest: string, until: number): ApiKeyRecord['proofs'] {
  const [present] = proofs
  return present ? [{ digest }, { digest: present.digest, until }] : [{ digest }]
}
