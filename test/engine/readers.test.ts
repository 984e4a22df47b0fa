/** Readers under fire: whatever is written, refreshed, merged and purged meanwhile, a reader shows what it showed at first. */
import { expect, it } from 'vitest'
import type { IndexReader } from '../../src/engine/reader.ts'
import { index, remove, TestEngine, visibleIds } from './support/engines.ts'

/** Everything a reader can tell. */
function contents(reader: IndexReader): readonly string[] {
  const seen: string[] = []
  for (const { segment, deleted } of reader.segments) {
    for (let doc = 0; doc < segment.docCount; doc++) {
      if (deleted && ((deleted[doc >>> 5]! >>> (doc & 31)) & 1) === 1) continue
      const { id, source } = reader.document(segment.seqNos[doc]!)
      expect(id).toBe(segment.id(doc))
      seen.push(`${id} ${source}`)
    }
  }
  expect(seen).toHaveLength(reader.docCount)
  return seen.sort()
}

it('a reader never changes', async () => {
  const node = await TestEngine.open({ commitDelay: 1 })
  const shard = await node.create('d', { 'index.refresh_interval': '-1' })
  const readers: { readonly reader: IndexReader; readonly seen: readonly string[] }[] = []
  for (let round = 0; round < 60; round++) {
    const batch = Array.from({ length: 20 }, (_, at) => index(`${(round * 7 + at * 3) % 97}`, { round, at }))
    const work = [shard.write(batch), shard.write([remove(`${round % 97}`)]), shard.refresh()]
    const reader = shard.reader()
    readers.push({ reader, seen: contents(reader) })
    if (round % 3 === 2) {
      const { reader: old, seen } = readers.splice(Math.floor(readers.length / 2), 1)[0]!
      expect(contents(old)).toEqual(seen)
      old.close()
    }
    await Promise.all(work)
  }
  for (const { reader, seen } of readers) {
    expect(contents(reader)).toEqual(seen)
    reader.close()
  }
  await shard.refresh()
  expect(visibleIds(shard)).toHaveLength(shard.stats().docs)
  expect(node.events.filter(({ kind }) => kind === 'background_failed')).toEqual([])
})

it('merges keep the number of segments small', async () => {
  const node = await TestEngine.open()
  const shard = await node.create('d', { 'index.refresh_interval': '-1' })
  for (let round = 0; round < 100; round++) {
    await shard.write([index(`${round}`, { round })])
    await shard.refresh()
  }
  await expect.poll(() => shard.stats().segments).toBeLessThan(20)
  expect(visibleIds(shard)).toHaveLength(100)
})

it('everything that nobody can read any more is purged', async () => {
  const node = await TestEngine.open({ commitDelay: 1 })
  const shard = await node.create('d', { 'index.refresh_interval': '1ms' })
  const filler = 'x'.repeat(1000)
  for (let round = 0; round < 50; round++) {
    await shard.write(Array.from({ length: 20 }, (_, at) => index(`${at}`, { round, filler })))
  }
  await shard.write(Array.from({ length: 10 }, (_, at) => remove(`${at}`)))
  node.clock.time += 61_000
  await shard.write([index('last', { n: 1 })])
  await expect.poll(() => shard.stats().storeBytes, { timeout: 5000 }).toBeLessThan(30_000)
  await node.reopen()
  await expect.poll(() => visibleIds(node.engine.index('d'))).toHaveLength(11)
})
