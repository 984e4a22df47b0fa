/** `POST /_security/profile/_activate`: makes or renews the profile of whoever has the credential in the body. */
import { validationFailed } from '../../../core/errors.ts'
import type { ProfileCredential } from '../../../identity/profile-parties.ts'
import { readStrictObject, textField } from '../../../query/strict-object.ts'
import type { ApiRequest } from '../../../request/api.ts'
import { actingSubject } from '../../../request/identity.ts'
import { ok } from '../../../request/reply.ts'
import { serverApi } from '../../define.ts'
import { findGrantFaults, grantOf } from '../api-key/grant-body.ts'
import { profileJson } from './profile-json.ts'

interface Activation {
  readonly credential: ProfileCredential
  readonly address: string
}

export const activateProfile = serverApi<Activation>({
  name: 'security.activate_user_profile',
  summary: "Makes or renews a user's profile",
  routes: [{ method: 'POST', path: '/_security/profile/_activate' }],
  action: 'cluster:admin/xpack/security/profile/activate',
  scope: 'cluster',
  parameters: {},
  body: 'required',
  parse: parseActivation,
  targets: () => ({ kind: 'cluster' }),
  async handle({ profiles, profileParties }, { credential, address }) {
    const owner = await profileParties.check(credential, address)
    return ok(profileJson(await profiles.activate(actingSubject(owner)), []))
  },
})

function parseActivation({ body, remoteAddress = '' }: ApiRequest): Activation {
  const given = readStrictObject('activate_profile_request', body.object(), {
    grant_type: textField,
    username: textField,
    password: textField,
    access_token: textField,
  })
  const faults = findGrantFaults(given)
  if (faults.length > 0) throw validationFailed(faults)
  return { credential: grantOf(given).credential, address: remoteAddress }
}
