import { describe, expect, it } from 'vitest'
import { openCredentialUses } from '../../src/identity/credential-uses.ts'
import type { Collection, Store } from '../../src/store/collection.ts'
import { createMemoryStore } from '../../src/store/memory-store.ts'

/** The same records for everybody who opens them. */
function sharedStore(): Store {
  const store = createMemoryStore()
  let opened: Promise<Collection<unknown>> | undefined
  return {
    ...store,
    collection: <Value>(name: string) => {
      opened ??= store.collection(name)
      return opened as Promise<Collection<Value>>
    },
  }
}

describe('uses of credentials', () => {
  it('add up where several count in the same records', async () => {
    const time = { now: 1000 }
    const store = sharedStore()
    const [one, other] = [
      await openCredentialUses(store, { now: () => time.now }),
      await openCredentialUses(store, { now: () => time.now }),
    ]
    for (let turn = 0; turn < 10; turn++) one.used('key', 'a', true)
    time.now = 2000
    for (let turn = 0; turn < 5; turn++) other.used('key', 'b', false)
    other.denied('key')
    expect(one.find('key')).toMatchObject({ uses: 10, denials: 0 })
    await Promise.all([one.flush(), other.flush(), one.flush(), other.flush()])
    const all = { uses: 15, denials: 1, lastUsed: 2000, lastUsedFrom: 'b', previousSecretLastUsed: 1000 }
    expect(one.find('key')).toEqual(all)
    expect(other.find('key')).toEqual(all)
    await Promise.all([one.close(), other.close()])
    expect(one.find('key')).toEqual(all)
  })

  it('are kept for the next time where they cannot be written', async () => {
    const store = createMemoryStore()
    let fails = true
    const collection = async <Value>(name: string): Promise<Collection<Value>> => {
      const found = await store.collection<Value>(name)
      const put = found.put.bind(found)
      found.put = (...change) => (fails ? Promise.reject(new Error('disk full')) : put(...change))
      return found
    }
    const uses = await openCredentialUses({ ...store, collection }, { now: () => 1 })
    uses.used('key', 'a', false)
    await expect(uses.flush()).rejects.toThrow('disk full')
    uses.used('key', 'a', false)
    expect(uses.find('key')?.uses).toBe(2)
    fails = false
    await uses.flush()
    await uses.flush()
    expect(uses.find('key')?.uses).toBe(2)
    await uses.close()
  })
})
