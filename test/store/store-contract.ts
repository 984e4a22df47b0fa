/** What every store promises. A suite is run over each implementation by the test files beside it. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Collection, Store } from '../../src/store/collection.ts'

interface Thing {
  readonly name: string
  readonly tags?: readonly string[]
}

export function describeStoreContract(title: string, open: () => Promise<Store>): void {
  describe(title, () => {
    let store: Store
    let things: Collection<Thing>

    beforeEach(async () => {
      store = await open()
      things = await store.collection<Thing>('things')
    })
    afterEach(() => store.close())

    it('finds nothing in a new collection', () => {
      expect(things.find('a')).toBeUndefined()
      expect(things.size).toBe(0)
      expect([...things.entries()]).toEqual([])
    })

    it('counts versions from 1 with every write of an id', async () => {
      expect(await things.put('a', { name: 'one' })).toBe(true)
      expect(things.find('a')).toMatchObject({ version: 1, value: { name: 'one' } })
      expect(await things.put('a', { name: 'two' })).toBe(true)
      expect(things.find('a')).toMatchObject({ version: 2, value: { name: 'two' } })
    })

    it('writes only where the version is the expected one', async () => {
      expect(await things.put('a', { name: 'one' }, 1)).toBe(false)
      expect(await things.put('a', { name: 'one' }, 0)).toBe(true)
      expect(await things.put('a', { name: 'again' }, 0)).toBe(false)
      expect(await things.put('a', { name: 'two' }, 1)).toBe(true)
      expect(things.find('a')?.value.name).toBe('two')
    })

    it('lets one of many concurrent conditional writes win', async () => {
      const won = await Promise.all(Array.from({ length: 50 }, (_, at) => things.put('a', { name: `${at}` }, 0)))
      expect(won.filter(Boolean)).toHaveLength(1)
      expect(things.find('a')).toMatchObject({ version: 1, value: { name: `${won.indexOf(true)}` } })
    })

    it('applies writes in the order they were asked for', async () => {
      await Promise.all([
        things.put('a', { name: 'one' }),
        things.delete('a'),
        things.put('a', { name: 'two' }),
        things.put('b', { name: 'b' }),
      ])
      expect(things.find('a')?.value.name).toBe('two')
      expect(things.size).toBe(2)
    })

    it('deletes, and says whether there was something', async () => {
      expect(await things.delete('a')).toBe(false)
      await things.put('a', { name: 'one' })
      expect(await things.delete('a')).toBe(true)
      expect(things.find('a')).toBeUndefined()
      expect(things.size).toBe(0)
    })

    it('never gives a version of a deleted record to a new one of the same id', async () => {
      await things.put('a', { name: 'one' })
      const old = things.find('a')
      await Promise.all([things.delete('a'), things.put('a', { name: 'new' })])
      expect(await things.put('a', { name: 'stale' }, old?.version)).toBe(false)
      expect(things.find('a')?.value.name).toBe('new')
    })

    it('lists records by id', async () => {
      for (const id of ['b', 'a', 'c', 'A']) await things.put(id, { name: id })
      await things.delete('c')
      expect([...things.entries()].map(([id]) => id)).toEqual(['A', 'a', 'b'])
    })

    it('shows values in passing, and the ids in any order', async () => {
      await Promise.all(['b', 'a', 'c'].map((id) => things.put(id, { name: id })))
      await things.delete('c')
      expect([...things.ids()].sort()).toEqual(['a', 'b'])
      expect(['a', 'c'].map((id) => things.peek(id))).toEqual([{ name: 'a' }, undefined])
    })

    it('tells listeners after the change and before the writer', async () => {
      const seen: string[] = []
      const stop = things.onChange((id) => seen.push(`${id}:${things.find(id)?.value.name ?? 'gone'}`))
      await things.put('a', { name: 'one' }).then(() => seen.push('written'))
      await things.put('a', { name: 'not' }, 7)
      await things.delete('a')
      stop()
      await things.put('a', { name: 'two' })
      expect(seen).toEqual(['a:one', 'written', 'a:gone'])
    })

    it('keeps a copy that nobody can change', async () => {
      const mine = { name: 'one', tags: ['x'] }
      await things.put('a', mine)
      mine.tags.push('y')
      const stored = things.find('a')?.value as { name: string; tags: string[] }
      expect(stored.tags).toEqual(['x'])
      expect(() => stored.tags.push('z')).toThrow(TypeError)
      expect(() => {
        stored.name = 'other'
      }).toThrow(TypeError)
    })

    it('takes ids and members that mean something to JavaScript', async () => {
      const table = await store.collection<Record<string, unknown>>('tables')
      for (const id of ['__proto__', 'constructor', 'toString', '0']) {
        await table.put(id, JSON.parse(`{"__proto__":{"a":1},"constructor":2,"1":3}`) as Record<string, unknown>)
        const value = table.find(id)?.value as Record<string, unknown>
        expect(Object.getPrototypeOf(value)).toBeNull()
        expect(Object.keys(value)).toEqual(['1', '__proto__', 'constructor'])
      }
      expect(table.find('hasOwnProperty')).toBeUndefined()
      expect(table.size).toBe(4)
    })

    it('refuses what is not plain JSON', async () => {
      const any = await store.collection<unknown>('any')
      for (const value of [new Map(), () => 1, undefined, Number.NaN, 1n, new Date(), { a: [undefined] }, { a: Symbol('s') }]) {
        await expect(any.put('a', value)).rejects.toThrow(TypeError)
      }
      expect(any.size).toBe(0)
    })

    it('refuses ids that cannot be keys', async () => {
      await expect(things.put('', { name: 'x' })).rejects.toThrow("cannot be a record's id")
      await expect(things.put('x'.repeat(2000), { name: 'x' })).rejects.toThrow("cannot be a record's id")
    })

    it('opens a collection once', async () => {
      await expect(store.collection('things')).rejects.toThrow('already open')
    })

    it('takes no writes once closed', async () => {
      await store.close()
      await expect(things.put('a', { name: 'x' })).rejects.toThrow('closed')
    })
  })
}
