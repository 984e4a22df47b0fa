/** C44: what is allowed on a data stream is allowed on its backing indices, and nothing else is, by whatever name it is asked for. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type LiveNode, lines, liveNode, type Sender } from '../support/live-node.ts'

let live: LiveNode
let reader: Sender
let backer: Sender
let writer: Sender
let maker: Sender
let owner: Sender
let denied: Sender
let backingA: string
let backingB: string

const AT = '2026-01-01T00:00:00Z'
const reasonOf = async (answer: ReturnType<Sender>) => (await answer).body.error?.reason
const countOf = async (answer: ReturnType<Sender>) => (await answer).body.count

beforeAll(async () => {
  live = await liveNode()
  const { elastic } = live
  await elastic('PUT', '/_index_template/logs', { index_patterns: ['logs-*'], data_stream: {}, priority: 5 })
  reader = await live.user('reader', { indices: [{ names: ['logs-a'], privileges: ['read', 'view_index_metadata'] }] })
  backer = await live.user('backer', { indices: [{ names: ['.ds-logs-b-*'], privileges: ['all'] }] })
  writer = await live.user('writer', { indices: [{ names: ['logs-*'], privileges: ['create_doc'] }] })
  maker = await live.user('maker', { indices: [{ names: ['logs-m*'], privileges: ['create_doc', 'auto_configure'] }] })
  owner = await live.user('owner', { indices: [{ names: ['logs-a', 'plain'], privileges: ['all'] }] })
  denied = await live.user('denied', {
    indices: [{ names: ['*'], privileges: ['read'] }],
    deny: { indices: [{ names: ['logs-a'], privileges: ['all'] }] },
  })
  for (const stream of ['logs-a', 'logs-b']) {
    const answer = await elastic('POST', `/${stream}/_doc?refresh=true`, { '@timestamp': AT, a: stream })
    if (stream === 'logs-a') backingA = answer.body._index
    else backingB = answer.body._index
  }
}, 30_000)
afterAll(() => live.stop())

describe('reading', () => {
  it('reaches the stream and its backing indices by the right to the stream alone', async () => {
    for (const path of ['logs-a', backingA, '.ds-logs-a-*', 'logs-*', '*', '.ds-*'])
      expect([path, await countOf(reader('GET', `/${path}/_count`))]).toEqual([path, 1])
    expect(await countOf(reader('GET', '/*/_count?expand_wildcards=all'))).toBe(1)
  })

  it('is refused on other streams and their backing indices, by any name', async () => {
    for (const path of ['logs-b', backingB, `logs-a,${backingB}`, '<.ds-logs-b-{2026.11.25||/d{yyyy.MM.dd}}-000001>']) {
      expect([path, (await reader('GET', `/${encodeURIComponent(path)}/_count`)).status]).toEqual([path, 403])
    }
    expect((await reader('GET', `/${backingB}/_doc/1`)).status).toBe(403)
    const many = await reader('POST', '/_mget', { docs: [{ _index: backingB, _id: '1' }] })
    expect(many.body.docs[0].error.type).toBe('security_exception')
  })

  it('by the right to a backing index opens that index and never the stream', async () => {
    expect(await countOf(backer('GET', `/${backingB}/_count`))).toBe(1)
    expect((await backer('GET', '/logs-b/_count')).status).toBe(403)
    expect(await countOf(backer('GET', '/logs-*/_count'))).toBe(0)
    expect((await backer('DELETE', '/_data_stream/logs-b')).status).toBe(403)
    expect((await backer('GET', '/_data_stream/*')).body.data_streams ?? []).toEqual([])
  })

  it('is not opened by an alias on a backing index, which has none', async () => {
    const alias = { actions: [{ add: { index: backingA, alias: 'plain' } }] }
    expect((await owner('POST', '/_aliases', alias)).status).toBe(403)
    expect(await reasonOf(live.elastic('POST', '/_aliases', alias))).toContain(
      "Data stream backing indices don't support aliases.",
    )
    expect((await owner('PUT', '/logs-b/_alias/plain')).status).toBe(403)
  })

  it('shows nothing of a stream that is denied, by its backing indices either', async () => {
    for (const path of ['logs-a', backingA]) expect((await denied('GET', `/${path}/_count`)).status).toBe(403)
    for (const path of ['*', 'logs-*', '.ds-*']) expect(await countOf(denied('GET', `/${path}/_count`))).toBe(1)
  })

  it('lists streams and backing indices that may be seen, and no others', async () => {
    const { body } = await reader('GET', '/_resolve/index/*?expand_wildcards=all')
    expect(body.data_streams).toEqual([{ name: 'logs-a', backing_indices: [backingA], timestamp_field: '@timestamp' }])
    expect(body.indices.map((index: { name: string; data_stream: string }) => [index.name, index.data_stream])).toEqual([
      [backingA, 'logs-a'],
    ])
    expect((await reader('GET', '/_data_stream')).body.data_streams.map(({ name }: { name: string }) => name)).toEqual(['logs-a'])
    expect((await reader('GET', '/_data_stream/logs-b')).status).toBe(403)
  })
})

