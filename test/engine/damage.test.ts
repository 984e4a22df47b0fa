/** Flipped bits: what the disk returns is not believed before its checksum is. */
import { readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { index, remove, TestEngine, visibleIds, writeOne } from './support/engines.ts'

const segmentFiles = (node: TestEngine): readonly string[] => {
  const folder = join(node.path, 'indices', node.engine.index('d').uuid)
  return readdirSync(folder).map((name) => join(folder, name))
}

function flip(file: string, at: number): void {
  const bytes = readFileSync(file)
  bytes[at]! ^= 0x10
  writeFileSync(file, bytes)
}

/** An index with two segments, deletions in the first, and every kind of history. */
async function openWithHistory() {
  const node = await TestEngine.open()
  const shard = await node.create('d', { 'index.refresh_interval': '-1' })
  await shard.write(Array.from({ length: 20 }, (_, at) => index(`${at}`, { n: at })))
  await node.reopen()
  const again = node.engine.index('d')
  await again.write([remove('3'), index('4', { n: 400 }), index('new', { n: 1 })])
  await node.reopen()
  const expected = visibleIds(node.engine.index('d'))
  expect(expected).toHaveLength(20)
  return { node, expected }
}

const damages: readonly (readonly [string, (file: string) => void])[] = [
  ['with a flipped bit', (file) => flip(file, readFileSync(file).length >> 1)],
  ['with a flipped bit in its header', (file) => flip(file, 9)],
  ['cut short', (file) => truncateSync(file, 100)],
  ['emptied', (file) => truncateSync(file, 0)],
  ['removed', (file) => rmSync(file)],
]

it.each(damages)('rebuilds a segment %s from its documents', async (_, damage) => {
  const { node, expected } = await openWithHistory()
  const files = segmentFiles(node)
  expect(files.length).toBeGreaterThan(0)
  for (const file of files) {
    await node.engine.close()
    node.events.length = 0
    damage(file)
    await node.start()
    const shard = node.engine.index('d')
    expect(node.events.map(({ kind }) => kind)).toContain('segment_rebuilt')
    expect(visibleIds(shard)).toEqual(expected)
    expect(shard.stats()).toMatchObject({ docs: 20, maxSeqNo: 22 })
    for (const id of expected) expect(shard.get(id)).toBeDefined()
  }
  node.events.length = 0
  await node.reopen()
  expect(node.events).toEqual([])
  expect(visibleIds(node.engine.index('d'))).toEqual(expected)
})

it('refuses a damaged document by name, and goes on', async () => {
  const node = await TestEngine.open()
  const shard = await node.create('d', { 'index.refresh_interval': '-1' })
  await shard.write([index('good', { text: 'needle one' }), index('bad', { text: 'needle two' }), index('other', { n: 1 })])
  await node.engine.close()
  const file = join(node.path, 'data.mdb')
  const bytes = readFileSync(file)
  // Older copies of a page may still lie about: all of them are damaged.
  for (let at = bytes.indexOf('needle two'); at >= 0; at = bytes.indexOf('needle two', at + 1)) bytes[at]! ^= 0x01
  writeFileSync(file, bytes)
  await node.start()
  const again = node.engine.index('d')
  expect(() => again.get('bad')).toThrow('document [bad] is damaged: its checksum does not match')
  expect(again.get('good')!.source.toString()).toContain('needle one')
  const reader = again.reader()
  expect(() => reader.document(1)).toThrow('document [bad] is damaged')
  expect(reader.document(0).id).toBe('good')
  reader.close()
  expect(await writeOne(again, index('bad', { text: 'whole again' }))).toMatchObject({ result: 'updated', version: 2 })
  expect(again.get('bad')!.source.toString()).toContain('whole again')
})

it('tells of a damaged document met while an index is rebuilt', async () => {
  const node = await TestEngine.open()
  const shard = await node.create('d', { 'index.refresh_interval': '-1' })
  await shard.write([index('good', { text: 'a' }), index('bad', { text: 'needle two' })])
  await node.reopen()
  const files = segmentFiles(node)
  await node.engine.close()
  const file = join(node.path, 'data.mdb')
  const bytes = readFileSync(file)
  for (let at = bytes.indexOf('needle two'); at >= 0; at = bytes.indexOf('needle two', at + 1)) bytes[at]! ^= 0x01
  writeFileSync(file, bytes)
  for (const segment of files) rmSync(segment)
  node.events.length = 0
  await node.start()
  expect(node.events).toContainEqual({ kind: 'document_damaged', index: 'd', seqNo: 1 })
  expect(visibleIds(node.engine.index('d'))).toEqual(['good'])
})

it('does not start on a database that is none', async () => {
  const node = await TestEngine.open()
  await node.engine.close()
  const file = join(node.path, 'data.mdb')
  writeFileSync(file, Buffer.alloc(8192, 7))
  await expect(node.start()).rejects.toThrow('data.mdb] is not a database of this server')
  writeFileSync(file, Buffer.alloc(0))
  await node.start()
  expect(node.engine.indices().size).toBe(0)
})

it('does not start where the record of an index is damaged, since its name would look free', async () => {
  const node = await TestEngine.open()
  await node.create('precious')
  await node.engine.close()
  const file = join(node.path, 'data.mdb')
  const whole = readFileSync(file)
  const bytes = Buffer.from(whole)
  for (let at = bytes.indexOf('precious'); at >= 0; at = bytes.indexOf('precious', at + 1)) bytes[at]! ^= 0x01
  writeFileSync(file, bytes)
  await expect(node.start()).rejects.toThrow("the engine's record [index/1] is damaged")
  writeFileSync(file, whole)
  await node.start()
  expect([...node.engine.indices().keys()]).toEqual(['precious'])
})
