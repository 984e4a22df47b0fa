/** `POST /_security/api_key/grant`: a key for whoever's credentials stand in the body. */
import { assertMayRunAs } from '../../../authz/run-as.ts'
import { validationFailed } from '../../../core/errors.ts'
import { objectField, readStrictObject } from '../../../query/strict-object.ts'
import type { Principal } from '../../../request/identity.ts'
import { serverApi } from '../../define.ts'
import { parseRefreshPolicy } from '../../refresh-policy.ts'
import { assertCreateKey, readCreateKey } from './create-body.ts'
import { findGrantFaults, GRANT_READERS, type Grant, grantOf } from './grant-body.ts'
import { bodyObject } from './key-members.ts'
import { createdReply, type KeyMaking, makeKey } from './make-key.ts'

const PARSER = 'grant_api_key_request'
const GRANT = 'cluster:admin/xpack/security/api_key/grant'
/** Grants are asked for as the party that may run as somebody asks for anything. */
const AS_ANYBODY = 'cluster:admin/xpack/security/user/authenticate'

export const grantApiKey = serverApi({
  name: 'security.grant_api_key',
  summary: 'Makes an API key for somebody else',
  routes: [{ method: 'POST', path: '/_security/api_key/grant' }],
  action: GRANT,
  scope: 'cluster',
  parameters: { refresh: 'text' },
  body: 'required',
  parse({ parameters, body, remoteAddress = '' }) {
    const given = readStrictObject(PARSER, bodyObject(body.json(), PARSER), {
      ...GRANT_READERS,
      api_key: (option) => readCreateKey(objectField(option)),
    })
    parseRefreshPolicy(parameters)
    const faults = findGrantFaults(given)
    if (!given.api_key) throw validationFailed(['api key name is required', ...faults])
    assertCreateKey(given.api_key, faults)
    return { key: given.api_key, grant: grantOf(given), address: remoteAddress }
  },
  targets: () => ({ kind: 'cluster' }),
  async handle(services, { key, grant, address }, { identity }) {
    const party = await granteeOf(services, grant, address, identity)
    return createdReply(await makeKey(services, key, party))
  },
})

/** The party of a grant, which whoever asks must outlive: the check may have taken its time. */
async function granteeOf(
  services: KeyMaking,
  { credential, runAs }: Grant,
  address: string,
  client: Principal,
): Promise<Principal> {
  const party = await services.keyParties.grantee(credential, runAs, address)
  assertMayRunAs(party, AS_ANYBODY, services.roles)
  services.keyParties.assertCurrent(client)
  return party
}
