import { beforeEach, describe, expect, it } from 'vitest'
import { indexApis } from '../../../src/api/indices/index.ts'
import { FakeServer } from '../call-api.ts'

let server: FakeServer
const reason = (answer: { body: { error: { reason: string } } }): string => answer.body.error.reason
const PLEASE =
  ' please check that any required plugins are installed, or check the breaking changes documentation for removed settings'

beforeEach(() => {
  server = new FakeServer(indexApis)
})

describe('indices.create', () => {
  it('answers as Elasticsearch does', async () => {
    expect((await server.call('PUT /i1')).text).toBe('{"acknowledged":true,"shards_acknowledged":true,"index":"i1"}')
    const again = await server.call('PUT /i1')
    expect(again.body.error.type).toBe('resource_already_exists_exception')
  })

  it('takes settings nested, flat, or without their prefix', async () => {
    await server.call('PUT /i', {
      settings: { index: { number_of_shards: 2, refresh_interval: '5s' }, number_of_replicas: '0', 'index.hidden': true },
      mappings: { properties: { k: { type: 'keyword' } } },
      aliases: { a1: {}, A2: {} },
    })
    expect(Object.fromEntries(server.shards.get('i')!.settings)).toMatchObject({
      'index.number_of_shards': '2',
      'index.refresh_interval': '5s',
      'index.number_of_replicas': '0',
      'index.hidden': 'true',
    })
    const { body, targets } = await server.call('GET /i')
    expect(body.i.aliases).toEqual({ a1: {}, A2: {} })
    expect(body.i.mappings).toEqual({ properties: { k: { type: 'keyword' } } })
    expect(body.i.settings.index).toMatchObject({
      routing: { allocation: { include: { _tier_preference: 'data_content' } } },
      number_of_shards: '2',
      provided_name: 'i',
      creation_date: '1795549674949',
      version: { created: '9111000' },
    })
    expect(targets).toMatchObject({ kind: 'indices', expressions: ['i'] })
    expect((await server.call('PUT /j', { aliases: { x: {} } })).targets).toEqual({ kind: 'create', index: 'j', aliases: ['x'] })
  })

  it('keeps lists of analysis settings', async () => {
    await server.call('PUT /i', { settings: { analysis: { analyzer: { my: { type: 'custom', filter: ['lowercase'] } } } } })
    expect(server.shards.get('i')!.settings.get('index.analysis.analyzer.my.filter')).toBe('["lowercase"]')
    const { body } = await server.call('GET /i/_settings')
    expect(body.i.settings.index.analysis.analyzer.my).toEqual({ type: 'custom', filter: ['lowercase'] })
  })

  it('knows the replicas that automatic expansion gives on one node', async () => {
    await server.call('PUT /i', { settings: { auto_expand_replicas: '0-all' } })
    expect(server.shards.get('i')!.settings.get('index.number_of_replicas')).toBe('0')
  })

  it('says when more copies were waited for than there can be', async () => {
    expect((await server.call('PUT /i?wait_for_active_shards=2')).body.shards_acknowledged).toBe(false)
    expect(reason(await server.call('PUT /j?wait_for_active_shards=5'))).toBe(
      'invalid wait_for_active_shards[5]: cannot be greater than number of shard copies [2]',
    )
  })

  it.each([
    ['/BAD', {}, 'Invalid index name [BAD], must be lowercase'],
    ['/i', { foo: {} }, 'unknown key [foo] for create index'],
    ['/i', { settings: [] }, 'key [settings] must be an object'],
    ['/i', { mappings: 5 }, 'key [mappings] must be an object'],
    ['/i', { mappings: { _doc: { properties: {} } } }, 'The mapping definition cannot be nested under a type [_doc].'],
    ['/i', { settings: { foo: 1 } }, `unknown setting [index.foo]${PLEASE}`],
    [
      '/i',
      { settings: { number_of_shard: 1 } },
      'unknown setting [index.number_of_shard] did you mean [index.number_of_shards]?',
    ],
    ['/i', { settings: { number_of_shards: 0 } }, 'Failed to parse value [0] for setting [index.number_of_shards] must be >= 1'],
    [
      '/i',
      { settings: { number_of_shards: 2000 } },
      'Failed to parse value [2000] for setting [index.number_of_shards] must be <= 1024',
    ],
    ['/i', { settings: { number_of_replicas: 1.5 } }, 'Failed to parse value [1.5] for setting [index.number_of_replicas]'],
    ['/i', { settings: { number_of_replicas: [1] } }, 'Failed to parse value [["1"]] for setting [index.number_of_replicas]'],
    ['/i', { settings: { hidden: 'maybe' } }, 'Failed to parse value [maybe] as only [true] or [false] are allowed.'],
    [
      '/i',
      { settings: { refresh_interval: '5' } },
      'failed to parse setting [index.refresh_interval] with value [5] as a time value: unit is missing or unrecognized',
    ],
    [
      '/i',
      { settings: { codec: 'zzz' } },
      'unknown value for [index.codec] must be one of [default, best_compression] but was: zzz',
    ],
    [
      '/i',
      { settings: { auto_expand_replicas: 'x' } },
      'failed to parse [index.auto_expand_replicas] from value: [x] at index -1',
    ],
    ['/i', { settings: { 'index.uuid': 'x' } }, `unknown setting [index.uuid]${PLEASE}`],
    [
      '/i',
      { settings: { 'index.version.created': '5' } },
      'Validation Failed: 1: private index setting [index.version.created] can not be set explicitly;',
    ],
    ['/i', { settings: { default_pipeline: 'p' } }, `unknown setting [index.default_pipeline]${PLEASE}`],
    ['/i', { aliases: { _y: {} } }, `Invalid alias name [_y]: must not start with '_', '-', or '+'`],
    ['/i', { aliases: { i: {} } }, 'alias name [i] self-conflicts with index name'],
    ['/i', { aliases: { x: { foo: 1 } } }, 'Unknown field [foo] in alias [x]'],
    ['/i', { aliases: { x: 5 } }, 'No alias is specified'],
    ['/i', { aliases: { x: { filter: { nope: {} } } } }, 'failed to parse filter for alias [x]'],
    ['/i', { aliases: { x: { index_routing: '1,2' } } }, 'alias [x] has several index routing values associated with it'],
  ])('refuses %s %j', async (path, body, text) => {
    const answer = await server.call(`PUT ${path}`, body)
    expect([answer.status, reason(answer)]).toEqual([400, text])
    expect(server.shards.size).toBe(0)
  })

  it('refuses a name that only date math makes illegal', async () => {
    const answer = await server.call('PUT /%3CBAD-%7Bnow%2Fd%7D%3E')
    expect(answer.body.error.type).toBe('invalid_index_name_exception')
    expect(server.shards.size).toBe(0)
  })

  it('lists further faults of settings as suppressed', async () => {
    const { body } = await server.call('PUT /i', { settings: { foo: 1, number_of_shards: 0 } })
    expect(body.error.reason).toContain('[index.foo]')
    expect(body.error.suppressed).toMatchObject([
      { reason: 'Failed to parse value [0] for setting [index.number_of_shards] must be >= 1' },
    ])
  })

  it('treats prototype names as names', async () => {
    const answer = await server.call('PUT /i', '{"settings":{"__proto__":{"number_of_shards":5},"constructor":1}}')
    expect(reason(answer)).toContain('unknown setting [index.__proto__.number_of_shards]')
  })
})

