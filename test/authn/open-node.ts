/** The first gate of a node in memory, with cheap hashes. */
import { type Authentication, type AuthenticationSettings, openAuthentication } from '../../src/authn/open-authentication.ts'
import { systemClock } from '../../src/core/clock.ts'
import { type IdentityServices, type IdentitySettings, openIdentity } from '../../src/identity/open-identity.ts'
import type { PutUser } from '../../src/identity/users.ts'
import type { Store } from '../../src/store/collection.ts'
import { createMemoryStore } from '../../src/store/memory-store.ts'

export interface Node extends Omit<Authentication, 'close'> {
  readonly identity: IdentityServices
  readonly store: Store
  addUser(username: string, password: string, more?: Partial<PutUser>): Promise<void>
  close(): Promise<void>
}

export type NodeOptions = Partial<IdentitySettings & AuthenticationSettings>

export async function openNode(options: NodeOptions = {}): Promise<Node> {
  const settings: IdentitySettings & AuthenticationSettings = {
    passwordHashing: 'bcrypt4',
    hashing: { threads: 1, queueSize: 2000 },
    reservedRealm: true,
    anonymous: { username: '_anonymous', roles: [] },
    runAs: true,
    tokens: true,
    apiKeys: true,
    cache: { size: 1000, ttl: 60_000 },
    ...options,
  }
  const store = createMemoryStore()
  const identity = await openIdentity(store, settings)
  const authentication = openAuthentication({ identity, settings, clock: systemClock })
  return {
    ...authentication,
    identity,
    store,
    async addUser(username, password, more = {}) {
      const secret = { kind: 'password', password } as const
      const rest = { roles: [], fullName: null, email: null, metadata: new Map(), enabled: true }
      await identity.users.put({ username, secret, ...rest, ...more })
    },
    async close() {
      authentication.close()
      await identity.close()
      await store.close()
    },
  }
}
