import { beforeEach, describe, expect, it } from 'vitest'
import { documentApis } from '../../../src/api/document/index.ts'
import { FakeServer } from '../call-api.ts'

let server: FakeServer
const reason = (answer: { body: { error: { reason: string } } }): string => answer.body.error.reason

beforeEach(() => {
  server = new FakeServer(documentApis)
  server.add('b')
})

describe('bulk', () => {
  it('runs the four operations in order and answers each', async () => {
    const { body, text } = await server.call('POST /_bulk?refresh=true', [
      { index: { _index: 'b', _id: '1' } },
      { n: 1 },
      { create: { _index: 'b', _id: '2' } },
      { n: 2 },
      { create: { _index: 'b', _id: '1' } },
      { n: 3 },
      { update: { _index: 'b', _id: '1' } },
      { doc: { n: 10 } },
      { update: { _index: 'b', _id: 'missing' } },
      { doc: { n: 10 } },
      { delete: { _index: 'b', _id: '2' } },
      { delete: { _index: 'b', _id: 'nope' } },
    ])
    expect(body.errors).toBe(true)
    expect(text).toContain(
      '{"index":{"_index":"b","_id":"1","_version":1,"result":"created","forced_refresh":true,"_shards":{"total":2,"successful":1,"failed":0},"_seq_no":0,"_primary_term":1,"status":201}}',
    )
    expect(text).toContain(
      '{"create":{"_index":"b","_id":"1","status":409,"error":{"type":"version_conflict_engine_exception","reason":"[1]: version conflict, document already exists (current version [1])","index_uuid":"uuuuuuuuuuuuuuuuuuuuuu","shard":"0","index":"b"}}}',
    )
    const kinds = body.items.map(
      (item: Record<string, { status: number }>) => Object.entries(item).map(([kind, { status }]) => `${kind} ${status}`)[0],
    )
    expect(kinds).toEqual(['index 201', 'create 201', 'create 409', 'update 200', 'update 404', 'delete 200', 'delete 404'])
    expect(server.shards.get('b')!.writes).toHaveLength(1)
    expect(server.shards.get('b')!.refreshes).toBe(1)
  })

  it('keeps documents as slices of the body', async () => {
    await server.call('POST /b/_bulk', [
      '{"index":{"_id":"1"}}',
      '{ "big":9007199254740993 , "x":1.10 }\r',
      '{"index":{}}',
      ' {}',
    ])
    const [operations] = server.shards.get('b')!.writes
    expect(operations?.map((operation) => ('source' in operation ? operation.source.toString() : ''))).toEqual([
      '{ "big":9007199254740993 , "x":1.10 }',
      ' {}',
    ])
  })

  it('authorizes item by item, and refused ones do not stop the others', async () => {
    server.add('c')
    server.forbidden.add('c')
    const { body, targets } = await server.call('POST /b/_bulk', [
      { index: { _id: '1' } },
      {},
      { index: { _index: 'c', _id: '1' } },
      {},
      { index: {} },
      {},
      { delete: { _index: 'new', _id: '1' } },
    ])
    expect(targets).toMatchObject({
      kind: 'items',
      items: [
        { action: 'indices:data/write/index:op_type/index', index: 'b', creates: true },
        { action: 'indices:data/write/index:op_type/index', index: 'c', creates: true },
        { action: 'indices:data/write/index:op_type/create', index: 'b', creates: true },
        { action: 'indices:data/write/delete', index: 'new', creates: false },
      ],
    })
    expect(body.items.map((item: Record<string, { status: number }>) => Object.values(item)[0]!.status)).toEqual([
      201, 403, 201, 404,
    ])
    expect(body.items[1].index).toMatchObject({ _index: 'c', _id: '1', error: { type: 'security_exception' } })
  })

  it('reads every metadata key', async () => {
    const line = {
      _id: 12,
      routing: 5,
      version: '3',
      version_type: 'external',
      op_type: 'foo',
      pipeline: '_none',
      require_alias: false,
      dynamic_templates: {},
    }
    const { body } = await server.call('POST /b/_bulk', [{ index: line }, {}])
    expect(body.items[0].index).toMatchObject({ _id: '12', _version: 3, status: 201 })
    expect(server.shards.get('b')!.writes[0]![0]).toMatchObject({ id: '12', routing: '5', version: 3, versionType: 'external' })
    const created = await server.call('POST /b/_bulk', [{ index: { _id: '12', op_type: 'create' } }, {}])
    expect(created.body.items[0].create.status).toBe(409)
  })

  it('answers sources of updates by line, then by parameter, then by body', async () => {
    await server.call('PUT /b/_doc/1', { n: 1, o: 2 })
    const { body } = await server.call('POST /b/_bulk?_source=n', [
      { update: { _id: '1', _source: true } },
      { doc: { n: 2 } },
      { update: { _id: '1' } },
      { doc: { n: 3 }, _source: false },
      { update: { _id: '1', _source: { includes: 'o' } } },
      { doc: { n: 4 } },
    ])
    const sources = body.items.map((item: { update: { get: { _source: unknown } } }) => item.update.get._source)
    expect(sources).toEqual([{ n: 2, o: 2 }, { n: 3 }, { o: 2 }])
  })

  it('reports shards for a noop too, and pipelines where asked', async () => {
    await server.call('PUT /b/_doc/1', { n: 1 })
    const { body } = await server.call('POST /b/_bulk?list_executed_pipelines=true', [
      { update: { _id: '1' } },
      { doc: { n: 1 } },
    ])
    expect(body.items[0].update).toMatchObject({
      result: 'noop',
      _shards: { total: 2, successful: 1 },
      executed_pipelines: [],
      status: 200,
    })
  })

  it('refuses single items', async () => {
    const { body } = await server.call('POST /_bulk', [
      { index: { _index: 'b', _id: '' } },
      {},
      { index: { _index: 'BAD', _id: '1' } },
      {},
      { index: { _index: 'b', _id: 'e' } },
      '',
      { index: { _index: 'b', _id: '1', pipeline: 'p' } },
      {},
      { index: { _index: 'b', _id: '1', require_alias: true } },
      {},
      { index: { _index: 'b', _id: '1', require_data_stream: true } },
      {},
      { update: { _index: 'b', _id: '1' } },
      { script: 'x' },
      { delete: { _index: 'b', _id: '1', require_alias: true } },
    ])
    const reasons = body.items.map(
      (item: Record<string, { error?: { reason: string } }>) => Object.values(item)[0]!.error?.reason,
    )
    expect(reasons).toEqual([
      'if _id is specified it must not be empty',
      'Invalid index name [BAD], must be lowercase',
      '[0:0] failed to parse, document is empty',
      'pipeline with id [p] does not exist',
      'no such index [b] and [require_alias] request flag is [true] and [b] is not an alias',
      '[require_data_stream] request flag is [true] and [b] is not a data stream',
      'failed to execute script',
      undefined,
    ])
    expect(body.ingest_took).toBe(0)
  })

  it.each([
    [
      ['{"upsert":{"_id":"1"}}', '{}'],
      'Malformed action/metadata line [1], expected field [create], [delete], [index] or [update] but found [upsert]',
    ],
    [
      ['{"index":{}}', '{}', '{"x":{}}', '{}'],
      'Malformed action/metadata line [3], expected field [create], [delete], [index] or [update] but found [x]',
    ],
    [['{"index":{"_id":"1","foo":1}}', '{}'], 'Action/metadata line [1] contains an unknown parameter [foo]'],
    [['"index"', '{}'], 'Malformed action/metadata line [1], expected START_OBJECT but found [VALUE_STRING]'],
    [
      ['{"index":{"_id":"1"},"create":{}}', '{}'],
      'Malformed action/metadata line [1], expected END_OBJECT but found [FIELD_NAME]',
    ],
    [['{}', '{}'], 'Malformed action/metadata line [1], expected FIELD_NAME but found [END_OBJECT]'],
    [['{"index":5}', '{}'], 'Malformed action/metadata line [1], expected START_OBJECT or END_OBJECT but found [VALUE_NUMBER]'],
    [
      ['{"index":{"_id":["x"]}}', '{}'],
      'Malformed action/metadata line [1], expected a simple value for field [_id] but found [START_ARRAY]',
    ],
    [['{"index":{"_id":"1"}}{"a":2}', '{}'], 'Malformed action/metadata line [1], unexpected data after the closing brace'],
    [['{"index":{"version":"x","version_type":"external"}}', '{}'], 'For input string: "x"'],
    [['{"index":{"if_seq_no":-7}}', '{}'], 'sequence numbers must be non negative. got [-7].'],
    [['{"index":{"require_alias":"maybe"}}', '{}'], 'Failed to parse value [maybe] as only [true] or [false] are allowed.'],
    [['{"update":{"_id":"1"}}', '{"n":1}'], '[1:2] [UpdateRequest] unknown field [n]'],
    [['{"update":{"_id":"1"}}', '[]'], '[1:1] [UpdateRequest] Expected START_OBJECT but was: START_ARRAY'],
    [['{"index":{"_id":"1"}}'], 'Validation Failed: 1: no requests added;'],
    [[''], 'Validation Failed: 1: no requests added;'],
    [['{"delete":{}}', '{"update":{"_id":""}}', '{"doc":{}}'], 'Validation Failed: 1: id is missing;2: id is missing;'],
    [
      [
        '{"create":{"_id":"1","version":4,"version_type":"external"}}',
        '{}',
        '{"create":{"_id":"2","if_seq_no":1,"if_primary_term":1}}',
        '{}',
      ],
      'Validation Failed: 1: create operations only support internal versioning. use index instead;2: create operations do not support compare and set. use index instead;',
    ],
  ])('refuses the whole of %j', async (lines, text) => {
    const answer = await server.call('POST /b/_bulk', lines)
    expect([answer.status, reason(answer)]).toEqual([400, text])
    expect(server.shards.get('b')!.writes).toEqual([])
  })

  it('needs an index, a body and a last newline', async () => {
    expect(reason(await server.call('POST /_bulk', ['{"index":{"_id":"1"}}', '{}']))).toBe(
      'Validation Failed: 1: index is missing;',
    )
    expect(reason(await server.call('POST /_bulk'))).toBe('request body is required')
    expect(reason(await server.call('POST /b/_bulk', '{"index":{}}\n{}'))).toBe(
      'The bulk request must be terminated by a newline [\\n]',
    )
  })

  it('skips blank lines between actions', async () => {
    const { body } = await server.call('POST /b/_bulk', ['', '  ', '{"index":{"_id":"1"}}', '{}', ''])
    expect(body.items).toHaveLength(1)
  })

  it('tells strange names apart from plain ones', async () => {
    const { body } = await server.call('POST /b/_bulk', [
      '{"index":{"_id":"é\\"\\u0041"}}',
      '{}',
      ' {"index" : {"_id" : "x"} } ',
      '{}',
      '{"index":{"_id":"__proto__"}}',
      '{}',
    ])
    expect(body.items.map((item: { index: { _id: string } }) => item.index._id)).toEqual(['é"A', 'x', '__proto__'])
    expect((await server.call('GET /b/_doc/__proto__')).status).toBe(200)
  })

  it('wants a routing value where the mapping does', async () => {
    server.shards.get('b')!.mappings = new Map([['_routing', new Map([['required', true]])]]) as never
    const { body } = await server.call('POST /b/_bulk', [
      '{"index":{"_id":"1"}}',
      '{}',
      '{"index":{"_id":"2","routing":"r"}}',
      '{}',
    ])
    expect(body.items.map((item: { index: { status: number } }) => item.index.status)).toEqual([400, 201])
    expect(body.items[0].index.error.reason).toBe('routing is required for [b]/[1]')
    expect(reason(await server.call('PUT /b/_doc/1', {}))).toBe('routing is required for [b]/[1]')
    expect(reason(await server.call('GET /b/_doc/2'))).toBe('routing is required for [b]/[2]')
    expect((await server.call('GET /b/_doc/2?routing=r')).status).toBe(200)
  })

  it('answers 503 per item where more copies are asked for than there are', async () => {
    const { status, body } = await server.call('POST /b/_bulk?wait_for_active_shards=2', ['{"index":{"_id":"1"}}', '{}'])
    expect([status, body.items[0].index.status]).toEqual([200, 503])
  })
})