describe('indices.get and exists', () => {
  it('shows what is asked for', async () => {
    await server.call('PUT /i')
    expect((await server.call('GET /i?features=aliases,mappings')).body.i).toEqual({ aliases: {}, mappings: {}, settings: {} })
    expect(reason(await server.call('GET /i?features=foo'))).toBe('Invalid features specified [foo]')
    expect((await server.call('GET /i?flat_settings=true')).body.i.settings['index.number_of_shards']).toBe('1')
    expect((await server.call('GET /i?include_defaults=true')).body.i.defaults.index.refresh_interval).toBe('1s')
    expect((await server.call('GET /nope*')).text).toBe('{}')
    expect((await server.call('GET /nope')).status).toBe(404)
    expect((await server.call('HEAD /i')).status).toBe(200)
    expect((await server.call('HEAD /i,nope')).status).toBe(404)
  })
})

describe('indices.delete', () => {
  beforeEach(() => server.call('PUT /i1'))

  it('refuses wildcards until it is told otherwise', async () => {
    for (const path of ['/i*', '/_all', '/*', '/x,-i*']) {
      expect(reason(await server.call(`DELETE ${path}`))).toBe('Wildcard expressions or all indices are not allowed')
    }
    server.persistent.set('action.destructive_requires_name', 'false')
    expect((await server.call('DELETE /i*')).text).toBe('{"acknowledged":true}')
    expect(server.shards.size).toBe(0)
  })

  it('deletes by name, but not what is read-only', async () => {
    await server.shards.get('i1')!.putSettings(new Map([['index.blocks.read_only', 'true']]))
    expect((await server.call('DELETE /i1')).status).toBe(403)
    await server.shards.get('i1')!.putSettings(
      new Map([
        ['index.blocks.read_only', null],
        ['index.blocks.read_only_allow_delete', 'true'],
      ]),
    )
    expect((await server.call('DELETE /i1')).status).toBe(200)
    expect((await server.call('DELETE /nope')).status).toBe(404)
    expect((await server.call('DELETE /nope?ignore_unavailable=true')).status).toBe(200)
  })
})

