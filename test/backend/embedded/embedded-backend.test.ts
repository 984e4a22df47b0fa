import { describe, expect, it } from 'vitest'
import type { BoundEngine } from '../../../src/backend/embedded/bound-engine.ts'
import { createEmbeddedBackend } from '../../../src/backend/embedded/embedded-backend.ts'
import { forbidden } from '../../../src/core/errors.ts'
import { claimAccessIssuer, type Grants, type IndexGrant, type ItemGrant, type Restriction } from '../../../src/request/access.ts'
import type { Backend } from '../../../src/request/backend.ts'
import type { Identity } from '../../../src/request/identity.ts'
import type { NodeFacts } from '../../../src/request/node-facts.ts'
import { ok, type Reply } from '../../../src/request/reply.ts'
import { TestEngine } from '../../engine/support/engines.ts'

const issue = claimAccessIssuer()
const identity = {} as Identity
const node = { nodeName: 'n' } as NodeFacts
const open: Restriction = { kind: 'unrestricted' }
const restricted: Restriction = { kind: 'views', views: [] }
const grant = (name: string, restriction: Restriction = open, alias?: string): IndexGrant => ({
  name,
  restriction,
  ...(alias ? { alias } : {}),
})
const item = (name: string, more: Partial<Extract<ItemGrant, { granted: true }>> = {}): ItemGrant => ({
  granted: true,
  index: grant(name),
  exists: true,
  mayCreate: false,
  ...more,
})

async function openBackend(...names: string[]) {
  const engines = await TestEngine.open()
  for (const name of names) await engines.create(name)
  return { engine: engines.engine, backend: createEmbeddedBackend(engines.engine, node) }
}

/** Runs something with the engine as a call with these grants sees it. */
function within<T>(backend: Backend, grants: Grants, run: (engine: BoundEngine) => T | Promise<T>): Promise<T> {
  const access = issue({ requestId: 'r', action: 'a', identity, grants })
  let result: T
  const embedded = async (engine: BoundEngine): Promise<Reply> => {
    result = await run(engine)
    return ok(null)
  }
  const api = { by: 'backend', embedded } as unknown as Parameters<Backend['execute']>[0]
  return backend.execute(api, undefined, access).then(() => result)
}

const indices = (...grants: IndexGrant[]): Grants => ({ kind: 'indices', indices: grants })
const items = (...grants: ItemGrant[]): Grants => ({ kind: 'items', items: grants })

describe('the catalogue', () => {
  it('shows what exists, and changes with it', async () => {
    const { engine, backend } = await openBackend('b', 'a')
    const before = backend.catalogue()
    expect(backend.catalogue()).toBe(before)
    const settings = new Map([['index.hidden', 'true']])
    await engine.createIndex({ name: 'h', settings, mappings: undefined, aliases: [{ name: 'x' }, { name: 'y' }] })
    await engine.createIndex({ name: 'i', settings: new Map(), mappings: undefined, aliases: [{ name: 'x' }] })
    const after = backend.catalogue()
    expect(after.version).toBeGreaterThan(before.version)
    expect(before.indices.has('h')).toBe(false)
    expect(after.indices.get('h')).toMatchObject({ name: 'h', hidden: true, closed: false, aliases: ['x', 'y'] })
    expect([...after.aliases].map(([name, { indices }]) => [name, indices])).toEqual([
      ['x', ['h', 'i']],
      ['y', ['h']],
    ])
    await engine.index('a').putSettings(settings)
    expect(backend.catalogue().indices.get('a')).toMatchObject({ hidden: true })
    await engine.deleteIndex('a')
    expect(backend.catalogue().indices.has('a')).toBe(false)
  })
})