describe('mget', () => {
  beforeEach(() => server.call('PUT /b/_doc/1', { a: 1, n: 2 }))

  it('answers in order, each with its own wishes and errors', async () => {
    server.add('c')
    server.forbidden.add('c')
    const { body, targets } = await server.call('POST /_mget', {
      docs: [
        { _index: 'b', _id: '1' },
        { _index: 'b', _id: 'nope' },
        { _index: 'missing', _id: '1' },
        { _index: 'b', _id: 1, _source: ['n'] },
        { _index: 'b', _id: '1', _source: false, stored_fields: ['s'] },
        { _index: 'c', _id: '1' },
        { _index: 'b', _id: '1', version: 77 },
      ],
    })
    expect(targets).toMatchObject({ kind: 'items' })
    expect(body.docs).toEqual([
      { _index: 'b', _id: '1', _version: 1, _seq_no: 0, _primary_term: 1, found: true, _source: { a: 1, n: 2 } },
      { _index: 'b', _id: 'nope', found: false },
      {
        _index: 'missing',
        _id: '1',
        error: expect.objectContaining({ type: 'index_not_found_exception', root_cause: [expect.anything()] }),
      },
      { _index: 'b', _id: '1', _version: 1, _seq_no: 0, _primary_term: 1, found: true, _source: { n: 2 } },
      { _index: 'b', _id: '1', _version: 1, _seq_no: 0, _primary_term: 1, found: true },
      { _index: 'c', _id: '1', error: expect.objectContaining({ type: 'security_exception' }) },
      { _index: 'b', _id: '1', error: expect.objectContaining({ type: 'version_conflict_engine_exception' }) },
    ])
  })

  it('takes ids with an index in the path', async () => {
    const { body } = await server.call('GET /b/_mget?_source=n', { ids: ['1', 'nope'] })
    expect(body.docs).toMatchObject([{ found: true, _source: { n: 2 } }, { found: false }])
  })

  it.each([
    ['POST /_mget', undefined, 'request body or source parameter is required'],
    ['POST /_mget', '{}', 'Validation Failed: 1: no documents to get;'],
    ['POST /b/_mget', '{"docs":[]}', 'Validation Failed: 1: no documents to get;'],
    ['POST /_mget', '{"docs":{}}', 'unexpected token [START_OBJECT], expected [FIELD_NAME] or [START_ARRAY]'],
    ['POST /_mget', '{"ids":["1"]}', 'Validation Failed: 1: index is missing for doc 0;'],
    ['POST /b/_mget', '{"docs":[{}]}', 'Validation Failed: 1: id is missing for doc 0;'],
    ['POST /b/_mget', '{"ids":[1,null]}', 'ids array element should only contain ids'],
    ['POST /b/_mget', '{"docs":["1"]}', 'docs array element should include an object'],
    ['POST /b/_mget', '{"docs":[{"_id":"1","_typ":"x"}]}', 'failed to parse multi get request. unknown field [_typ]'],
    ['POST /b/_mget', '{"docs":[{"_id":"1","_source":5}]}', 'illegal type for _source: [VALUE_NUMBER]'],
    [
      'POST /b/_mget',
      '{"docs":[{"_id":"1","fields":["n"]}]}',
      'Unsupported field [fields] used, expected [stored_fields] instead',
    ],
    ['POST /b/_mget', '{"foo":[]}', 'unknown key [foo] for a START_ARRAY, expected [docs] or [ids]'],
    ['POST /b/_mget', '[]', 'unexpected token [START_ARRAY], expected [START_OBJECT]'],
  ])('refuses %s %s', async (request, body, text) => {
    const answer = await server.call(request, body)
    expect([answer.status, reason(answer)]).toEqual([400, text])
  })
})