describe('mappings', () => {
  beforeEach(() => server.call('PUT /i'))

  it('are put and shown', async () => {
    expect((await server.call('PUT /i/_mapping', { properties: { n: { type: 'long' } } })).text).toBe('{"acknowledged":true}')
    expect((await server.call('GET /_mapping')).body).toEqual({ i: { mappings: { properties: { n: { type: 'long' } } } } })
    expect(reason(await server.call('PUT /i/_mapping', { _doc: {} }))).toBe('Types cannot be provided in put mapping requests')
    expect(reason(await server.call('PUT /i/_mapping'))).toBe('request body is required')
  })

  it('are shown field by field', async () => {
    await server.call('PUT /i/_mapping', {
      properties: { o: { properties: { x: { type: 'ip' } } }, q: { type: 'text', fields: { k: { type: 'keyword' } } } },
    })
    expect((await server.call('GET /i/_mapping/field/o.x,q.k,zzz')).body.i.mappings).toEqual({
      'o.x': { full_name: 'o.x', mapping: { x: { type: 'ip' } } },
      'q.k': { full_name: 'q.k', mapping: { k: { type: 'keyword' } } },
    })
    expect(Object.keys((await server.call('GET /_mapping/field/q*')).body.i.mappings)).toEqual(['q', 'q.k'])
  })
})

