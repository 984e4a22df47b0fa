import { describe, expect, it } from 'vitest'
import { ElasticError } from '../../src/core/errors.ts'
import { parseJsonText } from '../../src/core/json/parse.ts'
import type { JsonObject } from '../../src/core/json/value.ts'
import { index, remove, TestEngine, update, visibleIds, writeOne } from './support/engines.ts'

const json = (text: string): JsonObject => parseJsonText(text) as JsonObject

async function openIndex(settings: Readonly<Record<string, string>> = { 'index.refresh_interval': '-1' }) {
  const node = await TestEngine.open()
  const shard = await node.create('d', settings)
  return { node, shard }
}

describe('writing', () => {
  it('counts versions of an id and sequence numbers of the index', async () => {
    const { shard } = await openIndex()
    const source = { n: 1 }
    expect(await writeOne(shard, index('1', source))).toEqual({
      id: '1',
      result: 'created',
      version: 1,
      seqNo: 0,
      primaryTerm: 1,
    })
    expect(await writeOne(shard, index('1', source))).toMatchObject({ result: 'updated', version: 2, seqNo: 1 })
    expect(await writeOne(shard, index('2', source))).toMatchObject({ result: 'created', version: 1, seqNo: 2 })
    expect(await writeOne(shard, remove('2'))).toMatchObject({ result: 'deleted', version: 2, seqNo: 3 })
    expect(await writeOne(shard, remove('2'))).toMatchObject({ result: 'not_found', version: 3, seqNo: 4 })
    expect(await writeOne(shard, index('2', source))).toMatchObject({ result: 'created', version: 4, seqNo: 5 })
    expect(await writeOne(shard, remove('never'))).toMatchObject({ result: 'not_found', version: 1, seqNo: 6 })
  })

  it('keeps the bytes of a document', async () => {
    const { node, shard } = await openIndex()
    const source = '{ "n" : 9007199254740993,\n "m": 1.10, "__proto__": "x" }'
    await writeOne(shard, index('1', source, { routing: 'r' }))
    expect(shard.get('1')).toMatchObject({ id: '1', version: 1, seqNo: 0, primaryTerm: 1, routing: 'r' })
    expect(shard.get('2')).toBeUndefined()
    await node.reopen()
    expect(node.engine.index('d').get('1')!.source.toString()).toBe(source)
  })

  it.each([40_000, 1_000_000, 20_000_000])('keeps a document of %i bytes', async (size) => {
    const { node, shard } = await openIndex()
    await shard.putMapping(json('{"properties":{"t":{"type":"keyword","index":false,"doc_values":false}}}'))
    const source = JSON.stringify({ t: 'x'.repeat(size) })
    await writeOne(shard, index('1', source))
    expect(shard.get('1')!.source.equals(Buffer.from(source))).toBe(true)
    await node.reopen()
    expect(node.engine.index('d').get('1')!.source.equals(Buffer.from(source))).toBe(true)
  })

  it('makes ids of twenty URL-safe characters, each different', async () => {
    const { shard } = await openIndex()
    const outcomes = await shard.write(Array.from({ length: 500 }, () => index(undefined, { n: 1 }, { kind: 'create' })))
    const ids = outcomes.map((outcome) => (outcome as { id: string }).id)
    expect(new Set(ids).size).toBe(500)
    for (const id of ids) expect(id).toMatch(/^[\w-]{20}$/)
  })

  it('goes on behind an operation that fails', async () => {
    const { shard } = await openIndex()
    const outcomes = await shard.write([index('1', '[1]'), index('2', { n: 2 }), index('3', '{"n":'), index('4', { n: 4 })])
    expect(outcomes.map((outcome) => (outcome instanceof ElasticError ? outcome.status : outcome.seqNo))).toEqual([
      400, 0, 400, 1,
    ])
  })

  it('takes ids of 512 bytes and lone surrogates, which are stored as what UTF-8 can hold', async () => {
    const { shard } = await openIndex()
    const long = 'é'.repeat(256)
    await shard.write([index(long, { n: 1 }), index('a\ud800', { n: 2 })])
    expect(shard.get(long)?.id).toBe(long)
    expect(shard.get('a\ud800')?.id).toBe('a\ufffd')
    expect((await writeOne(shard, index('a\ufffd', { n: 3 }))).result).toBe('updated')
  })

  it('stores concurrent writes of all callers', async () => {
    const { shard } = await openIndex()
    await Promise.all(
      Array.from({ length: 200 }, (_, at) => shard.write([index(`${at % 50}`, { n: at }), index(undefined, { n: at })])),
    )
    await shard.refresh()
    expect(shard.stats()).toMatchObject({ docs: 250, maxSeqNo: 399 })
    expect(visibleIds(shard)).toHaveLength(250)
  })
})

