/**
 * The first gate with `xpack.security.enabled: false`: everybody may do everything, restricted names
 * included, which no superuser may write. The configuration allows it on a loopback address only.
 */
import type { Identity } from './request/identity.ts'
import type { Authenticator } from './request/ports.ts'

const EVERYTHING = {
  cluster: ['all'],
  indices: [{ names: ['*'], privileges: ['all'], allow_restricted_indices: true }],
  applications: [{ application: '*', privileges: ['*'], resources: ['*'] }],
}

const everybody: Identity['authenticating'] = {
  kind: 'user',
  username: '_nobody',
  roles: ['superuser'],
  rights: { kind: 'descriptors', json: JSON.stringify({ superuser: EVERYTHING }) },
  fullName: null,
  email: null,
  metadata: new Map(),
  enabled: true,
  realm: { name: '__none', type: '__none' },
  authenticationType: 'realm',
}
/** Everybody. */
export const NOBODY: Identity = { authenticating: everybody, effective: everybody }

export const securityOff: Authenticator = { identify: async () => NOBODY }