describe('settings', () => {
  beforeEach(() => server.call('PUT /i', { settings: { number_of_replicas: 0 } }))

  it('are shown by name', async () => {
    expect((await server.call('GET /i/_settings/index.number_of_replicas')).text).toBe(
      '{"i":{"settings":{"index":{"number_of_replicas":"0"}}}}',
    )
    expect((await server.call('GET /i/_settings/index.number*')).body.i.settings.index).toEqual({
      number_of_shards: '1',
      number_of_replicas: '0',
    })
    expect((await server.call('GET /i/_settings/index.nope')).text).toBe('{}')
  })

  it('change, reset, and are preserved where asked', async () => {
    const settings = () => server.shards.get('i')!.settings
    await server.call('PUT /i/_settings', { settings: { index: { refresh_interval: '2s' } } })
    expect(settings().get('index.refresh_interval')).toBe('2s')
    await server.call('PUT /i/_settings?preserve_existing=true', { refresh_interval: '9s', priority: 7 })
    expect([settings().get('index.refresh_interval'), settings().get('index.priority')]).toEqual(['2s', '7'])
    await server.call('PUT /i/_settings', { 'index.refresh_interval': null })
    expect(settings().has('index.refresh_interval')).toBe(false)
    await server.call('PUT /i/_settings', { 'index.*': null })
    expect(settings().has('index.priority')).toBe(false)
    expect(settings().has('index.number_of_shards')).toBe(true)
  })

  it('keep replicas that expand by themselves', async () => {
    const replicas = () => server.shards.get('i')!.settings.get('index.number_of_replicas')
    await server.call('PUT /i/_settings', { number_of_replicas: 3, auto_expand_replicas: '1-all' })
    expect(replicas()).toBe('1')
    await server.call('PUT /i/_settings', { number_of_replicas: null })
    expect(replicas()).toBe('1')
    await server.call('PUT /i/_settings', { auto_expand_replicas: false, number_of_replicas: 2 })
    expect(replicas()).toBe('2')
  })

  it('lift the block they are blocked by', async () => {
    await server.call('PUT /i/_settings', { 'index.blocks.read_only': true })
    expect((await server.call('PUT /i/_settings', { 'index.priority': 2 })).status).toBe(403)
    expect((await server.call('PUT /i/_settings', { 'index.blocks.read_only': null })).status).toBe(200)
    expect((await server.call('PUT /i/_settings', { 'index.priority': 2 })).status).toBe(200)
  })

  it.each([
    [{}, 'Validation Failed: 1: no settings to update;'],
    [{ settings: { index: {} }, x: 1 }, 'mix of settings map and top-level properties'],
    [{ 'index.foo': 1 }, `unknown setting [index.foo]${PLEASE}`],
    [{ 'index.foo': null }, `unknown setting [index.foo]${PLEASE}`],
    [{ 'index.number_of_replicas': -1 }, 'Failed to parse value [-1] for setting [index.number_of_replicas] must be >= 0'],
    [
      { 'index.version.created': 'x' },
      'can not update private setting [index.version.created]; this setting is managed by Elasticsearch',
    ],
    [
      { 'index.codec': 'default', 'index.number_of_shards': 3 },
      "Can't update non dynamic setting(s) [[index.codec, index.number_of_shards]] for open indices [[i/uuuuuuuuuuuuuuuuuuuuuu]]. The setting(s) [[index.number_of_shards]] cannot be modified on an index once it is created. You will need to create a new index with the desired setting(s) and reindex your data. See https://www.elastic.co/docs/api/doc/elasticsearch/operation/operation-reindex",
    ],
    [
      { 'analysis.analyzer.x.type': 'simple' },
      "Can't update non dynamic setting(s) [[index.analysis.analyzer.x.type]] for open indices [[i/uuuuuuuuuuuuuuuuuuuuuu]]. You can either resubmit the update with `?reopen=true`, or create a new index with the desired setting(s) and reindex your data. See https://www.elastic.co/docs/api/doc/elasticsearch/operation/operation-reindex",
    ],
  ])('refuse %j', async (body, text) => {
    expect(reason(await server.call('PUT /i/_settings', body))).toBe(text)
  })
})

describe('refresh, flush and stats', () => {
  it('count shards as there are', async () => {
    await server.call('PUT /i1')
    await server.call('PUT /i2', { settings: { number_of_shards: 2, number_of_replicas: 0 } })
    expect((await server.call('POST /i1,i2/_refresh')).text).toBe('{"_shards":{"total":3,"successful":2,"failed":0}}')
    expect(server.shards.get('i2')!.refreshes).toBe(1)
    expect((await server.call('POST /_flush')).body._shards.total).toBe(3)
    expect(reason(await server.call('POST /i1/_flush?force=true&wait_if_ongoing=false'))).toBe(
      'Validation Failed: 1: wait_if_ongoing must be true for a force flush;',
    )
  })

  it('reports what is counted, and refuses what is not', async () => {
    await server.call('PUT /i1')
    const { body } = await server.call('GET /i1/_stats/docs')
    expect(body._all).toEqual({ primaries: { docs: { count: 0, deleted: 0 } }, total: { docs: { count: 0, deleted: 0 } } })
    expect(body.indices.i1).toMatchObject({ health: 'yellow', status: 'open' })
    expect(reason(await server.call('GET /i1/_stats/search?level=cluster'))).toBe(
      'request [/i1/_stats/search] contains unrecognized metric: [search]',
    )
  })
})

describe('aliases', () => {
  it('are shown, and a missing one is 404 beside what was found', async () => {
    await server.call('PUT /i', { aliases: { a1: {} } })
    expect((await server.call('GET /_alias')).text).toBe('{"i":{"aliases":{"a1":{}}}}')
    expect((await server.call('GET /_alias/a1,nope')).text).toBe(
      '{"error":"alias [nope] missing","status":404,"i":{"aliases":{"a1":{}}}}',
    )
    expect((await server.call('HEAD /_alias/a*')).status).toBe(200)
    expect((await server.call('HEAD /_alias/nope')).status).toBe(404)
  })
})
