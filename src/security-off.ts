/** The first gate with `xpack.security.enabled: false`: everybody is a superuser. The configuration allows it on a loopback address only. */
import type { Identity } from './request/identity.ts'
import type { Authenticator } from './request/ports.ts'

const everybody: Identity['authenticating'] = {
  kind: 'user',
  username: '_nobody',
  roles: ['superuser'],
  fullName: null,
  email: null,
  metadata: new Map(),
  enabled: true,
  realm: { name: '__none', type: '__none' },
  authenticationType: 'realm',
}
const identity: Identity = { authenticating: everybody, effective: everybody }

export const securityOff: Authenticator = { identify: async () => identity }