it('lets many callers count together by sequence numbers', async () => {
  const { shard } = await openIndex()
  await writeOne(shard, index('counter', { n: 0 }))
  const increment = async (): Promise<void> => {
    for (;;) {
      const { seqNo, source } = shard.get('counter')!
      const next = { n: JSON.parse(source.toString()).n + 1 }
      const [outcome] = await shard.write([index('counter', next, { ifSeqNo: seqNo, ifPrimaryTerm: 1 })])
      if (!(outcome instanceof ElasticError)) return
    }
  }
  await Promise.all(Array.from({ length: 30 }, increment))
  expect(shard.get('counter')!.source.toString()).toBe('{"n":30}')
  expect(shard.get('counter')!.version).toBe(31)
})

describe('version rules', () => {
  const conflict = async (write: Promise<unknown>): Promise<string> => {
    const error = await write.then(
      () => undefined,
      (thrown: ElasticError) => thrown,
    )
    expect(error).toMatchObject({ type: 'version_conflict_engine_exception', status: 409 })
    return error!.reason
  }

  it('refuses to create what exists', async () => {
    const { shard } = await openIndex()
    await writeOne(shard, index('1', { n: 1 }))
    await writeOne(shard, index('1', { n: 1 }))
    const reason = await conflict(writeOne(shard, index('1', { n: 1 }, { kind: 'create' })))
    expect(reason).toBe('[1]: version conflict, document already exists (current version [2])')
    await writeOne(shard, remove('1'))
    expect(await writeOne(shard, index('1', { n: 1 }, { kind: 'create' }))).toMatchObject({ result: 'created', version: 4 })
  })

  it('compares sequence number and primary term', async () => {
    const { shard } = await openIndex()
    await writeOne(shard, index('1', { n: 1 }))
    const wrong = { ifSeqNo: 4, ifPrimaryTerm: 1 }
    expect(await conflict(writeOne(shard, index('1', { n: 2 }, wrong)))).toBe(
      '[1]: version conflict, required seqNo [4], primary term [1]. current document has seqNo [0] and primary term [1]',
    )
    expect(await conflict(writeOne(shard, remove('1', { ifSeqNo: 0, ifPrimaryTerm: 2 })))).toBe(
      '[1]: version conflict, required seqNo [0], primary term [2]. current document has seqNo [0] and primary term [1]',
    )
    expect(await conflict(writeOne(shard, index('zzz', { n: 2 }, wrong)))).toBe(
      '[zzz]: version conflict, required seqNo [4], primary term [1]. but no document was found',
    )
    expect(await writeOne(shard, index('1', { n: 2 }, { ifSeqNo: 0, ifPrimaryTerm: 1 }))).toMatchObject({ version: 2 })
    await writeOne(shard, remove('1'))
    expect(await conflict(writeOne(shard, index('1', { n: 2 }, { ifSeqNo: 2, ifPrimaryTerm: 1 })))).toContain(
      'no document was found',
    )
  })

  it('takes external versions that grow, deletions included', async () => {
    const { shard } = await openIndex()
    const external = (version: number) => ({ version, versionType: 'external' as const })
    expect(await writeOne(shard, index('e', { n: 1 }, external(10)))).toMatchObject({ result: 'created', version: 10 })
    expect(await conflict(writeOne(shard, index('e', { n: 1 }, external(10))))).toBe(
      '[e]: version conflict, current version [10] is higher or equal to the one provided [10]',
    )
    expect(await conflict(writeOne(shard, remove('e', external(5))))).toContain('is higher or equal to the one provided [5]')
    expect(await writeOne(shard, remove('e', external(20)))).toMatchObject({ result: 'deleted', version: 20 })
    expect(await conflict(writeOne(shard, index('e', { n: 1 }, external(15))))).toContain('current version [20]')
  })

  it('takes equal external versions where asked to', async () => {
    const { shard } = await openIndex()
    const gte = (version: number) => ({ version, versionType: 'external_gte' as const })
    await writeOne(shard, index('e', { n: 1 }, gte(10)))
    expect(await writeOne(shard, index('e', { n: 1 }, gte(10)))).toMatchObject({ result: 'updated', version: 10 })
    expect(await conflict(writeOne(shard, index('e', { n: 1 }, gte(9))))).toBe(
      '[e]: version conflict, current version [10] is higher than the one provided [9]',
    )
  })

  it('forgets a deletion after index.gc_deletes', async () => {
    const { node, shard } = await openIndex()
    await shard.write([index('1', { n: 1 }), remove('1')])
    node.clock.time += 60_000
    expect(await writeOne(shard, index('1', { n: 1 }))).toMatchObject({ version: 3 })
    await writeOne(shard, remove('1'))
    node.clock.time += 60_001
    expect(await writeOne(shard, index('1', { n: 1 }))).toMatchObject({ result: 'created', version: 1 })
    await shard.refresh()
    expect(visibleIds(shard)).toEqual(['1'])
  })
})

