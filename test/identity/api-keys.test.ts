/** API keys as they are kept: format, expiry, uses, and how long those stay that are over. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ApiKeys, type NewApiKey, openApiKeys } from '../../src/identity/api-keys.ts'
import { type CredentialUses, keyCredential, openCredentialUses } from '../../src/identity/credential-uses.ts'
import { cleanUpKeys } from '../../src/identity/key-retention.ts'
import { createMemoryStore } from '../../src/store/memory-store.ts'

const KEY: NewApiKey = {
  name: 'k',
  type: 'rest',
  owner: { username: 'ann', realm: { name: 'r', type: 'native' }, fullName: null, email: null, metadata: '{}' },
  metadata: '{}',
  roles: '{}',
  limitedBy: '{}',
}

async function open(): Promise<{ keys: ApiKeys; uses: CredentialUses; time: { now: number } }> {
  const time = { now: 1_000_000 }
  const clock = { now: () => time.now }
  const store = createMemoryStore()
  return { keys: await openApiKeys(store, clock), uses: await openCredentialUses(store, clock), time }
}

describe('API keys', () => {
  it('have ids and secrets in Elasticsearch’s format, no two alike', async () => {
    const { keys } = await open()
    const made = await Promise.all(Array.from({ length: 500 }, () => keys.create(KEY)))
    for (const { id, secret } of made) {
      expect(id).toMatch(/^[\w-]{20}$/)
      expect(secret).toMatch(/^[\w-]{22}$/)
    }
    expect(new Set(made.map(({ id }) => id)).size).toBe(500)
    expect(new Set(made.map(({ secret }) => secret)).size).toBe(500)
  })

  it('take their own secret and no other text', async () => {
    const { keys } = await open()
    const { id, secret } = await keys.create(KEY)
    expect(keys.check(id, secret).kind).toBe('right')
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string().map((more) => secret + more),
          fc.nat(21).map((end) => secret.slice(0, end)),
        ),
        (text) => {
          fc.pre(text !== secret)
          expect(keys.check(id, text).kind).toBe('wrongSecret')
        },
      ),
    )
  })

  it('expire at their time, and are current until then', async () => {
    const { keys, time } = await open()
    const { id, secret } = await keys.create({ ...KEY, expires: time.now + 10 })
    const found = keys.check(id, secret)
    if (found.kind !== 'right') throw new Error(found.kind)
    expect(found.isCurrent()).toBe(true)
    time.now += 10
    expect(found.isCurrent()).toBe(false)
    expect(keys.check(id, secret).kind).toBe('expired')
    expect(keys.findLive(id)).toBeUndefined()
  })

  it('are listed by owner, whatever changes meanwhile', async () => {
    const { keys } = await open()
    const of = async (username?: string): Promise<number> => {
      let count = 0
      for await (const _key of keys.all(username)) count++
      return count
    }
    const first = await keys.create(KEY)
    expect(await of('ann')).toBe(1)
    await keys.create(KEY)
    await keys.create({ ...KEY, owner: { ...KEY.owner, username: 'bob' } })
    expect([await of('ann'), await of('bob'), await of('nobody'), await of()]).toEqual([2, 1, 0, 3])
    await keys.delete(first.id)
    expect([await of('ann'), await of()]).toEqual([1, 2])
  })

  it('that are over are deleted after their time, with their counts, and the others stay', async () => {
    const { keys, uses, time } = await open()
    const [live, expired, ended] = await Promise.all([
      keys.create(KEY),
      keys.create({ ...KEY, expires: time.now + 1 }),
      keys.create(KEY),
    ])
    await keys.change(ended.id, (record) => ({ ...record, invalidated: time.now }))
    uses.used(keyCredential(expired.id), '1.2.3.4', false)
    await cleanUpKeys(keys, uses, 100)
    expect(keys.find(ended.id)).toBeDefined()
    time.now += 101
    await cleanUpKeys(keys, uses, 100)
    expect([keys.find(live.id)?.id, keys.find(expired.id), keys.find(ended.id)]).toEqual([live.id, undefined, undefined])
    expect(uses.find(keyCredential(expired.id))).toBeUndefined()
  })

  it('have their uses counted in memory and written when told, not with each', async () => {
    const { uses, time } = await open()
    uses.used('a', '1.1.1.1', false)
    time.now += 5
    uses.used('a', '2.2.2.2', true)
    uses.denied('a')
    const counted = { uses: 2, denials: 1, lastUsed: time.now, lastUsedFrom: '2.2.2.2', previousSecretLastUsed: time.now }
    expect(uses.find('a')).toEqual(counted)
    await uses.flush()
    expect(uses.find('a')).toEqual(counted)
    uses.used('a', '3.3.3.3', false)
    expect(uses.find('a')?.uses).toBe(3)
  })
})
