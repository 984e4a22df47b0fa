/** A closed index keeps everything, in files and not in memory, over restarts too. */
import { describe, expect, it } from 'vitest'
import { index, remove, TestEngine, visibleIds, writeOne } from './support/engines.ts'

async function filled(): Promise<TestEngine> {
  const node = await TestEngine.open()
  const shard = await node.create('a')
  for (let at = 0; at < 50; at++) await writeOne(shard, index(String(at), { n: at }))
  await shard.refresh()
  await writeOne(shard, remove('7'))
  await writeOne(shard, index('late', { n: 99 }))
  return node
}
const close = (node: TestEngine) => node.engine.setClosed(node.engine.index('a'), true)
const open = (node: TestEngine) => node.engine.setClosed(node.engine.index('a'), false)

async function expectWhole(node: TestEngine): Promise<void> {
  const shard = node.engine.index('a')
  await shard.refresh()
  expect(visibleIds(shard)).toHaveLength(50)
  expect(shard.get('7')).toBeUndefined()
  expect(shard.get('late')?.seqNo).toBe(51)
  expect((await writeOne(shard, index('8', { n: 0 }))).version).toBe(2)
}

describe('a closed index', () => {
  it('refuses reads and writes, lets go of its memory, and opens whole', async () => {
    const node = await filled()
    const before = node.engine.index('a')
    const version = node.engine.namesVersion
    await close(node)
    expect(node.engine.namesVersion).toBeGreaterThan(version)
    const shard = node.engine.index('a')
    expect([shard.closed, shard.stats().segments]).toEqual([true, 0])
    // No more than an empty buffer.
    expect(shard.stats().memoryBytes).toBeLessThanOrEqual(4096)
    for (const each of [shard, before]) {
      expect(() => each.reader()).toThrow('closed')
      expect(() => each.get('1')).toThrow('closed')
      await expect(writeOne(each, index('1', {}))).rejects.toThrow('closed')
      await expect(each.refresh()).rejects.toThrow('closed')
    }
    await open(node)
    // Whoever still holds what stood there before changes nothing any more.
    for (const each of [shard, before]) {
      await expect(each.putSettings(new Map([['index.hidden', 'true']]))).rejects.toThrow('closed')
      await expect(writeOne(each, index('1', {}))).rejects.toThrow('closed')
    }
    await expectWhole(node)
  })

  it('stays closed and whole over restarts', async () => {
    const node = await filled()
    await close(node)
    for (let times = 0; times < 3; times++) await node.reopen()
    expect(node.engine.index('a').closed).toBe(true)
    await node.engine.index('a').putSettings(new Map([['index.hidden', 'true']]))
    await node.reopen()
    await open(node)
    await node.reopen()
    expect(node.engine.index('a').settings.get('index.hidden')).toBe('true')
    await expectWhole(node)
  })

  it('is deleted like any other, and its name is free', async () => {
    const node = await filled()
    await close(node)
    await node.engine.deleteIndex('a')
    const shard = await node.create('a')
    expect(shard.get('late')).toBeUndefined()
    expect(shard.closed).toBe(false)
  })

  it('keeps what was acknowledged while it was being closed', async () => {
    const node = await filled()
    const shard = node.engine.index('a')
    const writes = Array.from({ length: 40 }, (_, at) => shard.write([index(`w${at}`, { n: at })]))
    const closing = close(node)
    const outcomes = (await Promise.all(writes)).map(([outcome]) => outcome)
    await closing
    await open(node)
    for (const outcome of outcomes)
      if (outcome && 'seqNo' in outcome) expect(node.engine.index('a').get(outcome.id)).toBeDefined()
  })
})
