/** `POST /_security/profile/_activate`: makes or renews the profile of whoever has the credential in the body. */
import { validationFailed } from '../../../core/errors.ts'
import type { ProfileCredential } from '../../../identity/profile-parties.ts'
import { readStrictObject, textField } from '../../../query/strict-object.ts'
import type { ApiRequest } from '../../../request/api.ts'
import { actingSubject } from '../../../request/identity.ts'
import { ok } from '../../../request/reply.ts'
import { serverApi } from '../../define.ts'
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
  const { grant_type: grant, username, password, access_token: token } = given
  const address = remoteAddress
  if (grant === 'password' && username && password && token === undefined) {
    return { credential: { kind: 'password', username, password }, address }
  }
  if (grant === 'access_token' && token && username === undefined && password === undefined) {
    return { credential: { kind: 'bearer', token }, address }
  }
  throw validationFailed([faultOf(given)])
}

function faultOf(given: { grant_type?: string; username?: string; password?: string; access_token?: string }): string {
  const { grant_type: grant } = given
  if (grant === undefined) return 'grant_type is required'
  if (grant !== 'password' && grant !== 'access_token') return `grant_type [${grant}] is not supported`
  const needed = grant === 'password' ? (['username', 'password'] as const) : (['access_token'] as const)
  const missing = needed.find((name) => !given[name])
  if (missing) return `${missing} is required for grant_type [${grant}]`
  const surplus = grant === 'password' ? 'access_token' : given.username === undefined ? 'password' : 'username'
  return `${surplus} is not supported with the [${grant}] grant_type`
}
