/** A gateway before a real OpenSearch: what goes through, what does not, and that names are pinned. */
import { Client } from '@elastic/elasticsearch'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { APIS } from '../../../src/api/index.ts'
import { type LiveNode, lines, liveNode, type Sender } from '../../support/live-node.ts'
import { OPEN_SEARCH } from '../../support/real-clusters.ts'

const upstream = await OPEN_SEARCH?.start()

describe.skipIf(!upstream)('a gateway before OpenSearch (needs Maven and Java)', () => {
  let gateway: LiveNode
  let elastic: Sender
  let reader: Sender
  const direct = (method: string, path: string): Promise<Response> => fetch(`${upstream?.urls[0]}${path}`, { method })

  beforeAll(async () => {
    gateway = await liveNode({ 'upstream.hosts': upstream?.urls })
    elastic = gateway.elastic
    await elastic('PUT', '/gw-open', { aliases: { 'gw-narrow': { filter: { term: { n: 1 } } } } })
    await elastic('PUT', '/gw-shut')
    const items = [{ index: { _index: 'gw-open', _id: '1' } }, { n: 1 }, { index: { _index: 'gw-open', _id: '2' } }, { n: 2 }]
    await elastic('POST', '/_bulk?refresh=true', lines(...items, { index: { _index: 'gw-shut', _id: '1' } }, { n: 1 }))
    reader = await gateway.user('gw-reader', {
      indices: [{ names: ['gw-open', 'gw-new-*'], privileges: ['read', 'write', 'create_index'] }],
    })
  }, 240_000)

  afterAll(async () => {
    await direct('DELETE', '/gw-*?expand_wildcards=all')
    await gateway.stop()
    await upstream?.stop()
  })

  const indicesOf = (body: { hits: { hits: readonly { _index: string }[] } }): readonly string[] => [
    ...new Set(body.hits.hits.map(({ _index }) => _index)),
  ]

  test('answers as Elasticsearch', async () => {
    const response = await fetch(`${gateway.node.url}/gw-open/_search`, {
      headers: {
        authorization: `Basic ${Buffer.from(`elastic:${gateway.node.password}`).toString('base64')}`,
        accept: 'application/vnd.elasticsearch+json;compatible-with=8',
      },
    })
    expect(response.headers.get('x-elastic-product')).toBe('Elasticsearch')
    expect(response.headers.get('content-type')).toBe('application/vnd.elasticsearch+json;compatible-with=8')
  })

  test('shows a wildcard only what the caller may see', async () => {
    expect(indicesOf((await reader('GET', '/gw-*/_search')).body)).toEqual(['gw-open'])
    expect(indicesOf((await elastic('GET', '/gw-*/_search')).body).toSorted()).toEqual(['gw-open', 'gw-shut'])
  })

  test('lists the health of what the caller may see, and counts no more by patterns', async () => {
    const monitor = await gateway.user('gw-monitor', {
      cluster: ['monitor'],
      indices: [{ names: ['gw-open'], privileges: ['read'] }],
    })
    const listed = async (path: string): Promise<readonly string[]> =>
      Object.keys((await monitor('GET', `/_cluster/health${path}`)).body.indices)
    for (const path of ['?level=indices', '/gw-*?level=shards', '/gw-open,gw-shut?level=indices']) {
      expect(await listed(path)).toEqual(['gw-open'])
    }
    expect(await listed('/gw-shut*?level=indices')).toEqual([])
    expect((await monitor('GET', '/_cluster/health/gw-shut*')).body.active_primary_shards).toBe(0)
    expect((await monitor('GET', '/_cluster/health/gw-*')).body.active_primary_shards).toBe(1)
    expect(Object.keys((await elastic('GET', '/_cluster/health/gw-*?level=indices')).body.indices).toSorted()).toEqual([
      'gw-open',
      'gw-shut',
    ])
  })

  test('finds nothing where a wildcard names nothing that may be seen', async () => {
    for (const path of ['/gw-sh*/_search', '/nothing*/_search']) {
      const { status, body } = await reader('GET', path)
      expect([status, body.hits.hits]).toEqual([200, []])
    }
  })

  test('refuses items of a bulk in their places', async () => {
    const item = (index: string): readonly unknown[] => [{ index: { _index: index, _id: '9' } }, { n: 9 }]
    const { body } = await reader('POST', '/_bulk', lines(...item('gw-shut'), ...item('gw-open'), ...item('gw-shut')))
    expect(body.items.map((one: { index: { status: number } }) => one.index.status)).toEqual([403, 201, 403])
    expect((await direct('GET', '/gw-shut/_doc/9')).status).toBe(404)
    await reader('DELETE', '/gw-open/_doc/9')
  })

  test('refuses documents of an mget in their places', async () => {
    const docs = ['gw-shut', 'gw-open', 'gw-shut'].map((index) => ({ _index: index, _id: '1' }))
    const { body } = await reader('POST', '/_mget', { docs })
    expect(body.docs.map((doc: { found?: boolean }) => doc.found)).toEqual([undefined, true, undefined])
    expect(body.docs[0].error.type).toBe('security_exception')
  })

  test('keeps numbers of documents as they came', async () => {
    const text = '{"n":3,"big":9007199254740993,"price":1.10}'
    const authorization = `Basic ${Buffer.from(`elastic:${gateway.node.password}`).toString('base64')}`
    const headers = { authorization, 'content-type': 'application/json' }
    await fetch(`${gateway.node.url}/gw-open/_doc/3`, { method: 'PUT', headers, body: text })
    expect((await elastic('GET', '/gw-open/_source/3')).text).toBe(text)
    await elastic('DELETE', '/gw-open/_doc/3?refresh=true')
  })

  test('narrows searches through a filtered alias', async () => {
    const only = await gateway.user('gw-narrow-reader', { indices: [{ names: ['gw-narrow'], privileges: ['read'] }] })
    expect((await only('POST', '/gw-narrow/_search', { query: { match_all: {} } })).body.hits.hits).toHaveLength(1)
    expect((await only('GET', '/gw-narrow/_count')).body.count).toBe(1)
    expect((await only('POST', '/gw-narrow/_search', { suggest: {} })).status).toBe(403)
    expect((await only('POST', '/gw-narrow/_search', { aggs: { all: { global: {} } } })).status).toBe(403)
  })

  test('reads what a query looks up under the caller’s own right', async () => {
    const lookup = (index: string) => ({ query: { terms: { n: { index, id: '1', path: 'n' } } } })
    const found = await reader('POST', '/gw-open/_search', lookup('gw-open'))
    expect(found.body.hits.hits.map(({ _id }: { _id: string }) => _id)).toEqual(['1'])
    for (const index of ['gw-shut', 'gw-nothing']) {
      const { status, body } = await reader('POST', '/gw-open/_search', lookup(index))
      expect([status, body.error.reason]).toEqual([403, expect.stringContaining('[indices:data/read/get] is unauthorized')])
    }
    expect((await elastic('POST', '/gw-open/_count', lookup('gw-shut'))).body.count).toBe(1)
    expect((await elastic('POST', '/gw-open/_count', lookup('gw-nothing'))).status).toBe(404)
    const like = { more_like_this: { fields: ['n'], like: [{ _index: 'gw-shut', _id: '1' }] } }
    expect((await reader('POST', '/gw-open/_search', { query: { bool: { filter: [like] } } })).status).toBe(403)
    const hidden = { wrapper: { query: Buffer.from(JSON.stringify(lookup('gw-shut').query)).toString('base64') } }
    expect((await reader('POST', '/gw-open/_search', { query: hidden })).status).toBe(403)
    const aliases = { 'gw-new-oracle': { filter: like } }
    expect((await reader('PUT', '/gw-new-oracle-1', { aliases })).status).toBe(400)
  })

  test('refuses what it does not know, and says so', async () => {
    for (const body of [{ query: { mtach: { a: 'b' } } }, { aggs: { a: { sums: {} } } }, { ext: {} }]) {
      const { status, body: refusal } = await elastic('POST', '/gw-open/_search', body)
      expect([status, refusal.error.type]).toEqual([400, 'parsing_exception'])
    }
  })

  test('runs queries and aggregations of which nothing here knows what they mean', async () => {
    const query = {
      bool: {
        should: [
          { wildcard: { city: 'a*' } },
          { query_string: { query: 'n:1' } },
          { function_score: { query: { match_all: {} }, functions: [{ filter: { term: { n: 1 } }, weight: 3 }] } },
        ],
        minimum_should_match: 0,
      },
    }
    const aggs = {
      ranges: {
        range: { field: 'n', ranges: [{ to: 2 }, { from: 2 }] },
        aggs: { mean: { avg: { field: 'n' } }, top: { top_hits: {} } },
      },
      some: { filters: { filters: { one: { term: { n: 1 } } } } },
    }
    const { status, text } = await reader('POST', '/gw-open/_search', { query, aggs })
    expect([status, text]).toEqual([200, expect.stringContaining('"doc_count":1')])
  })

  test('refuses a restricted view on every API', async () => {
    const views = [{ names: ['gw-open'], privileges: ['all'], query: { term: { n: 1 } } }]
    const narrow = await gateway.user('gw-viewer', { cluster: ['all'], indices: views })
    const tried: string[] = []
    for (const api of APIS) {
      if (api.by !== 'backend' || !api.remote || api.scope === 'cluster' || UNNAMED.has(api.name)) continue
      const { method, path } = api.routes.find((one) => /\{(index|target)\}/.test(one.path)) ?? api.routes[0]!
      const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => (name === 'index' ? 'gw-open' : '1'))
      const query = api.name === 'open_point_in_time' ? '?keep_alive=1m' : ''
      const { status, body } = await narrow(method, filled + query, bodyOf(api.name))
      const isRefused = status === 403 || JSON.stringify(body).includes('security_exception')
      expect([api.name, isRefused]).toEqual([api.name, true])
      tried.push(api.name)
    }
    expect(tried.length).toBeGreaterThan(25)
  })

  test('data streams are written, searched, shown and deleted by their names', async () => {
    const template = { index_patterns: ['gw-new-stream*'], data_stream: {}, priority: 500 }
    expect((await elastic('PUT', '/_index_template/gw-streams', template)).status).toBe(200)
    const document = { '@timestamp': '2026-01-01T00:00:00Z', n: 1 }
    expect((await reader('POST', '/gw-new-stream-a/_doc?refresh=true', document)).status).toBe(201)
    expect((await elastic('PUT', '/_data_stream/gw-new-stream-b')).status).toBe(200)
    expect((await reader('GET', '/gw-new-stream*/_search')).body.hits.hits).toHaveLength(1)
    expect((await reader('GET', '/gw-new-stream-a/_search')).body.hits.hits[0]._index).toMatch(/^\.ds-gw-new-stream-a-/)
    const other = await gateway.user('gw-other', { indices: [{ names: ['gw-new-stream-b'], privileges: ['all'] }] })
    const { body } = await other('GET', '/_data_stream')
    expect(body.data_streams.map(({ name }: { name: string }) => name)).toEqual(['gw-new-stream-b'])
    expect(body.data_streams[0]).toMatchObject({ hidden: false, rollover_on_write: false })
    const backing = (await elastic('GET', '/_data_stream/gw-new-stream-a')).body.data_streams[0].indices[0].index_name
    expect((await reader('GET', `/${backing}/_search`)).body.hits.hits).toHaveLength(1)
    expect((await other('GET', `/${backing}/_search`)).status).toBe(403)
    expect((await other('GET', '/_data_stream/gw-new-stream-a')).status).toBe(403)
    expect((await other('DELETE', '/_data_stream/gw-new-stream-a')).status).toBe(403)
    expect((await reader('PUT', '/gw-new-stream-a/_doc/1', document)).status).toBe(400)
    expect((await other('DELETE', '/_data_stream/*')).body).toEqual({ acknowledged: true })
    expect((await elastic('GET', '/_data_stream')).body.data_streams).toHaveLength(1)
    expect((await elastic('DELETE', '/_data_stream/gw-new-stream-a')).status).toBe(200)
    expect((await elastic('GET', '/gw-new-stream-a/_search')).status).toBe(404)
    await elastic('DELETE', '/_index_template/gw-streams')
  })

  test('closed and hidden indices are where they are expected', async () => {
    await elastic('PUT', '/gw-new-hidden', { settings: { 'index.hidden': true } })
    await elastic('PUT', '/gw-new-closed')
    expect((await elastic('POST', '/gw-new-closed/_close')).status).toBe(200)
    const names = async (path: string) => Object.keys((await reader('GET', path)).body).toSorted()
    const seer = await gateway.user('gw-seer', { indices: [{ names: ['gw-new-*'], privileges: ['all'] }] })
    const seen = async (query: string) => Object.keys((await seer('GET', `/gw-new-*/_settings${query}`)).body).toSorted()
    expect(await names('/gw-new-*/_search')).toContain('hits')
    expect(await seen('')).toEqual(['gw-new-closed'])
    expect(await seen('?expand_wildcards=open')).toEqual([])
    expect(await seen('?expand_wildcards=closed')).toEqual(['gw-new-closed'])
    expect(await seen('?expand_wildcards=hidden,open')).toEqual(['gw-new-hidden'])
    expect((await seer('GET', '/gw-new-closed/_search')).body.error.type).toBe('index_closed_exception')
    expect((await seer('GET', '/gw-new-hidden/_search')).status).toBe(200)
    await elastic('DELETE', '/gw-new-hidden,gw-new-closed')
  })

  test('a change through the gateway counts with the next request', async () => {
    await reader('PUT', '/gw-new-1/_doc/1?refresh=true', { n: 1 })
    expect((await reader('GET', '/gw-new-*/_search')).body.hits.hits).toHaveLength(1)
    await elastic('POST', '/_aliases', { actions: [{ add: { index: 'gw-new-1', alias: 'gw-fresh' } }] })
    expect((await elastic('GET', '/gw-fresh/_search')).body.hits.hits).toHaveLength(1)
    await elastic('DELETE', '/gw-new-1')
    expect((await elastic('GET', '/gw-fresh/_search')).status).toBe(404)
  })

  test('the official client does its work', async () => {
    const client = new Client(gateway.node.clientOptions)
    await client.indices.create({ index: 'gw-client', mappings: { properties: { city: { type: 'keyword' } } } })
    const operations = ['a', 'b', 'c'].flatMap((city, at) => [{ index: { _index: 'gw-client', _id: `${at}` } }, { city }])
    expect((await client.bulk({ operations, refresh: true })).errors).toBe(false)
    const aggs = { cities: { terms: { field: 'city' } } }
    const found = await client.search({ index: 'gw-cli*', query: { term: { city: 'b' } }, aggs })
    expect(found.hits.hits.map(({ _id }) => _id)).toEqual(['1'])
    const { docs } = await client.mget({ index: 'gw-client', ids: ['0', '2', '7'] })
    expect(docs.map((doc) => 'found' in doc && doc.found)).toEqual([true, true, false])
    await client.indices.updateAliases({ actions: [{ add: { index: 'gw-client', alias: 'gw-cities' } }] })
    expect((await client.count({ index: 'gw-cities' })).count).toBe(3)
    expect(Object.keys(await client.indices.getAlias({ name: 'gw-cities' }))).toEqual(['gw-client'])
    expect((await client.cluster.health()).status).not.toBe('red')
    expect(await client.cat.indices({ index: 'gw-client', format: 'json' })).toHaveLength(1)
    await client.update({ index: 'gw-client', id: '0', doc: { city: 'd' } })
    await client.delete({ index: 'gw-client', id: '0' })
    expect((await client.indices.delete({ index: 'gw-client' })).acknowledged).toBe(true)
    expect(await client.indices.exists({ index: 'gw-client' })).toBe(false)
  })

  test('templates go through, for those who may manage them', async () => {
    const template = { index_patterns: ['gw-tpl-*'], template: { settings: { number_of_replicas: 0 } } }
    expect((await reader('PUT', '/_index_template/gw-tpl', template)).status).toBe(403)
    expect((await elastic('PUT', '/_index_template/gw-tpl', template)).status).toBe(200)
    expect((await elastic('GET', '/_index_template/gw-tpl')).body.index_templates[0].name).toBe('gw-tpl')
    expect((await elastic('DELETE', '/_index_template/gw-tpl')).status).toBe(200)
    expect((await elastic('HEAD', '/_index_template/gw-tpl')).status).toBe(404)
  })

  test('wildcards do not delete', async () => {
    expect((await elastic('DELETE', '/gw-*')).status).toBe(400)
    expect((await direct('HEAD', '/gw-open')).status).toBe(200)
  })

  test('own records are no names', async () => {
    expect((await elastic('GET', '/.security*/_search')).body.hits.hits).toEqual([])
    expect((await elastic('PUT', '/.security-7/_doc/1', {})).status).toBeGreaterThanOrEqual(400)
    expect((await direct('HEAD', '/.security-7')).status).toBe(404)
  })
})

