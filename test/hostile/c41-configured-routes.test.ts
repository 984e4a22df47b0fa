/** APIs that the configuration declares before a cluster: their names pass the gates, and nothing else gets names past them. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { start } from '../../src/index.ts'
import { type LiveNode, liveNode, type Sender } from '../support/live-node.ts'
import { json, type MockUpstream, mockUpstream } from '../support/mock-upstream.ts'

const ROUTES = {
  'upstream.routes.vectors': 'GET,POST /{index}/_neighbours/{id}?fields indices:data/read/neighbours body',
  'upstream.routes.ranks': 'GET /_rank_features/{id} cluster:monitor/ranks',
  'upstream.routes.rollup': 'PUT /{index}/_rollup indices:admin/rollup',
}

describe('a configured route', () => {
  let upstream: MockUpstream
  let gateway: LiveNode
  let reader: Sender
  const lines = (): readonly string[] => upstream.requests.map(({ line }) => line.replace(' HTTP/1.1', ''))

  beforeEach(async () => {
    upstream = await mockUpstream(['logs-1', 'logs-2', 'other'])
    upstream.answer((_, socket) => socket.write(json(200, { done: true })))
    gateway = await liveNode({ 'upstream.hosts': [upstream.url], ...ROUTES })
    reader = await gateway.user('reader', { indices: [{ names: ['logs-*'], privileges: ['read'] }] })
  })
  afterEach(async () => {
    await gateway.stop()
    await upstream.stop()
  })

  test('goes up with the granted names', async () => {
    expect((await reader('GET', '/logs-1/_neighbours/7?fields=a')).body).toEqual({ done: true })
    expect((await reader('POST', '/*/_neighbours/7', { per_field_analyzer: {} })).status).toBe(200)
    expect((await gateway.elastic('GET', '/_rank_features/7')).status).toBe(200)
    expect(lines()).toEqual(['GET /logs-1/_neighbours/7?fields=a', 'POST /logs-1,logs-2/_neighbours/7', 'GET /_rank_features/7'])
  })

  test.each([
    ['a name that is not granted', 'GET', '/other/_neighbours/7', 403],
    ['a name among granted ones', 'GET', '/logs-1,other/_neighbours/7', 403],
    ['a name that is excluded and not granted', 'GET', '/other,-other/_neighbours/7', 404],
    ['a wildcard that names nothing that is granted', 'GET', '/oth*/_neighbours/7', 404],
    ['an encoded separator', 'GET', '/logs-1%2F..%2Fother/_neighbours/7', 400],
    ['a name that is missing', 'GET', '/logs-9/_neighbours/7', 404],
    ['another action', 'PUT', '/logs-1/_rollup', 403],
    ['an action of the cluster', 'GET', '/_rank_features/7', 403],
    ['a method that is not declared', 'DELETE', '/logs-1/_neighbours/7', 405],
    ['a path that is not declared', 'GET', '/logs-1/_neighbours', 400],
    ['a parameter that is not declared', 'GET', '/logs-1/_neighbours/7?index=other', 400],
    ['options of names that are not declared', 'GET', '/logs-1/_neighbours/7?expand_wildcards=all', 400],
    ['a body as a parameter', 'PUT', '/logs-1/_rollup?source={}&source_content_type=application/json', 400],
  ])('refuses %s', async (_, method, path, status) => {
    expect((await reader(method, path)).status).toBe(status)
    expect(lines()).toEqual([])
  })

  test.each([
    { index: 'other' },
    { docs: [{ _index: 'other' }] },
    { a: { b: [{ pit: { id: 'x' } }] } },
    { query: { wrapper: {} } },
  ])('refuses the names in %j', async (body) => {
    expect((await reader('POST', '/logs-1/_neighbours/7', body)).status).toBe(403)
    expect(lines()).toEqual([])
  })

  test('takes a body only where it says so', async () => {
    expect((await gateway.elastic('PUT', '/logs-1/_rollup', {})).status).toBe(400)
    expect((await reader('POST', '/logs-1/_neighbours/7', 'not json')).status).toBe(400)
    expect(lines()).toEqual([])
  })

  test('keeps what stands in a variable in its segment', async () => {
    await reader('GET', '/logs-1/_neighbours/..%2F..%2Fother%2F_search')
    await reader('GET', '/logs-1/_neighbours/%2E%2E')
    for (const line of lines()) expect(line).toMatch(/^GET \/logs-1\/_neighbours\/[^/]+$/)
  })

  test('is closed to a restricted view', async () => {
    const views = [{ names: ['logs-1'], privileges: ['all'], field_security: { grant: ['a'] } }]
    const viewer = await gateway.user('part-reader', { indices: views })
    expect((await viewer('GET', '/logs-1/_neighbours/7')).status).toBe(403)
    expect((await viewer('PUT', '/logs-1/_rollup')).status).toBe(403)
    expect(lines()).toEqual([])
  })

  test('is no way in without credentials', async () => {
    for (const path of ['/logs-1/_neighbours/7', '/_rank_features/7'])
      expect((await fetch(gateway.node.url + path)).status).toBe(401)
  })
})

test.each([
  'GET /{index}/_neighbours/{id}',
  'FETCH /{index}/_a indices:data/read/a',
  'GET {index}/_a indices:data/read/a',
  'GET /logs/_a cluster:monitor/a',
  'GET /{name}/_a indices:data/read/a',
  'GET /_a/{index}/{index} indices:data/read/a',
  'GET /_a/../_b cluster:monitor/a',
  'GET /_a/%2e%2e cluster:monitor/a',
  'GET /_a indices:data/read/a',
  'GET /{index}/_a cluster:monitor/a',
  'GET /{index}/_a internal:a',
  'GET /{index}/_a indices:*',
  'GET /{index}/_a?index indices:data/read/a',
  'GET /{index}/_a?filter_path indices:data/read/a',
  'GET /_security/other cluster:monitor/a',
  'GET /_sallyport/other cluster:monitor/a',
  'GET /{index}/_search indices:monitor/a',
  'POST /{index}/_doc/special indices:data/read/get',
  'GET /_tasks/mine cluster:monitor/a',
])('the route [%s] stops the start', async (route) => {
  const settings = { 'upstream.hosts': ['http://127.0.0.1:1'], 'upstream.routes.own': route }
  await expect(start({ data: 'memory', settings })).rejects.toThrow('upstream.routes.own')
})
