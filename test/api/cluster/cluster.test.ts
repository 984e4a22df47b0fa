import { beforeEach, describe, expect, it } from 'vitest'
import { clusterApis } from '../../../src/api/cluster/index.ts'
import { FakeServer } from '../call-api.ts'

let server: FakeServer
const reason = (answer: { body: { error: { reason: string } } }): string => answer.body.error.reason

beforeEach(() => {
  server = new FakeServer(clusterApis)
  server.add('c1', { 'index.number_of_replicas': '0' })
  server.add('c2', { 'index.number_of_replicas': '1', 'index.number_of_shards': '2' }).aliases = [{ name: 'al' }]
})

describe('cluster.health', () => {
  it('counts the shards that there are', async () => {
    const { status, text } = await server.call('GET /_cluster/health')
    expect([status, text]).toEqual([
      200,
      '{"cluster_name":"oracle","status":"yellow","timed_out":false,"number_of_nodes":1,"number_of_data_nodes":1,"active_primary_shards":2,"active_shards":2,"relocating_shards":0,"initializing_shards":0,"unassigned_shards":1,"unassigned_primary_shards":0,"delayed_unassigned_shards":0,"number_of_pending_tasks":0,"number_of_in_flight_fetch":0,"task_max_waiting_in_queue_millis":0,"active_shards_percent_as_number":66.66666666666666}',
    ])
    expect((await server.call('GET /_cluster/health/c1')).text).toContain('"active_shards_percent_as_number":100.0}')
  })

  it('goes down to indices and shards', async () => {
    const { body } = await server.call('GET /_cluster/health/al?level=shards')
    expect(Object.keys(body.indices)).toEqual(['c2'])
    expect(body.indices.c2).toMatchObject({ status: 'yellow', number_of_shards: 1, number_of_replicas: 1, unassigned_shards: 1 })
    expect(body.indices.c2.shards[0]).toMatchObject({ primary_active: true, active_shards: 1 })
  })

  it.each([
    ['wait_for_status=yellow', 200],
    ['wait_for_status=GREEN', 408],
    ['wait_for_nodes=1', 200],
    ['wait_for_nodes=>=1', 200],
    ['wait_for_nodes=ge(1)', 200],
    ['wait_for_nodes=>1', 408],
    ['wait_for_nodes=lt(1)', 408],
    ['wait_for_nodes=2', 408],
    ['wait_for_active_shards=2', 200],
    ['wait_for_active_shards=all', 408],
    ['wait_for_active_shards=9', 408],
    ['wait_for_events=languid&wait_for_no_relocating_shards=true', 200],
  ])('%s answers %i', async (query, status) => {
    const answer = await server.call(`GET /_cluster/health?${query}&timeout=1ms`)
    expect([answer.status, answer.body.timed_out]).toEqual([status, status === 408])
  })

  it('is red and late about an index that is not there', async () => {
    expect(await server.call('GET /_cluster/health/c1,nope?timeout=1ms')).toMatchObject({
      status: 408,
      body: { status: 'red', active_shards: 1 },
    })
    expect(await server.call('GET /_cluster/health/nope*?timeout=1ms')).toMatchObject({ status: 200, body: { status: 'green' } })
  })

  it('counts what wildcards are expanded to', async () => {
    expect((await server.call('GET /_cluster/health?expand_wildcards=closed')).body.active_shards).toBe(0)
    expect((await server.call('GET /_cluster/health/c1?expand_wildcards=closed')).body.active_shards).toBe(1)
    expect((await server.call('GET /_cluster/health/nope?ignore_unavailable=true&timeout=1ms')).status).toBe(200)
  })

  it('ends its wait when another request brings about what it waits for', async () => {
    const waiting = server.call('GET /_cluster/health?wait_for_status=green&timeout=20s')
    server.shards.delete('c2')
    expect((await waiting).body.timed_out).toBe(false)
  })

  it.each([
    ['level=foo', 'level parameter must be one of [cluster] or [indices] or [shards] but was [foo]'],
    ['wait_for_status=blue', 'No enum constant org.elasticsearch.cluster.health.ClusterHealthStatus.BLUE'],
    ['wait_for_events=nope', 'No enum constant org.elasticsearch.common.Priority.NOPE'],
    ['wait_for_nodes=x', 'For input string: "x"'],
    ['wait_for_active_shards=x', 'cannot parse ActiveShardCount[x]'],
  ])('refuses %s', async (query, text) => {
    const answer = await server.call(`GET /_cluster/health?${query}`)
    expect([answer.status, reason(answer)]).toEqual([400, text])
  })
})