/** They act on no index that is named in the path. */
const UNNAMED = new Set([
  'clear_scroll',
  'close_point_in_time',
  'indices.create_data_stream',
  'indices.delete_data_stream',
  'indices.get_data_stream',
  'scroll',
])

function bodyOf(name: string): unknown {
  if (name === 'bulk') return lines({ index: { _id: '1' } }, {})
  if (name === 'mget') return { ids: ['1'] }
  if (name === 'indices.update_aliases') return { actions: [{ add: { index: 'gw-open', alias: 'gw-x' } }] }
  if (['index', 'create', 'indices.put_mapping', 'indices.put_settings'].includes(name)) return { n: 1 }
  return name === 'update' ? { doc: { n: 1 } } : undefined
}

describe('a gateway before nobody', () => {
  let gateway: LiveNode

  beforeAll(async () => {
    gateway = await liveNode({ 'upstream.hosts': ['http://127.0.0.1:1'] })
  })
  afterAll(() => gateway.stop())

  test('tells the known 503 and the unknown 401', async () => {
    const { status, body } = await gateway.elastic('GET', '/logs/_search')
    expect([status, body.error.type]).toEqual([503, 'no_node_available_exception'])
    expect((await fetch(`${gateway.node.url}/logs/_search`)).status).toBe(401)
  })

  test('manages its own records', async () => {
    const user = await gateway.user('someone', { cluster: ['all'] })
    expect((await user('GET', '/_security/_authenticate')).status).toBe(200)
  })
})
