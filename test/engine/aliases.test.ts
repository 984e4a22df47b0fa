/** Aliases of the engine: changed as a whole, kept over a restart, and read from records that hold plain names. */
import { describe, expect, it } from 'vitest'
import { parseJson } from '../../src/core/json/parse.ts'
import type { JsonObject } from '../../src/core/json/value.ts'
import { writeJson } from '../../src/core/json/write.ts'
import type { AliasChange } from '../../src/engine/alias-changes.ts'
import { sealed, unsealed } from '../../src/engine/storage/checksum.ts'
import { Environment } from '../../src/engine/storage/environment.ts'
import { TestEngine } from './support/engines.ts'

const add = (node: TestEngine, index: string, name: string, more = {}): AliasChange => ({
  kind: 'add',
  index: node.engine.index(index),
  alias: { name, ...more },
})
const namesOf = (node: TestEngine) =>
  Object.fromEntries([...node.engine.indices().values()].map(({ name, aliases }) => [name, aliases]))

describe('changes of aliases', () => {
  it('survive a restart, with all they say', async () => {
    const node = await TestEngine.open()
    await node.create('a')
    await node.create('b')
    const terms = { filter: '{"term":{"k":1}}', indexRouting: '1', searchRouting: '1,2', isWriteIndex: true, isHidden: true }
    const version = node.engine.namesVersion
    await node.engine.changeAliases([
      add(node, 'a', 'y', terms),
      add(node, 'a', 'x'),
      { kind: 'removeIndex', index: node.engine.index('b') },
    ])
    expect(node.engine.namesVersion).toBeGreaterThan(version)
    const expected = { a: [{ name: 'x' }, { name: 'y', ...terms }] }
    expect(namesOf(node)).toEqual(expected)
    await node.reopen()
    expect(namesOf(node)).toEqual(expected)
  })

  it('leave everything as it was where they cannot be stored', async () => {
    let isFull = false
    const faults = {
      commit() {
        if (isFull) throw Object.assign(new Error('MDB_MAP_FULL'), { code: -30792 })
      },
    }
    const node = await TestEngine.open({ faults })
    await node.create('a')
    await node.create('b')
    await node.engine.changeAliases([add(node, 'a', 'x')])
    const before = namesOf(node)
    isFull = true
    const changes: AliasChange[] = [
      add(node, 'b', 'x'),
      { kind: 'remove', index: node.engine.index('a'), alias: 'x' },
      { kind: 'removeIndex', index: node.engine.index('b') },
    ]
    await expect(node.engine.changeAliases(changes.slice(0, 2))).rejects.toThrow()
    await expect(node.engine.changeAliases(changes.slice(2))).rejects.toThrow()
    isFull = false
    expect(namesOf(node)).toEqual(before)
    await node.engine.changeAliases(changes.slice(0, 2))
    expect(namesOf(node)).toEqual({ a: [], b: [{ name: 'x' }] })
    await node.reopen()
    expect(namesOf(node)).toEqual({ a: [], b: [{ name: 'x' }] })
  })

  it('are for the index they were meant for, not another of its name', async () => {
    const node = await TestEngine.open()
    await node.create('a')
    const change = add(node, 'a', 'x')
    await node.engine.deleteIndex('a')
    await node.create('a')
    await expect(node.engine.changeAliases([change])).rejects.toThrow('no such index [a]')
    expect(namesOf(node)).toEqual({ a: [] })
  })
})

it('records with plain names are read', async () => {
  const node = await TestEngine.open()
  await node.create('a')
  await node.engine.close()
  const environment = new Environment({ path: node.path, durable: true })
  const key = Buffer.from('index/1')
  const record = parseJson(unsealed(environment.meta.get(key)!)!) as JsonObject
  record.set('aliases', ['y', 'x'])
  environment.transaction(() => environment.meta.putSync(key, sealed(writeJson(record))))
  await environment.close()
  await node.start()
  expect(namesOf(node)).toEqual({ a: [{ name: 'y' }, { name: 'x' }] })
  await node.engine.changeAliases([add(node, 'a', 'z', { isWriteIndex: true })])
  expect(namesOf(node)).toEqual({ a: [{ name: 'x' }, { name: 'y' }, { name: 'z', isWriteIndex: true }] })
})
