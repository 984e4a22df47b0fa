import { describe, expect, it } from 'vitest'
import { illegalArgument } from '../../src/core/errors.ts'
import { PLAIN_POLICY } from '../../src/identity/password-policy.ts'
import type { Passwords } from '../../src/identity/passwords.ts'
import type { User } from '../../src/identity/user.ts'
import type { Realm, RealmVerdict } from '../../src/realms/realm.ts'
import { createRealmChain } from '../../src/realms/realm-chain.ts'

const user = (username: string): User => ({
  username,
  roles: [],
  fullName: null,
  email: null,
  metadata: new Map(),
  enabled: true,
})
const TOKEN = { username: 'jack', password: 'secret' }

function countingPasswords(): Passwords & { decoys: number } {
  const passwords = {
    decoys: 0,
    checks: 0,
    hash: async () => '',
    policy: PLAIN_POLICY,
    isOneOf: async () => false,
    isOutdated: () => false,
    async verify() {
      passwords.decoys++
      return false
    },
  }
  return passwords
}

const realm = (name: string, verdict: RealmVerdict | (() => Promise<RealmVerdict>)): Realm & { asked: number } => {
  const made = {
    name,
    type: 'test',
    asked: 0,
    async authenticate() {
      made.asked++
      return typeof verdict === 'function' ? verdict() : verdict
    },
    lookup: (username: string) => (username === name ? user(username) : undefined),
  }
  return made
}

const vouching = (name: string) => realm(name, { kind: 'authenticated', user: user('jack'), isCurrent: () => true })
const failing = (name: string) => realm(name, () => Promise.reject(new Error('no connection')))

describe('realm chain', () => {
  it('goes on past realms that do not know the user or know another password', async () => {
    const last = vouching('last')
    const chain = createRealmChain(
      [realm('a', { kind: 'notMine' }), realm('b', { kind: 'unsuccessful' }), last],
      countingPasswords(),
    )
    expect(await chain.authenticate(TOKEN)).toMatchObject({ kind: 'authenticated', realm: { name: 'last', type: 'test' } })
  })

  it('stops where a realm says that nobody else may vouch', async () => {
    const last = vouching('last')
    const passwords = countingPasswords()
    const chain = createRealmChain([realm('a', { kind: 'rejected' }), last], passwords)
    expect(await chain.authenticate(TOKEN)).toEqual({ kind: 'unsuccessful' })
    expect([last.asked, passwords.decoys]).toEqual([0, 0])
    const error = illegalArgument('no')
    const strict = createRealmChain([realm('a', { kind: 'rejected', error }), last], passwords)
    expect(await strict.authenticate(TOKEN)).toEqual({ kind: 'rejected', error })
  })

  it('spends the time of a check where nobody knows the user', async () => {
    const passwords = countingPasswords()
    const nobody = createRealmChain([realm('a', { kind: 'notMine' }), realm('b', { kind: 'notMine' })], passwords)
    expect(await nobody.authenticate(TOKEN)).toEqual({ kind: 'unsuccessful' })
    expect(passwords.decoys).toBe(1)
    await createRealmChain([realm('a', { kind: 'unsuccessful' })], passwords).authenticate(TOKEN)
    expect(passwords.decoys).toBe(1)
  })

  it('lets a realm that fails take no other with it, and open nothing', async () => {
    const chain = createRealmChain([failing('a'), vouching('b')], countingPasswords())
    expect(await chain.authenticate(TOKEN)).toMatchObject({ kind: 'authenticated', realm: { name: 'b' } })
    for (const rest of [
      realm('b', { kind: 'notMine' }),
      realm('b', { kind: 'unsuccessful' }),
      realm('b', { kind: 'rejected' }),
    ]) {
      await expect(createRealmChain([failing('a'), rest], countingPasswords()).authenticate(TOKEN)).rejects.toThrow(
        'no connection',
      )
    }
  })

  it('looks up a name in the first realm that has it', () => {
    const chain = createRealmChain([realm('a', { kind: 'notMine' }), realm('b', { kind: 'notMine' })], countingPasswords())
    expect(chain.lookup('b')).toMatchObject({ user: { username: 'b' }, realm: { name: 'b' } })
    expect(chain.lookup('c')).toBeUndefined()
    expect(chain.realms.map(({ name }) => name)).toEqual(['a', 'b'])
  })
})
