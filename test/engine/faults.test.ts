/** The disk fails: writes are refused in words, reads go on, nothing acknowledged is lost, and afterwards all is as before. */
import { describe, expect, it } from 'vitest'
import { ElasticError } from '../../src/core/errors.ts'
import { parseJsonText } from '../../src/core/json/parse.ts'
import type { JsonObject } from '../../src/core/json/value.ts'
import { index, remove, TestEngine, visibleIds, writeOne } from './support/engines.ts'

/** A disk that can be full, or broken. */
class Disk {
  commits: Error | undefined
  segments: Error | undefined
  readonly faults = {
    commit: () => {
      if (this.commits) throw this.commits
    },
    segmentFile: () => {
      if (this.segments) throw this.segments
    },
  }
}

const full = (): Error => Object.assign(new Error('Input/output error'), { code: 5 })
const readOnly = (): Error => Object.assign(new Error('Read-only file system'), { code: 30 })

async function openOnDisk() {
  const disk = new Disk()
  const node = await TestEngine.open({ faults: disk.faults })
  const shard = await node.create('d', { 'index.refresh_interval': '-1' })
  await shard.write([index('1', { n: 1 }), index('2', { n: 2 })])
  await shard.refresh()
  return { disk, node, shard }
}

describe('a full disk', () => {
  it('refuses each operation with 429 and changes nothing', async () => {
    const { disk, node, shard } = await openOnDisk()
    disk.commits = full()
    const outcomes = await shard.write([index('1', { n: 10, fresh: 'x' }), remove('2'), index(undefined, { n: 3 })])
    for (const outcome of outcomes) {
      expect(outcome).toBeInstanceOf(ElasticError)
      expect(outcome).toMatchObject({ type: 'cluster_block_exception', status: 429 })
    }
    expect(shard.get('1')).toMatchObject({ version: 1, seqNo: 0 })
    expect((shard.mapping().get('properties') as JsonObject).has('fresh')).toBe(false)
    await shard.refresh()
    expect(visibleIds(shard)).toEqual(['1', '2'])
    expect(shard.stats()).toMatchObject({ docs: 2, maxSeqNo: 1 })

    disk.commits = undefined
    expect(await writeOne(shard, index('1', { n: 10, fresh: 'x' }))).toMatchObject({ version: 2, seqNo: 2 })
    expect((shard.mapping().get('properties') as JsonObject).has('fresh')).toBe(true)
    await node.reopen()
    expect(visibleIds(node.engine.index('d'))).toEqual(['1', '2'])
    expect(node.engine.index('d').get('1')).toMatchObject({ version: 2 })
  })

  it('refuses new fields, settings and indices, and forgets them', async () => {
    const { disk, node, shard } = await openOnDisk()
    const field = parseJsonText('{"properties":{"k":{"type":"keyword"}}}') as JsonObject
    disk.commits = full()
    const refused = { status: 429 }
    await expect(shard.putMapping(field)).rejects.toMatchObject(refused)
    await expect(shard.putSettings(new Map([['index.refresh_interval', '5s']]))).rejects.toMatchObject(refused)
    await expect(node.create('e')).rejects.toMatchObject(refused)
    await expect(node.engine.deleteIndex('d')).rejects.toMatchObject(refused)
    await expect(
      node.engine.putClusterSettings({ persistent: new Map([['a', 'b']]), transient: new Map() }),
    ).rejects.toMatchObject(refused)
    disk.commits = undefined
    expect(shard.settings.get('index.refresh_interval')).toBe('-1')
    expect((shard.mapping().get('properties') as JsonObject).has('k')).toBe(false)
    expect(node.engine.clusterSettings().persistent.size).toBe(0)
    await node.create('e')
    await shard.putMapping(field)
    expect((shard.mapping().get('properties') as JsonObject).has('k')).toBe(true)
  })

  it('keeps the index searchable when segments cannot be written, and catches up', async () => {
    const { disk, node, shard } = await openOnDisk()
    disk.segments = full()
    await shard.write([index('3', { n: 3 })])
    await shard.refresh()
    expect(visibleIds(shard)).toEqual(['1', '2', '3'])
    await node.engine.close()
    expect(node.events).toContainEqual({ kind: 'background_failed', index: 'd', work: 'commit', reason: 'Input/output error' })
    disk.segments = undefined
    await node.start()
    expect(visibleIds(node.engine.index('d'))).toEqual(['1', '2', '3'])
    expect(node.events).toContainEqual(expect.objectContaining({ kind: 'index_recovered', operations: 3 }))
  })

  it('refuses what follows a mapping that was lost with its document only if it is wrong', async () => {
    const { disk, shard } = await openOnDisk()
    disk.commits = full()
    const first = shard.write([index('3', { clash: 'text' })])
    const second = shard.write([index('4', { clash: 'text' })])
    expect((await first)[0]).toMatchObject({ status: 429 })
    disk.commits = undefined
    await second
    expect(await writeOne(shard, index('5', { clash: 7 }))).toMatchObject({ result: 'created' })
  })
})

