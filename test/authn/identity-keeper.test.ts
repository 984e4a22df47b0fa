import { describe, expect, it } from 'vitest'
import { createIdentityKeeper, type IdentityKeeperParts } from '../../src/authn/identity-keeper.ts'
import type { TokenHolders } from '../../src/authn/token-holders.ts'
import type { Subject } from '../../src/request/identity.ts'

const NATIVE = { name: 'default_native', type: 'native' }
const subject = (username: string, more: Partial<Subject> = {}): Subject => ({
  kind: 'user',
  username,
  roles: ['reader'],
  fullName: 'Full Name',
  email: 'a@example.org',
  metadata: new Map([['secret', 'in metadata']]),
  enabled: true,
  realm: NATIVE,
  authenticationType: 'realm',
  ...more,
})
const ANN = subject('ann')
const KEY = subject('ann', {
  kind: 'api_key',
  authenticationType: 'api_key',
  roles: [],
  apiKey: { id: 'k1', name: 'nightly', type: 'rest', ownerRealm: NATIVE },
})

/** Who is there, by name, with the mark that each has now. */
type World = Map<string, { readonly subject: Subject; readonly stamp: string }>
const nameOf = (kind: string, username: string, credential = ''): string => `${kind}/${username}/${credential}`

const holdersOf = (world: World): TokenHolders => ({
  refer({ kind, username, realm, apiKey }) {
    const found = world.get(nameOf(kind, username, apiKey?.id))
    return found && ({ kind, username, realm, stamp: found.stamp, ...(apiKey ? { credential: apiKey.id } : {}) } as never)
  },
  resolve({ kind, username, stamp, credential }) {
    const found = world.get(nameOf(kind, username, credential))
    return found?.subject.enabled && found.stamp === stamp ? { subject: found.subject, isCurrent: () => true } : undefined
  },
  findServiceToken: () => undefined,
})

function keeper(world: World, more: Partial<IdentityKeeperParts> = {}) {
  const lookup = (username: string) => {
    const found = world.get(nameOf('user', username))
    return found && { user: { enabled: found.subject.enabled }, realm: NATIVE }
  }
  return createIdentityKeeper({
    realms: { lookup } as unknown as IdentityKeeperParts['realms'],
    tokenHolders: holdersOf(world),
    partyHolders: holdersOf(world),
    tokens: { isRevoked: () => false },
    anonymous: undefined,
    ...more,
  })
}

const worldOf = (...subjects: readonly Subject[]): World =>
  new Map(subjects.map((one) => [nameOf(one.kind, one.username, one.apiKey?.id), { subject: one, stamp: 's1' }]))
const both = (one: Subject) => ({ authenticating: one, effective: one })

describe('a stored identity', () => {
  it('is a reference: names and a mark, and nothing else of the party', () => {
    const stored = keeper(worldOf(ANN)).refer(both(ANN))
    expect(stored).toEqual({
      authenticating: {
        kind: 'user',
        username: 'ann',
        realm: NATIVE,
        roles: ['reader'],
        authenticationType: 'realm',
        stamp: 's1',
      },
    })
  })

  it('comes to the party as it is now, with the roles of now', () => {
    const world = worldOf(ANN)
    const stored = keeper(world).refer(both(ANN))
    world.set(nameOf('user', 'ann'), { subject: subject('ann', { roles: ['less'] }), stamp: 's1' })
    expect(keeper(world).resolve(stored)).toMatchObject({ kind: 'current', principal: { effective: { roles: ['less'] } } })
  })

  it.each<[string, (world: World) => void, string]>([
    ['was deleted', (world) => world.clear(), 'user [ann] of realm [default_native] was deleted'],
    [
      'was disabled',
      (world) => world.set(nameOf('user', 'ann'), { subject: subject('ann', { enabled: false }), stamp: 's1' }),
      'user [ann] of realm [default_native] is disabled',
    ],
    [
      'is a namesake made later',
      (world) => world.set(nameOf('user', 'ann'), { subject: subject('ann', { roles: ['superuser'] }), stamp: 's2' }),
      'user [ann] of realm [default_native] is not the one that started it any more',
    ],
  ])('has ended where the user %s', (_, change, reason) => {
    const world = worldOf(ANN)
    const stored = keeper(world).refer(both(ANN))
    change(world)
    expect(keeper(world).resolve(stored)).toEqual({ kind: 'ended', reason })
  })

  it('of a key ends with the key, not with another of the same user', () => {
    const other = { ...KEY, apiKey: { ...KEY.apiKey!, id: 'k2' } }
    const world = worldOf(ANN, KEY, other)
    const stored = keeper(world).refer(both(KEY))
    expect(stored.authenticating).toMatchObject({ apiKey: 'k1', credential: 'k1' })
    world.delete(nameOf('api_key', 'ann', 'k1'))
    expect(keeper(world).resolve(stored)).toMatchObject({
      kind: 'ended',
      reason: expect.stringContaining('API key [k1] of user [ann]'),
    })
  })

  it('of a token outlives its time, and ends with its revocation', () => {
    const bearer = subject('ann', { authenticationType: 'token', accessToken: 't1' })
    const world = worldOf(ANN)
    const stored = keeper(world).refer(both(bearer))
    expect(keeper(world).resolve(stored)).toMatchObject({
      kind: 'current',
      principal: { authenticating: { authenticationType: 'token' } },
    })
    const revoked = keeper(world, { tokens: { isRevoked: (id) => id === 't1' } })
    expect(revoked.resolve(stored)).toEqual({
      kind: 'ended',
      reason: 'the access token of user [ann] of realm [default_native] was invalidated',
    })
  })

  it('under run-as ends with either party, and stays nobody where there is no target', () => {
    const bob = subject('bob')
    for (const gone of ['ann', 'bob']) {
      const world = worldOf(ANN, bob)
      const stored = keeper(world).refer({ authenticating: ANN, effective: bob, runAs: 'bob' })
      expect(keeper(world).resolve(stored)).toMatchObject({
        kind: 'current',
        principal: { runAs: 'bob', effective: { username: 'bob' } },
      })
      world.delete(nameOf('user', gone))
      expect(keeper(world).resolve(stored)).toMatchObject({ kind: 'ended', reason: expect.stringContaining(`[${gone}]`) })
    }
    const world = worldOf(ANN, bob)
    const nobody = keeper(world).refer({ authenticating: ANN, effective: undefined, runAs: 'cid' })
    world.set(nameOf('user', 'cid'), { subject: subject('cid'), stamp: 's1' })
    expect(keeper(world).resolve(nobody)).toMatchObject({ kind: 'current', principal: { effective: undefined, runAs: 'cid' } })
  })

  it('of a user whom only its realm knows keeps the roles it had', () => {
    const far = subject('eve', { realm: { name: 'corp', type: 'jwt' }, roles: ['corp'] })
    const stored = keeper(worldOf()).refer(both(far))
    expect(keeper(worldOf()).resolve(stored)).toMatchObject({
      kind: 'current',
      principal: { effective: { username: 'eve', roles: ['corp'], realm: { name: 'corp' } } },
    })
  })

  it('of anonymous ends where anonymous access does', () => {
    const anonymous = subject('_anonymous', { kind: 'anonymous', authenticationType: 'anonymous' })
    const stored = keeper(worldOf(), { anonymous }).refer(both(anonymous))
    expect(keeper(worldOf(), { anonymous }).resolve(stored)).toMatchObject({ kind: 'current' })
    expect(keeper(worldOf()).resolve(stored)).toEqual({ kind: 'ended', reason: 'anonymous access was switched off' })
  })
})