describe('update', () => {
  it('merges, keeps the routing and returns the document', async () => {
    const { shard } = await openIndex()
    await writeOne(shard, index('1', '{"a":1.10,"b":"x"}', { routing: 'r' }))
    const result = await writeOne(shard, update('1', { doc: json('{"b":"y","c":2}') }))
    expect(result).toMatchObject({ result: 'updated', version: 2, seqNo: 1 })
    expect(result.source!.toString()).toBe('{"a":1.10,"b":"y","c":2}')
    expect(shard.get('1')).toMatchObject({ routing: 'r', version: 2 })
  })

  it('does nothing where nothing changes, unless told to', async () => {
    const { shard } = await openIndex()
    await writeOne(shard, index('1', { a: 1 }))
    expect(await writeOne(shard, update('1', { doc: json('{"a":1}') }))).toMatchObject({ result: 'noop', version: 1, seqNo: 0 })
    const forced = update('1', { doc: json('{"a":1}'), detectNoop: false })
    expect(await writeOne(shard, forced)).toMatchObject({ result: 'updated', version: 2, seqNo: 1 })
  })

  it('inserts what is missing where it may', async () => {
    const { shard } = await openIndex()
    const doc = json('{"a":1}')
    await expect(writeOne(shard, update('1', { doc }))).rejects.toMatchObject({
      type: 'document_missing_exception',
      reason: '[1]: document missing',
    })
    expect(await writeOne(shard, update('1', { doc, upsert: json('{"b":2}') }))).toMatchObject({ result: 'created', version: 1 })
    expect(shard.get('1')!.source.toString()).toBe('{"b":2}')
    expect(await writeOne(shard, update('2', { doc, docAsUpsert: true }))).toMatchObject({ result: 'created' })
    expect(shard.get('2')!.source.toString()).toBe('{"a":1}')
  })

  it('sees the operations before it in the same bulk', async () => {
    const { shard } = await openIndex()
    const add = (text: string) => update('1', { doc: json(text) })
    await shard.write([index('1', '{"a":1}'), add('{"b":2}'), remove('1'), index('1', '{"c":3}'), add('{"d":4}')])
    expect(shard.get('1')).toMatchObject({ version: 5, seqNo: 4 })
    expect(shard.get('1')!.source.toString()).toBe('{"c":3,"d":4}')
  })

  it('is refused for another sequence number', async () => {
    const { shard } = await openIndex()
    await writeOne(shard, index('1', { a: 1 }))
    const late = update('1', { doc: json('{"a":1}'), ifSeqNo: 7, ifPrimaryTerm: 1 })
    await expect(writeOne(shard, late)).rejects.toThrow('required seqNo [7], primary term [1]. current document has seqNo [0]')
  })
})

describe('readers', () => {
  it('see what was refreshed, and never anything else', async () => {
    const { shard } = await openIndex()
    await shard.write([index('1', { n: 1 }), index('2', { n: 2 })])
    expect(visibleIds(shard)).toEqual([])
    await shard.refresh()
    const reader = shard.reader()
    await shard.write([index('1', { n: 10 }), remove('2'), index('3', { n: 3 })])
    await shard.refresh()
    expect(reader.docCount).toBe(2)
    expect(reader.document(0).source.toString()).toBe('{"n":1}')
    expect(visibleIds(shard)).toEqual(['1', '3'])
    reader.close()
  })

  it('are refreshed by themselves after index.refresh_interval', async () => {
    const { shard } = await openIndex({ 'index.refresh_interval': '1ms' })
    await writeOne(shard, index('1', { n: 1 }))
    await expect.poll(() => visibleIds(shard)).toEqual(['1'])
  })

  it('keep the documents they were opened on until they are closed', async () => {
    const { node, shard } = await openIndex()
    const source = (n: number): string => JSON.stringify({ n, filler: 'x'.repeat(1000) })
    await writeOne(shard, index('1', source(0)))
    await shard.refresh()
    const reader = shard.reader()
    for (let n = 1; n <= 20; n++) await writeOne(shard, index('1', source(n)))
    await shard.refresh()
    expect(reader.document(0).source.toString()).toBe(source(0))
    const bytes = shard.stats().storeBytes
    reader.close()
    await node.reopen()
    const again = node.engine.index('d')
    await again.refresh()
    await expect.poll(() => again.stats().storeBytes).toBeLessThan(bytes / 2)
    expect(again.get('1')!.source.toString()).toBe(source(20))
  })
})

