/** A store that cannot be read is neither a wrong credential (401) nor a right one: 503, and a line in the log. */
import { describe, expect, it } from 'vitest'
import { openAuthentication } from '../../src/authn/open-authentication.ts'
import { systemClock } from '../../src/core/clock.ts'
import { openIdentity } from '../../src/identity/open-identity.ts'
import type { Collection, Store } from '../../src/store/collection.ts'
import { createMemoryStore } from '../../src/store/memory-store.ts'
import { basic, fakeHead } from '../authn/fake-head.ts'

/** A store of which everything fails to be read while `broken`. */
function breakable(): { readonly store: Store; broken: boolean } {
  const inner = createMemoryStore()
  const state = { broken: false }
  const check = (): void => {
    if (state.broken) throw new Error('MDB_CORRUPTED: Located page was wrong type')
  }
  const guarded = <Value>(collection: Collection<Value>): Collection<Value> =>
    new Proxy(collection, {
      get(target, member) {
        const value: unknown = Reflect.get(target, member, target)
        if (member !== 'find' && member !== 'entries') return typeof value === 'function' ? value.bind(target) : value
        return (...args: unknown[]) => {
          check()
          return (value as (...given: unknown[]) => unknown).apply(target, args)
        }
      },
    })
  const store: Store = {
    ...inner,
    collection: async <Value>(name: string) => guarded(await inner.collection<Value>(name)),
    close: () => inner.close(),
  }
  return Object.assign(state, { store })
}

const UNAVAILABLE = {
  type: 'authentication_processing_error',
  status: 503,
  message: 'error attempting to authenticate request',
}

describe('a store that cannot be read', () => {
  it('lets nobody in, remembered or not, and tells nobody that his credential is wrong', async () => {
    const records = breakable()
    const identity = await openIdentity(records.store, {
      passwordHashing: 'bcrypt4',
      hashing: { threads: 1, queueSize: 100 },
      reservedRealm: true,
      anonymous: { username: '_anonymous', roles: ['viewer'] },
    })
    const faults: string[] = []
    const { authenticator, tokens, close } = openAuthentication({
      identity,
      settings: {
        anonymous: { username: '_anonymous', roles: ['viewer'] },
        runAs: true,
        reservedRealm: true,
        tokens: true,
        apiKeys: true,
        cache: { size: 100, ttl: 60_000 },
      },
      clock: systemClock,
      onFault: (reason) => faults.push(reason),
    })
    const secret = { kind: 'password', password: 'jack-password' } as const
    const user = { username: 'jack', secret, roles: [], fullName: null, email: null, metadata: new Map(), enabled: true }
    await identity.users.put(user)
    const made = await identity.serviceAccounts.createToken('elastic/fleet-server', 't1', 'elastic')
    const identify = (headers: Record<string, string>) => authenticator.identify(fakeHead(headers))
    const jack = basic('jack', 'jack-password')
    const granted = await tokens.password(
      { username: 'jack', password: 'jack-password', address: '127.0.0.1' },
      await identify({ authorization: jack }),
    )
    const key = await identity.apiKeys.create({
      name: 'k',
      type: 'rest',
      roles: '{}',
      limitedBy: '{}',
      metadata: '{}',
      owner: { username: 'jack', realm: { name: 'default_native', type: 'native' }, fullName: null, email: null, metadata: '{}' },
    })
    const keyed = (secret: string): string => `ApiKey ${Buffer.from(`${key.id}:${secret}`).toString('base64')}`
    expect((await identify({ authorization: keyed(key.secret) })).authenticating.apiKey?.id).toBe(key.id)
    const credentials = [
      keyed(key.secret),
      keyed('wrong'),
      jack,
      basic('jack', 'wrong'),
      basic('elastic', 'x'),
      `Bearer ${made.value}`,
      `Bearer ${granted.accessToken}`,
    ]

    records.broken = true
    for (const authorization of credentials) await expect(identify({ authorization })).rejects.toMatchObject(UNAVAILABLE)
    expect(faults).toContain('a credential could not be checked: MDB_CORRUPTED: Located page was wrong type')
    for (const fault of faults) expect(fault).not.toMatch(/jack-password|AAEAA/)
    await expect(identify({ 'es-secondary-authorization': jack })).rejects.toMatchObject({
      status: 503,
      details: { causedBy: UNAVAILABLE },
    })

    records.broken = false
    expect((await identify({ authorization: jack })).authenticating.username).toBe('jack')
    await expect(identify({ authorization: basic('jack', 'wrong') })).rejects.toMatchObject({ status: 401 })
    close()
    await identity.close()
  })
})