it('a read-only disk refuses with 503', async () => {
  const { disk, shard } = await openOnDisk()
  disk.commits = readOnly()
  const [outcome] = await shard.write([index('1', { n: 10 })])
  expect(outcome).toMatchObject({ type: 'unavailable_shards_exception', status: 503 })
  expect(shard.get('1')!.source.toString()).toBe('{"n":1}')
})

it('a defect fails the caller who met it, and nobody else', async () => {
  const { shard } = await openOnDisk()
  const broken = {
    ...index('1', { n: 1 }),
    get routing(): string {
      throw new TypeError('a defect')
    },
  }
  const [bad, good] = await Promise.allSettled([shard.write([broken]), shard.write([index('3', { n: 3 })])])
  expect(bad).toMatchObject({ status: 'rejected', reason: expect.any(TypeError) })
  expect(good).toMatchObject({ status: 'fulfilled' })
})

it('keeps exactly what it acknowledged while commits and segment files fail at random', async () => {
  const disk = new Disk()
  const node = await TestEngine.open({ faults: disk.faults, commitDelay: 0 })
  const shard = await node.create('d', { 'index.refresh_interval': '1ms' })
  const random = seeded(42)
  const expected = new Map<string, string>()
  let refused = 0
  const weather = setInterval(() => {
    disk.commits = random() < 0.3 ? full() : undefined
    disk.segments = random() < 0.5 ? full() : undefined
  }, 1)

  const caller = async (name: string): Promise<void> => {
    for (let round = 0; round < 60; round++) {
      const operations = Array.from({ length: 1 + Math.floor(random() * 8) }, () => {
        const id = `${name}-${Math.floor(random() * 20)}`
        return random() < 0.25 ? remove(id) : index(id, { round, [`field${Math.floor(random() * 30)}`]: random() })
      })
      const outcomes = await shard.write(operations)
      for (const [at, operation] of operations.entries()) {
        if (outcomes[at] instanceof ElasticError) refused++
        else if (operation.kind === 'index') expected.set(operation.id!, operation.source.toString())
        else expected.delete(operation.id!)
      }
      await new Promise((resolve) => setImmediate(resolve))
    }
  }
  await Promise.all(['a', 'b', 'c', 'd'].map(caller))
  clearInterval(weather)
  disk.commits = undefined
  disk.segments = undefined
  expect(refused).toBeGreaterThan(0)

  const check = async (): Promise<void> => {
    const now = node.engine.index('d')
    await now.refresh()
    expect(visibleIds(now)).toEqual([...expected.keys()].sort())
    for (const [id, source] of expected) expect(now.get(id)!.source.toString()).toBe(source)
    expect(now.stats().docs).toBe(expected.size)
  }
  await check()
  await node.reopen()
  await check()
}, 30_000)

/** A small generator of numbers from 0 to 1, the same every time. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}