describe('an access to indices', () => {
  it('reaches what was granted, in the order of names', async () => {
    const { backend } = await openBackend('a', 'b', 'c')
    const bound = await within(backend, indices(grant('c'), grant('a', open, 'x')), (engine) => engine.indices())
    expect(bound.map(({ shard, alias }) => [shard.name, alias])).toEqual([
      ['a', 'x'],
      ['c', undefined],
    ])
  })

  it('is refused for an index that is restricted', async () => {
    const { backend } = await openBackend('a', 'b')
    await expect(
      within(backend, indices(grant('a'), grant('b', restricted)), (engine) => engine.indices()),
    ).rejects.toMatchObject({
      type: 'security_exception',
      status: 403,
    })
  })

  it('deletes what was granted, and nothing else', async () => {
    const { engine, backend } = await openBackend('a', 'b')
    const foreign = { shard: engine.index('b'), alias: undefined }
    await expect(within(backend, indices(grant('a')), (bound) => bound.deleteIndex(foreign))).rejects.toThrow('was not granted')
    await within(backend, indices(grant('a')), (bound) => bound.deleteIndex(bound.indices()[0]!))
    expect([...engine.indices().keys()]).toEqual(['b'])
  })

  it('does not delete an index of that name made since', async () => {
    const { engine, backend } = await openBackend('a')
    const deletion = within(backend, indices(grant('a')), async (bound) => {
      const [index] = bound.indices()
      await engine.deleteIndex('a')
      await engine.createIndex({ name: 'a', settings: new Map(), mappings: undefined, aliases: [] })
      await bound.deleteIndex(index!)
    })
    await expect(deletion).rejects.toThrow('no such index [a]')
    expect(engine.indices().has('a')).toBe(true)
  })

  it.each<[string, (engine: BoundEngine) => unknown]>([
    ['items', (engine) => engine.item(0)],
    ['all indices', (engine) => engine.overview()],
    ['cluster settings', (engine) => engine.clusterSettings],
    ['creation', (engine) => engine.createIndex({ settings: new Map(), mappings: undefined, aliases: [] })],
  ])('is none to %s', async (_, run) => {
    const { backend } = await openBackend('a')
    await expect(within(backend, indices(grant('a')), run)).rejects.toThrow('access is for [indices]')
  })
})

describe('an access to items', () => {
  it('decides each by itself', async () => {
    const { backend } = await openBackend('a')
    const denied: ItemGrant = { granted: false, error: forbidden('no') }
    await within(backend, items(item('a'), denied, item('missing')), (engine) => {
      expect(engine.item(0).shard.name).toBe('a')
      expect(() => engine.item(1)).toThrow('no')
      expect(() => engine.item(2)).toThrow('no such index [missing]')
      expect(() => engine.item(3)).toThrow('was not authorized')
    })
  })

  it('makes an index where it may, once for all who ask', async () => {
    const { engine, backend } = await openBackend()
    const creating = item('fresh', { exists: false, mayCreate: true })
    const ask = () =>
      within(backend, items(creating, item('other')), (bound) =>
        bound.itemOrCreate(0, { mode: 'replace', requireDataStream: false }),
      )
    const bound = await Promise.all([ask(), ask(), ask()])
    expect(new Set(bound.map(({ shard }) => shard)).size).toBe(1)
    await expect(
      within(backend, items(creating, item('other')), (b) => b.itemOrCreate(1, { mode: 'replace', requireDataStream: false })),
    ).rejects.toThrow('no such index [other]')
    expect([...engine.indices().keys()]).toEqual(['fresh'])
  })

  it('makes nothing that would be restricted', async () => {
    const { engine, backend } = await openBackend()
    const creating = item('fresh', { index: grant('fresh', restricted), exists: false, mayCreate: true })
    await expect(
      within(backend, items(creating), (bound) => bound.itemOrCreate(0, { mode: 'replace', requireDataStream: false })),
    ).rejects.toMatchObject({ status: 403 })
    expect(engine.indices().size).toBe(0)
  })
})

describe('an access to create', () => {
  const create = (names: readonly string[]) => (engine: BoundEngine) =>
    engine.createIndex({ settings: new Map(), mappings: undefined, aliases: names.map((name) => ({ name })) })

  it('makes the index it names, with the aliases it names', async () => {
    const { engine, backend } = await openBackend()
    const grants: Grants = { kind: 'create', index: 'a', aliases: ['x'] }
    await expect(within(backend, grants, create(['y']))).rejects.toThrow('alias [y] was not authorized')
    expect(await within(backend, grants, create(['x']))).toBe(engine.index('a'))
  })
})

it('a cluster access sees facts about every index and the settings', async () => {
  const { backend } = await openBackend('b', 'a')
  await within(backend, { kind: 'cluster' }, async (engine) => {
    expect(engine.overview().map(({ name, replicas }) => [name, replicas])).toEqual([
      ['a', 1],
      ['b', 1],
    ])
    expect(engine.node).toBe(node)
    await engine.clusterSettings.put({ persistent: new Map([['a', 'b']]), transient: new Map() })
    expect([...engine.clusterSettings.get().persistent]).toEqual([['a', 'b']])
    expect(() => engine.indices()).toThrow('access is for [cluster]')
  })
})