describe('writing', () => {
  it('only adds documents, under the name of the stream', async () => {
    const only = 'only write ops with an op_type of create are allowed in data streams'
    for (const [method, path, body] of [
      ['PUT', '/logs-a/_doc/1', { '@timestamp': AT }],
      ['DELETE', '/logs-a/_doc/1', undefined],
      ['POST', '/logs-a/_update/1', { doc: { a: 1 } }],
      ['PUT', '/logs-new/_doc/1', { '@timestamp': AT }],
    ] as const)
      expect([path, await reasonOf(live.elastic(method, path, body))]).toEqual([path, only])
    expect((await live.elastic('HEAD', '/logs-new')).status).toBe(404)
    expect(await reasonOf(live.elastic('PUT', `/${backingA}/_create/1`, { '@timestamp': AT }))).toBe(
      'index request with op_type=create targeting backing indices is disallowed, target corresponding data stream [logs-a] instead',
    )
    expect(await reasonOf(live.elastic('POST', '/logs-a/_doc', { a: 1 }))).toContain(
      'data stream timestamp field [@timestamp] is missing',
    )
    expect(await reasonOf(live.elastic('POST', '/logs-a/_doc', { '@timestamp': [1, 2] }))).toContain('[@timestamp]')
    expect((await live.elastic('POST', '/logs-a/_doc?routing=x', { '@timestamp': AT })).status).toBe(400)
  })

  it('makes a stream only for those who may make it, whatever the name looks like', async () => {
    expect((await writer('POST', '/logs-w/_doc', { '@timestamp': AT })).status).toBe(403)
    expect((await writer('POST', `/${encodeURIComponent('<logs-w-{now/d}>')}/_doc`, { '@timestamp': AT })).status).toBe(403)
    const bulk = lines(
      { create: { _index: 'logs-w' } },
      { '@timestamp': AT },
      { create: { _index: 'logs-b' } },
      { '@timestamp': AT },
    )
    const { body } = await writer('POST', '/_bulk', bulk)
    expect(body.items.map(({ create }: { create: { status: number } }) => create.status)).toEqual([403, 201])
    const made = await maker('POST', '/logs-m1/_doc', { '@timestamp': AT })
    expect([made.status, made.body._index]).toEqual([201, expect.stringMatching(/^\.ds-logs-m1-\d{4}\.\d\d\.\d\d-000001$/)])
    expect((await maker('PUT', '/_data_stream/logs-m2')).status).toBe(403)
  })

  it('through a backing index of another stream is refused', async () => {
    expect((await maker('POST', `/${backingB}/_doc`, { '@timestamp': AT })).status).toBe(403)
    expect((await maker('DELETE', `/${backingB}/_doc/1`)).status).toBe(403)
  })
})

