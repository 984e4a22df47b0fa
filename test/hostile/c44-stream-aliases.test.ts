/** C43, C44: an alias of data streams opens what its own name is granted, through its filter, and is no way to more, nor out of a denial. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type LiveNode, liveNode, type Sender } from '../support/live-node.ts'

let live: LiveNode
let reader: Sender
let writer: Sender
let manager: Sender
let more: Sender
let part: Sender
let denied: Sender
let backingA: string
let backingB: string

const AT = '2026-01-01T00:00:00Z'
const add = (index: string, alias: string, options: object = {}) => ({ actions: [{ add: { index, alias, ...options } }] })
const remove = (index: string, alias: string) => ({ actions: [{ remove: { index, alias } }] })
const reasonOf = async (answer: ReturnType<Sender>) => (await answer).body.error?.reason
const countOf = async (answer: ReturnType<Sender>) => (await answer).body.count
const aliases = async () => (await live.elastic('GET', '/_alias/*')).body

beforeAll(async () => {
  live = await liveNode()
  const { elastic } = live
  await elastic('PUT', '/_index_template/logs', {
    index_patterns: ['logs-*'],
    data_stream: {},
    priority: 5,
    template: { mappings: { properties: { k: { type: 'keyword' } } } },
  })
  for (const [stream, k] of ['a', 'b'].flatMap((name) => ['x', 'y'].map((value) => [`logs-${name}`, value] as const))) {
    const { body } = await elastic('POST', `/${stream}/_doc?refresh=true`, { '@timestamp': AT, k })
    if (stream === 'logs-a') backingA = body._index
    else backingB = body._index
  }
  await elastic('PUT', '/plain')
  reader = await live.user('reader', { indices: [{ names: ['both', 'view'], privileges: ['read', 'view_index_metadata'] }] })
  writer = await live.user('writer', { indices: [{ names: ['both', 'view'], privileges: ['create_doc'] }] })
  manager = await live.user('manager', { indices: [{ names: ['logs-a', 'plain', 'm-*'], privileges: ['manage'] }] })
  more = await live.user('more', {
    indices: [
      { names: ['logs-a', 'logs-b'], privileges: ['manage'] },
      { names: ['n-*'], privileges: ['manage', 'read'] },
    ],
  })
  part = await live.user('part', { indices: [{ names: ['logs-a', 'm-*'], privileges: ['manage'], query: { term: { k: 'x' } } }] })
  denied = await live.user('denied', {
    indices: [{ names: ['*'], privileges: ['all'] }],
    deny: { indices: [{ names: ['both'], privileges: ['read'] }] },
  })
  for (const [index, alias, options] of [
    ['logs-a', 'both', {}],
    ['logs-b', 'both', { is_write_index: true }],
    ['logs-a', 'view', { filter: { term: { k: 'x' } } }],
  ] as const)
    expect((await elastic('POST', '/_aliases', add(index, alias, options))).status).toBe(200)
}, 30_000)
afterAll(() => live.stop())

describe('an alias of data streams', () => {
  it('is read by its own name, through its filter, and opens no other name', async () => {
    expect(await countOf(reader('GET', '/both/_count'))).toBe(4)
    expect(await countOf(reader('GET', '/view/_count'))).toBe(1)
    expect(await countOf(reader('GET', '/view,both/_count'))).toBe(4)
    for (const path of ['logs-a', backingA, `both,${backingB}`])
      expect([path, (await reader('GET', `/${path}/_count`)).status]).toEqual([path, 403])
    expect((await reader('GET', '/both/_doc/1')).status).toBe(404)
    expect((await reader('GET', '/_data_stream/logs-a')).status).toBe(403)
    expect((await reader('GET', '/_data_stream/*')).body.data_streams).toEqual([])
  })

  it('takes writes for the stream that was chosen, and nothing but new documents', async () => {
    const made = await writer('POST', '/both/_doc', { '@timestamp': AT })
    expect([made.status, made.body._index]).toEqual([201, backingB])
    expect((await writer('POST', '/both/_doc?require_alias=true', { '@timestamp': AT })).status).toBe(201)
    expect(await reasonOf(writer('POST', '/view/_doc', { '@timestamp': AT }))).toContain('no write index is defined')
    for (const path of ['/both/_doc/1', '/both/_doc/1?require_alias=true'])
      expect(await reasonOf(live.elastic('PUT', path, { '@timestamp': AT }))).toBe(
        'only write ops with an op_type of create are allowed in data streams',
      )
    expect((await live.elastic('DELETE', '/both/_doc/1')).status).toBe(400)
    expect((await writer('POST', '/logs-b/_doc', { '@timestamp': AT })).status).toBe(403)
  })

  it('is shown with the streams that have it, and those only where both may be seen', async () => {
    expect((await live.elastic('GET', '/_alias/both')).body).toEqual({
      'logs-a': { aliases: { both: {} } },
      'logs-b': { aliases: { both: { is_write_index: true } } },
    })
    expect((await live.elastic('GET', `/${backingA}/_alias`)).body).toEqual({})
    expect((await live.elastic('GET', '/_resolve/index/both')).body.aliases).toEqual([
      { name: 'both', indices: [backingA, backingB] },
    ])
    expect((await manager('GET', '/_alias')).body).toEqual({ plain: { aliases: {} } })
    expect((await manager('GET', '/_alias/both')).status).toBe(403)
    expect((await live.elastic('GET', '/_cat/aliases')).text).toBe('')
  })

  it('is made within what its maker may do on the stream and on the name', async () => {
    const before = await aliases()
    for (const [user, body] of [
      [manager, add('logs-b', 'm-1')],
      [manager, add('logs-a', 'zz')],
      [manager, add(backingB, 'm-1')],
      [more, add('logs-a', 'n-1')],
      [reader, add('logs-a', 'both')],
    ] as const)
      expect((await user('POST', '/_aliases', body)).status).toBe(403)
    expect((await part('POST', '/_aliases', add('logs-a', 'm-1'))).status).toBe(400)
    expect((await manager('POST', '/_aliases', remove('logs-a', 'both'))).status).toBe(403)
    expect(await aliases()).toEqual(before)
    expect((await manager('POST', '/_aliases', add('logs-*', 'm-1'))).status).toBe(200)
    expect((await live.elastic('GET', '/_alias/m-1')).body).toEqual({ 'logs-a': { aliases: { 'm-1': {} } } })
    expect((await manager('DELETE', '/logs-a/_alias/m-*')).status).toBe(200)
  })

  it('carries its denial to the streams, and is not taken away by whom it denies', async () => {
    for (const path of ['both', 'logs-a', 'logs-b', backingA, 'view'])
      expect([path, (await denied('GET', `/${path}/_count`)).status]).toEqual([path, 403])
    for (const body of [remove('logs-a', 'both'), remove('*', '*'), remove('logs-*', 'bo*')])
      expect((await denied('POST', '/_aliases', body)).status).toBe(403)
    expect((await denied('DELETE', '/logs-a/_alias/both')).status).toBe(403)
  })

  it('has no name of anything else, is of streams or of indices, and says nothing that streams cannot keep', async () => {
    const { elastic } = live
    await elastic('PUT', '/roll-1', { aliases: { roll: {} } })
    const before = await aliases()
    for (const [body, status, reason] of [
      [add('plain', 'both'), 500, 'data stream alias and indices alias have the same name (both)'],
      [
        { actions: [{ add: { indices: ['logs-a', 'plain'], alias: 'mix' } }] },
        400,
        'expressions [plain, logs-a] that match with both data streams and regular indices',
      ],
      [add('logs-a', 'plain'), 400, 'Invalid alias name [plain]'],
      [add('logs-a', 'logs-b'), 400, 'Invalid alias name [logs-b]'],
      [add('logs-a', 'r', { routing: '1' }), 400, "aliases that point to data streams don't support routing"],
      [add('logs-a', 'h', { is_hidden: false }), 400, "aliases that point to data streams don't support is_hidden"],
      [{ actions: [{ remove_index: { index: 'logs-a' } }] }, 400, 'Unsupported action [REMOVE_INDEX]'],
      [add('both', 'again'), 400, 'matches an alias'],
    ] as const) {
      const answer = await elastic('POST', '/_aliases', body)
      expect([answer.status, answer.body.error.reason]).toEqual([status, expect.stringContaining(reason)])
    }
    expect(await reasonOf(elastic('PUT', '/both'))).toContain('already exists as alias')
    expect((await elastic('PUT', '/other', { aliases: { both: {} } })).status).toBe(500)
    expect(await reasonOf(elastic('DELETE', '/both'))).toContain('matches an alias')
    expect((await elastic('POST', '/both/_close')).status).toBe(404)
    expect(await reasonOf(elastic('POST', '/both/_rollover'))).toContain('cannot be rolled over')
    for (const name of ['both', 'logs-a'])
      expect((await elastic('POST', '/roll/_rollover', { aliases: { [name]: {} } })).status).toBeGreaterThanOrEqual(400)
    expect(await aliases()).toEqual(before)
  })

  it('changes what is said and keeps the rest; one stream takes the writes', async () => {
    const { elastic } = live
    await elastic('POST', '/_aliases', add('logs-a', 'w', { is_write_index: true, filter: { term: { k: 'x' } } }))
    await elastic('POST', '/_aliases', add('logs-b', 'w', { is_write_index: true }))
    await elastic('POST', '/_aliases', add('logs-a', 'w'))
    expect((await elastic('GET', '/_alias/w')).body).toEqual({
      'logs-a': { aliases: { w: { filter: { term: { k: 'x' } } } } },
      'logs-b': { aliases: { w: { is_write_index: true } } },
    })
    await elastic('POST', '/_aliases', add('logs-b', 'w', { is_write_index: false }))
    expect((await elastic('GET', '/_alias/w')).body['logs-b']).toEqual({ aliases: { w: {} } })
    expect((await elastic('POST', '/_aliases', remove('logs-a', 'nope'))).status).toBe(404)
    expect((await elastic('DELETE', '/logs-*/_alias/w')).status).toBe(200)
    expect((await elastic('GET', '/_alias/w')).status).toBe(404)
  })

  it('comes with the template of a stream, and goes with the stream', async () => {
    const { elastic } = live
    const template = { aliases: { all: { is_write_index: true }, 'of-{index}': {} } }
    await elastic('PUT', '/_index_template/tl', { index_patterns: ['tl-*'], data_stream: {}, template })
    for (const stream of ['tl-1', 'tl-2']) await elastic('POST', `/${stream}/_doc`, { '@timestamp': AT })
    expect((await elastic('GET', '/tl-*/_alias')).body).toEqual({
      'tl-1': { aliases: { all: {}, 'of-tl-1': {} } },
      'tl-2': { aliases: { all: { is_write_index: true }, 'of-tl-2': {} } },
    })
    await elastic('DELETE', '/_data_stream/tl-*')
    expect((await elastic('HEAD', '/_alias/all')).status).toBe(404)
  })
})
