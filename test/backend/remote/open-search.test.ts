/** A gateway before a real OpenSearch: what goes through, what does not, and that names are pinned. */
import { Client } from '@elastic/elasticsearch'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
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
    await elastic('DELETE', '/gw-open,gw-shut?ignore_unavailable=true')
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

  test('refuses names of indices within a query', async () => {
    const lookup = { index: 'gw-shut', id: '1', path: 'n' }
    const queries = [
      { terms: { n: lookup } },
      { bool: { filter: [{ terms: { n: lookup } }] } },
      { more_like_this: { like: [{ _index: 'gw-shut', _id: '1' }] } },
      { wrapper: { query: Buffer.from(JSON.stringify({ terms: { n: lookup } })).toString('base64') } },
    ]
    for (const query of queries) expect((await reader('POST', '/gw-open/_search', { query })).status).toBe(403)
  })

  test('refuses a restricted view on every API', async () => {
    const views = [{ names: ['gw-open'], privileges: ['all'], query: { term: { n: 1 } } }]
    const narrow = await gateway.user('gw-viewer', { indices: views })
    const calls: readonly (readonly [string, string, unknown?])[] = [
      ['GET', '/gw-open/_search'],
      ['GET', '/gw-open/_count'],
      ['GET', '/gw-open/_doc/1'],
      ['PUT', '/gw-open/_doc/1', {}],
    ]
    for (const [method, path, body] of calls) expect((await narrow(method, path, body)).status).toBe(403)
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