describe('cluster settings', () => {
  const put = (body: object, query = '') => server.call(`PUT /_cluster/settings${query}`, body)

  it('are put, shown, and taken back', async () => {
    expect((await put({ persistent: { 'action.auto_create_index': '+ok-*,-*' } })).text).toBe(
      '{"acknowledged":true,"persistent":{"action":{"auto_create_index":"+ok-*,-*"}},"transient":{}}',
    )
    expect((await put({ transient: { action: { destructive_requires_name: false } } }, '?flat_settings=true')).body).toEqual({
      acknowledged: true,
      persistent: {},
      transient: { 'action.destructive_requires_name': 'false' },
    })
    expect((await server.call('GET /_cluster/settings')).body).toEqual({
      persistent: { action: { auto_create_index: '+ok-*,-*' } },
      transient: { action: { destructive_requires_name: 'false' } },
    })
    await put({ persistent: { '*': null }, transient: { 'action.*': null } })
    expect((await server.call('GET /_cluster/settings')).text).toBe('{"persistent":{},"transient":{}}')
  })

  it('show their defaults', async () => {
    const { body } = await server.call('GET /_cluster/settings?include_defaults=true&flat_settings=true')
    expect(body.defaults['action.destructive_requires_name']).toBe('true')
  })

  it.each([
    [{}, 'Validation Failed: 1: no settings to update;'],
    [{ foo: {} }, 'Validation Failed: 1: no settings to update;'],
    [{ persistent: { 'foo.bar': 1 } }, 'persistent setting [foo.bar], not recognized'],
    [{ transient: { 'foo.bar': null } }, 'transient setting [foo.bar], not recognized'],
    [{ persistent: { 'cluster.name': 'x' } }, 'persistent setting [cluster.name], not dynamically updateable'],
    [
      { persistent: { 'action.destructive_requires_name': 'maybe' } },
      'Failed to parse value [maybe] as only [true] or [false] are allowed.',
    ],
    [
      { persistent: { 'action.auto_create_index': '+' } },
      "Can't parse [+] for setting [action.auto_create_index] must contain an index name after [+]",
    ],
  ])('refuse %j', async (body, text) => {
    const answer = await put(body)
    expect([answer.status, reason(answer)]).toEqual([400, text])
  })
})

describe('the server about itself', () => {
  it('answers the root as clients expect', async () => {
    const { body } = await server.call('GET /')
    expect(body).toMatchObject({ name: 'node-1', cluster_name: 'oracle', version: { number: '9.5.3', build_flavor: 'default' } })
    expect(body.tagline).toBe('You Know, for Search')
    expect(await server.call('HEAD /')).toMatchObject({ status: 200, text: '' })
  })

  it.each(['/_nodes/http', '/_nodes/_all/http', '/_nodes/node-1/http', '/_nodes/127.*/http', '/_nodes/data:true/http'])(
    'publishes its address at %s',
    async (path) => {
      const { body } = await server.call(`GET ${path}`)
      const [node] = Object.values(body.nodes) as { http: object; os?: object }[]
      expect(node?.http).toEqual({
        bound_address: ['127.0.0.1:9200'],
        publish_address: '127.0.0.1:9200',
        max_content_length_in_bytes: 104_857_600,
      })
      expect(node?.os).toBeUndefined()
    },
  )

  it('answers no node where none is meant', async () => {
    for (const path of ['/_nodes/nope', '/_nodes/_none', '/_nodes/master:false']) {
      expect((await server.call(`GET ${path}`)).body).toEqual({
        _nodes: { total: 0, successful: 0, failed: 0 },
        cluster_name: 'oracle',
        nodes: {},
      })
    }
  })

  it('counts what it holds', async () => {
    const { body } = await server.call('GET /_nodes/stats/indices')
    expect(Object.values(body.nodes)).toMatchObject([{ indices: { docs: { count: 0, deleted: 0 }, segments: { count: 2 } } }])
    expect(reason(await server.call('GET /_nodes/stats/jvm'))).toBe(
      'request [/_nodes/stats/jvm] contains unrecognized metric: [jvm]',
    )
    expect((await server.call('GET /_cluster/stats')).body).toMatchObject({
      status: 'yellow',
      indices: { count: 2, shards: { total: 2 } },
    })
  })

  it('holds an active basic licence, and says which features there are', async () => {
    expect((await server.call('GET /_license')).body.license).toMatchObject({ status: 'active', type: 'basic' })
    const { body } = await server.call('GET /_xpack')
    expect(body.features.security).toEqual({ available: true, enabled: true })
    expect(body.features.ml).toEqual({ available: false, enabled: false })
    expect(Object.keys((await server.call('GET /_xpack?categories=license')).body)).toEqual(['license', 'tagline'])
  })
})