describe('an index', () => {
  it('keeps settings, aliases and mapping', async () => {
    const { node } = await openIndex()
    const mappings = json('{"properties":{"k":{"type":"keyword"}}}')
    const settings = new Map([['index.number_of_replicas', '0']])
    const made = await node.engine.createIndex({ name: 'e', settings, mappings, aliases: [{ name: 'x' }] })
    await made.putSettings(new Map([['index.refresh_interval', '5s']]))
    await made.putSettings(new Map([['index.number_of_replicas', null]]))
    await made.putMapping(json('{"properties":{"n":{"type":"long"}}}'))
    await node.reopen()
    const shard = node.engine.index('e')
    expect([...shard.settings]).toEqual([['index.refresh_interval', '5s']])
    expect(shard.aliases).toEqual([{ name: 'x' }])
    expect([...(shard.mapping().get('properties') as JsonObject).keys()].sort()).toEqual(['k', 'n'])
    expect(shard.uuid).toBe(made.uuid)
    expect(shard.uuid).toMatch(/^[\w-]{22}$/)
  })

  it('stores a new field together with the first document that has it', async () => {
    const { node, shard } = await openIndex()
    await writeOne(shard, index('1', { fresh: 'x' }))
    expect((shard.mapping().get('properties') as JsonObject).has('fresh')).toBe(true)
    await node.reopen()
    expect((node.engine.index('d').mapping().get('properties') as JsonObject).has('fresh')).toBe(true)
  })

  it('is made once, and its name is free at once when it is deleted', async () => {
    const { node, shard } = await openIndex()
    await writeOne(shard, index('1', { n: 1 }))
    await expect(node.create('d')).rejects.toMatchObject({
      type: 'resource_already_exists_exception',
      reason: `index [d/${shard.uuid}] already exists`,
    })
    const version = node.engine.namesVersion
    await node.engine.deleteIndex('d')
    expect(node.engine.namesVersion).toBeGreaterThan(version)
    await expect(node.engine.deleteIndex('d')).rejects.toThrow('no such index [d]')
    await expect(writeOne(shard, index('1', { n: 1 }))).rejects.toThrow('no such index [d]')
    const again = await node.create('d')
    expect(again.get('1')).toBeUndefined()
    await node.reopen()
    expect(node.engine.index('d').stats()).toMatchObject({ docs: 0, maxSeqNo: -1 })
  })

  it('made twice at once is made once', async () => {
    const { node } = await openIndex()
    const results = await Promise.allSettled([node.create('e'), node.create('e'), node.create('e')])
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected'])
    expect(results.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { type: 'resource_already_exists_exception' },
    })
  })

  it('and an alias cannot have the same name', async () => {
    const { node } = await openIndex()
    const named = (name: string, ...aliases: string[]) =>
      node.engine.createIndex({
        name,
        settings: new Map(),
        mappings: undefined,
        aliases: aliases.map((alias) => ({ name: alias })),
      })
    await named('e', 'x')
    await expect(named('x')).rejects.toMatchObject({ reason: 'Invalid index name [x], already exists as alias' })
    await expect(named('f', 'd')).rejects.toMatchObject({ type: 'invalid_alias_name_exception' })
  })

  it('deleted while somebody reads is readable to the end', async () => {
    const { node, shard } = await openIndex()
    await writeOne(shard, index('1', { n: 1 }))
    await shard.refresh()
    const reader = shard.reader()
    await node.engine.deleteIndex('d')
    await node.create('d')
    expect(reader.document(0).source.toString()).toBe('{"n":1}')
    reader.close()
  })
})

it('keeps persistent cluster settings and forgets transient ones', async () => {
  const { node } = await openIndex()
  const change = (persistent: [string, string | null][], transient: [string, string | null][]) =>
    node.engine.putClusterSettings({ persistent: new Map(persistent), transient: new Map(transient) })
  await Promise.all([change([['a', '1']], [['t', '1']]), change([['b', '2']], [])])
  await change([['a', null]], [])
  expect([...node.engine.clusterSettings().transient]).toEqual([['t', '1']])
  await node.reopen()
  expect([...node.engine.clusterSettings().persistent]).toEqual([['b', '2']])
  expect(node.engine.clusterSettings().transient.size).toBe(0)
})