describe('new fields of a data stream', () => {
  const EXTENDS = (user: string) =>
    `action [indices:admin/mapping/auto_put] is unauthorized for user [${user}] with effective roles [${user}], this action is granted by the index privileges [auto_configure,manage,write,all]`

  it('come by those only who may extend its mapping, one document at a time', async () => {
    const told = await writer('POST', '/logs-b/_doc', { '@timestamp': AT, new1: 1 })
    expect([told.status, told.body.error.reason]).toEqual([403, EXTENDS('writer')])
    const bulk = [{ '@timestamp': AT, new1: 1 }, { '@timestamp': AT }].flatMap((body) => [{ create: { _index: 'logs-b' } }, body])
    const { body } = await writer('POST', '/_bulk', lines(...bulk))
    expect(body.items.map(({ create }: { create: { status: number } }) => create.status)).toEqual([403, 201])
    expect((await writer('PUT', '/logs-b/_mapping', { properties: { new1: { type: 'keyword' } } })).status).toBe(403)
    expect((await live.elastic('GET', '/logs-b/_mapping')).text).not.toContain('new1')
    await live.elastic('POST', '/_aliases', { actions: [{ add: { index: 'logs-b', alias: 'in', is_write_index: true } }] })
    const byAlias = await live.user('by-alias', { indices: [{ names: ['in'], privileges: ['write'] }] })
    expect((await byAlias('POST', '/in/_doc', { '@timestamp': AT, new1: 1 })).status).toBe(403)
    expect((await byAlias('POST', '/in/_doc', { '@timestamp': AT })).status).toBe(201)
    const whole = await live.user('whole', { indices: [{ names: ['logs-b'], privileges: ['write'] }] })
    expect((await whole('POST', '/logs-b/_doc', { '@timestamp': AT, new2: 1 })).status).toBe(201)
  })

  it('are held back from a stream that the same write makes', async () => {
    const creator = await live.user('creator', { indices: [{ names: ['logs-n*'], privileges: ['create_doc', 'create_index'] }] })
    expect(await reasonOf(creator('POST', '/logs-n1/_doc', { '@timestamp': AT, new1: 1 }))).toBe(EXTENDS('creator'))
    expect((await creator('POST', '/logs-n2/_doc', { '@timestamp': AT })).status).toBe(201)
  })

  it('are held back from an index where no privilege to write includes them', async () => {
    const raw = await live.user('raw', { indices: [{ names: ['ix-*'], privileges: ['indices:data/write/*', 'create_index'] }] })
    const clerk = await live.user('clerk', { indices: [{ names: ['ix-*'], privileges: ['create_doc'] }] })
    await live.elastic('PUT', '/ix-1')
    expect(await reasonOf(raw('POST', '/ix-1/_doc', { new1: 1 }))).toBe(EXTENDS('raw'))
    expect((await clerk('POST', '/ix-1/_doc', { new1: 1 })).status).toBe(201)
    expect((await raw('PUT', '/ix-1/_doc/1', { new1: 2 })).status).toBe(201)
    expect(await reasonOf(raw('POST', '/ix-1/_update/1', { doc: { new2: 1 } }))).toBe(EXTENDS('raw'))
    expect((await raw('POST', '/ix-2/_doc', { new1: 1 })).status).toBe(403)
  })
})

describe('managing', () => {
  it('keeps names apart: no index, alias or stream takes the name of another', async () => {
    expect(await reasonOf(live.elastic('PUT', '/logs-x'))).toContain('creates data streams only')
    await live.elastic('PUT', '/plain')
    expect((await live.elastic('PUT', '/plain/_alias/logs-a')).status).toBe(400)
    expect((await live.elastic('PUT', '/_data_stream/logs-a')).status).toBe(400)
    expect(await reasonOf(live.elastic('PUT', '/_data_stream/other'))).toBe(
      'no matching index template found for data stream [other]',
    )
    for (const name of ['.security', '_x', 'LOGS-A', 'a*'])
      expect([name, (await live.elastic('PUT', `/_data_stream/${name}`)).status]).toEqual([name, 400])
  })

  it('never takes the write index or the template away', async () => {
    expect(await reasonOf(owner('DELETE', `/${backingA}`))).toBe(
      `index [${backingA}] is the write index for data stream [logs-a] and cannot be deleted`,
    )
    expect((await owner('DELETE', '/logs-a')).status).toBe(404)
    expect((await owner('POST', '/logs-a/_close')).status).toBe(404)
    expect(await reasonOf(live.elastic('DELETE', '/_index_template/logs'))).toContain('in use by a data streams')
    const named = { index_patterns: ['x-*'], data_stream: {}, template: { aliases: { 'logs-y': { routing: '1' } } } }
    expect((await live.elastic('PUT', '/_index_template/named', named)).status).toBe(400)
    const wider = { index_patterns: ['*'], priority: 9 }
    expect(await reasonOf(live.elastic('PUT', '/_index_template/wide', wider))).toContain(
      'no longer match a data stream template',
    )
  })

  it('deletes by wildcard what the caller may delete, and by name nothing else', async () => {
    expect((await owner('DELETE', '/_data_stream/logs-b')).status).toBe(403)
    expect((await owner('DELETE', '/_data_stream/*')).status).toBe(200)
    expect((await live.elastic('GET', `/${backingA}/_count`)).status).toBe(404)
    expect(await countOf(live.elastic('GET', `/${backingB}/_count`))).toBeGreaterThan(0)
  })
})
