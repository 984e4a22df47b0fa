/** C33, C24, C78: keys under races, under a clock that is set back, and guessed at by way of bodies. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createSteadyClock } from '../../src/core/clock.ts'
import type { ApiKeyRecord } from '../../src/identity/api-key-record.ts'
import { type CreatedApiKey, type NewApiKey, openApiKeys, proofOf } from '../../src/identity/api-keys.ts'
import { createMemoryStore } from '../../src/store/memory-store.ts'
import { fakeHead } from '../authn/fake-head.ts'
import { type Node, openNode } from '../authn/open-node.ts'

const KEY: NewApiKey = {
  name: 'k',
  type: 'rest',
  owner: { username: 'ann', realm: { name: 'default_native', type: 'native' }, fullName: null, email: null, metadata: '{}' },
  metadata: '{}',
  roles: '{}',
  limitedBy: '{}',
}
const LOCKOUT = {
  threshold: 3,
  userThreshold: 50,
  addressThreshold: 50,
  firstDelay: 60_000,
  longestDelay: 600_000,
  tableSize: 100,
}
const FROM = '10.0.0.1'

let node: Node
beforeEach(async () => {
  node = await openNode({ lockout: LOCKOUT })
})
afterEach(() => node.close())

const encode = ({ id }: CreatedApiKey, secret: string): string => Buffer.from(`${id}:${secret}`).toString('base64')
const opens = (encoded: string, remoteAddress = FROM): Promise<boolean> =>
  node.authenticator.identify({ ...fakeHead({ Authorization: `ApiKey ${encoded}` }), remoteAddress }).then(
    () => true,
    () => false,
  )

describe('a key', () => {
  it('that two update at once has both changes', async () => {
    const { apiKeys } = node.identity
    const { id } = await apiKeys.create(KEY)
    const changes = ['name', 'metadata', 'roles', 'limitedBy'] as const
    await Promise.all(changes.map((member) => apiKeys.change(id, (record) => ({ ...record, [member]: `{"${member}":1}` }))))
    for (const member of changes) expect(apiKeys.find(id)?.[member]).toBe(`{"${member}":1}`)
  })

  it('that is rotated and ended at once is ended, with every secret it ever had', async () => {
    const { apiKeys } = node.identity
    const key = await apiKeys.create(KEY)
    expect(await opens(encode(key, key.secret))).toBe(true)
    const rotate = (secret: string) => (record: ApiKeyRecord) => ({
      ...record,
      proofs: [{ digest: proofOf(secret) }, { digest: record.proofs[0]?.digest ?? '', until: apiKeys.now() + 60_000 }],
    })
    const end = (record: ApiKeyRecord) =>
      record.invalidated === undefined ? { ...record, invalidated: apiKeys.now() } : undefined
    await Promise.all([
      apiKeys.change(key.id, rotate('second')),
      apiKeys.change(key.id, end),
      apiKeys.change(key.id, rotate('third')),
      apiKeys.change(key.id, end),
    ])
    for (const secret of [key.secret, 'second', 'third']) expect(await opens(encode(key, secret))).toBe(false)
  })

  it('whose owner is deleted, disabled or made anew stays what its maker chose', async () => {
    await node.addUser('ann', 'any-password')
    const realm = { name: 'default_native', type: 'native' }
    const ownerMark = node.realms.findHolder(realm, 'ann')?.stamp.session ?? ''
    const [kept, bound] = await Promise.all([
      node.identity.apiKeys.create(KEY),
      node.identity.apiKeys.create({ ...KEY, ownerMark }),
    ])
    const both = async () => [await opens(encode(kept, kept.secret)), await opens(encode(bound, bound.secret))]
    expect(await both()).toEqual([true, true])
    await node.identity.users.delete('ann')
    expect(await both()).toEqual([true, false])
    await node.addUser('ann', 'any-password')
    expect(await both()).toEqual([true, false])
  })

  it('that is guessed at in bodies is locked for that address, in headers too, and nowhere else', async () => {
    const key = await node.identity.apiKeys.create(KEY)
    for (let guess = 0; guess < LOCKOUT.threshold; guess++) {
      await expect(node.keyParties.source(encode(key, `guess-${guess}`), FROM)).rejects.toMatchObject({ status: 403 })
    }
    expect(await opens(encode(key, key.secret))).toBe(false)
    await expect(node.keyParties.source(encode(key, key.secret), FROM)).rejects.toMatchObject({ status: 403 })
    expect(await opens(encode(key, key.secret), '10.9.9.9')).toBe(true)
    expect(node.lockouts.list()).toEqual([expect.objectContaining({ account: { kind: 'api_key', name: key.id }, address: FROM })])
    node.lockouts.clear({ kind: 'api_key', name: key.id })
    expect(await opens(encode(key, key.secret))).toBe(true)
  })

  it('that has expired stays expired when the clock is set back while the process runs', async () => {
    const wall = { time: 1_000_000, now: () => wall.time }
    let elapsed = 0
    const keys = await openApiKeys(createMemoryStore(), createSteadyClock(wall, { elapsed: () => elapsed }))
    const { id, secret } = await keys.create({ ...KEY, expires: wall.time + 10 })
    expect(keys.check(id, secret).kind).toBe('right')
    wall.time += 10
    elapsed += 10
    expect(keys.check(id, secret).kind).toBe('expired')
    wall.time -= 500_000
    expect(keys.check(id, secret).kind).toBe('expired')
  })
})
