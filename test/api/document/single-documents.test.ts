import { beforeEach, describe, expect, it } from 'vitest'
import { documentApis } from '../../../src/api/document/index.ts'
import { FakeServer } from '../call-api.ts'

let server: FakeServer
const reason = (answer: { body: { error: { reason: string } } }): string => answer.body.error.reason
const validation = (...faults: string[]): string =>
  `Validation Failed: ${faults.map((fault, at) => `${at + 1}: ${fault};`).join('')}`

beforeEach(() => {
  server = new FakeServer(documentApis)
  server.add('d', { 'index.number_of_replicas': '0' })
})

describe('index', () => {
  it('creates with 201 and a location, then updates with 200', async () => {
    const created = await server.call('PUT /d/_doc/1', { n: 1 })
    expect(created.text).toBe(
      '{"_index":"d","_id":"1","_version":1,"result":"created","_shards":{"total":1,"successful":1,"failed":0},"_seq_no":0,"_primary_term":1}',
    )
    expect(created.headers.location).toBe('/d/_doc/1')
    const updated = await server.call('PUT /d/_doc/1', { n: 2 })
    expect(updated).toMatchObject({ status: 200, body: { _version: 2, result: 'updated' }, headers: {} })
  })

  it('writes the location as a form', async () => {
    const { headers } = await server.call("PUT /d/_doc/a%20b%2Fc'~?routing=x%20y", {})
    expect(headers.location).toBe('/d/_doc/a+b%2Fc%27%7E?routing=x+y')
    expect((await server.call('PUT /d/_doc/*', {})).headers.location).toBe('/d/_doc/*')
  })

  it('keeps the document byte for byte', async () => {
    const source = '{ "big" : 9007199254740993, "__proto__" : 1.10 }'
    await server.call('PUT /d/_doc/1', source)
    expect((await server.call('GET /d/_source/1')).text).toBe(source)
    expect((await server.call('GET /d/_doc/1')).text).toContain(`"_source":${source}`)
  })

  it.each([
    ['PUT /d/_doc/1', 'indices:data/write/index:op_type/index'],
    ['PUT /d/_create/1', 'indices:data/write/index:op_type/create'],
    ['PUT /d/_doc/1?op_type=create', 'indices:data/write/index:op_type/create'],
    ['POST /d/_doc', 'indices:data/write/index:op_type/create'],
    ['DELETE /d/_doc/1', 'indices:data/write/delete'],
    ['POST /d/_update/1', 'indices:data/write/update'],
  ])('%s asks for %s', async (request, action) => {
    const { targets } = await server.call(request, request.startsWith('DELETE') ? undefined : { doc: {} })
    expect(targets).toMatchObject({ kind: 'items', items: [{ action, index: 'd' }] })
  })

  it('makes a missing index, but not for a delete, nor where an alias is required', async () => {
    await server.call('PUT /new/_doc/1', {})
    expect(server.shards.has('new')).toBe(true)
    expect((await server.call('DELETE /nope/_doc/1')).status).toBe(404)
    const refused = await server.call('PUT /nope/_doc/1?require_alias=true', {})
    expect(reason(refused)).toBe('no such index [nope] and [require_alias] request flag is [true] and [nope] is not an alias')
    expect(server.shards.has('nope')).toBe(false)
    expect((await server.call('DELETE /ext/_doc/1?version=3&version_type=external')).body).toMatchObject({
      _version: 3,
      result: 'not_found',
    })
  })

  it('writes through an alias into its index', async () => {
    server.shards.get('d')!.aliases = [{ name: 'al' }]
    const { headers, body } = await server.call('PUT /al/_doc/1?require_alias=true', {})
    expect([headers.location, body._index]).toEqual(['/d/_doc/1', 'd'])
  })

  it('refreshes where asked, and says so for true only', async () => {
    expect((await server.call('PUT /d/_doc/1?refresh', {})).body.forced_refresh).toBe(true)
    expect((await server.call('PUT /d/_doc/1?refresh=wait_for', {})).body.forced_refresh).toBeUndefined()
    expect((await server.call('PUT /d/_doc/1?refresh=false', {})).body.forced_refresh).toBeUndefined()
    expect(server.shards.get('d')!.refreshes).toBe(2)
  })

  it.each([
    ['PUT /d/_doc/1?refresh=soon', 'Unknown value for refresh: [soon].'],
    ['PUT /d/_doc/1?op_type=foo', "opType must be 'create' or 'index', found: [foo]"],
    ['PUT /d/_create/1?op_type=index', "opType must be 'create', found: [index]"],
    ['PUT /d/_doc/1?version_type=force', 'No version type match [force]'],
    ['PUT /d/_doc/1?version=abc', 'Failed to parse long parameter [version] with value [abc]'],
    ['PUT /d/_doc/1?if_seq_no=-5&if_primary_term=1', 'sequence numbers must be non negative. got [-5].'],
    ['PUT /d/_doc/1?if_seq_no=0&if_primary_term=-1', 'primary term must be non negative. got [-1]'],
    ['PUT /d/_doc/1?if_seq_no=1', validation('ifSeqNo is set, but primary term is [0]')],
    ['PUT /d/_doc/1?if_primary_term=1', validation('ifSeqNo is unassigned, but primary term is [1]')],
    ['PUT /d/_doc/1?version_type=external', validation('illegal version value [-3] for version type [EXTERNAL]')],
    ['PUT /d/_doc/1?version=-1&version_type=external', validation('illegal version value [-1] for version type [EXTERNAL]')],
    [
      'PUT /d/_doc/1?if_seq_no=0&if_primary_term=1&version=4&version_type=external',
      validation('compare and write operations can not use versioning'),
    ],
    ['PUT /d/_create/1?version=3', validation('create operations do not support explicit versions. use index instead')],
    [
      'POST /d/_doc?version=5&version_type=external',
      validation('create operations only support internal versioning. use index instead'),
    ],
    [
      'POST /d/_doc?if_seq_no=1&if_primary_term=1',
      validation('create operations do not support compare and set. use index instead'),
    ],
    ['PUT /d/_doc/1?wait_for_active_shards=-1', 'shard count cannot be a negative value'],
    ['PUT /d/_doc/1?wait_for_active_shards=abc', 'cannot parse ActiveShardCount[abc]'],
    ['PUT /d/_doc/1?pipeline=nope', 'pipeline with id [nope] does not exist'],
    [
      'PUT /d/_doc/1?timeout=5',
      'failed to parse setting [timeout] with value [5] as a time value: unit is missing or unrecognized',
    ],
    ['PUT /d/_doc/1?include_source_on_error=false', '[include_source_on_error] is [false], which is not supported'],
  ])('refuses %s', async (request, text) => {
    const answer = await server.call(request, {})
    expect([answer.status, reason(answer)]).toEqual([400, text])
    expect(server.shards.get('d')!.writes).toEqual([])
  })

  it('refuses more copies than there are with 503, at once', async () => {
    const answer = await server.call('PUT /d/_doc/1?wait_for_active_shards=5&timeout=1s', { n: 1 })
    expect([answer.status, reason(answer)]).toEqual([
      503,
      '[d][0] Not enough active copies to meet shard count of [5] (have 1, needed 5). Timeout: [1s], request: [BulkShardRequest [[d][0]] containing [index {[d][1], source[{"n":1}]}]]',
    ])
    expect((await server.call('PUT /d/_doc/1?wait_for_active_shards=all', {})).status).toBe(201)
  })

  it('refuses an id of more than 512 bytes', async () => {
    const answer = await server.call(`PUT /d/_doc/${'é'.repeat(257)}`, {})
    expect(reason(answer)).toContain('is too long, must be no longer than 512 bytes but was: 514')
    expect((await server.call(`PUT /d/_doc/${'é'.repeat(256)}`, {})).status).toBe(201)
  })

  it.each([
    ['index.blocks.write', 403, 'index [d] blocked by: [FORBIDDEN/8/index write (api)];'],
    ['index.blocks.read_only', 403, 'index [d] blocked by: [FORBIDDEN/5/index read-only (api)];'],
    ['index.blocks.read_only_allow_delete', 429, 'index [d] blocked by: [TOO_MANY_REQUESTS/12/'],
  ])('stops at %s', async (setting, status, text) => {
    await server.shards.get('d')!.putSettings(new Map([[setting, 'true']]))
    const answer = await server.call('PUT /d/_doc/1', {})
    expect(answer.status).toBe(status)
    expect(reason(answer)).toContain(text)
  })

  it('stops at a closed index', async () => {
    server.shards.get('d')!.closed = true
    for (const request of ['PUT /d/_doc/1', 'GET /d/_doc/1']) {
      expect((await server.call(request, request.startsWith('PUT') ? {} : undefined)).body.error.type).toBe(
        'index_closed_exception',
      )
    }
  })
})

describe('get', () => {
  beforeEach(() => server.call('PUT /d/_doc/1?routing=r', '{"a":{"b":1,"c":2},"n":3}'))

  it('answers the document with its version and routing', async () => {
    expect((await server.call('GET /d/_doc/1')).text).toBe(
      '{"_index":"d","_id":"1","_version":1,"_seq_no":0,"_primary_term":1,"_routing":"r","found":true,"_source":{"a":{"b":1,"c":2},"n":3}}',
    )
  })

  it('answers 404 for what is not there', async () => {
    expect(await server.call('GET /d/_doc/nope')).toMatchObject({
      status: 404,
      text: '{"_index":"d","_id":"nope","found":false}',
    })
    expect(await server.call('HEAD /d/_doc/nope')).toMatchObject({ status: 404, text: '' })
    expect(reason(await server.call('GET /d/_source/nope'))).toBe('Document not found [d]/[nope]')
    expect((await server.call('GET /nope/_doc/1')).body.error.type).toBe('index_not_found_exception')
  })

  it.each([
    ['_source=false', undefined],
    ['_source=false&_source_includes=n', undefined],
    ['_source=n', { n: 3 }],
    ['_source=n&_source_includes=a.b', { a: { b: 1 } }],
    ['_source_includes=a.*', { a: { b: 1, c: 2 } }],
    ['_source_excludes=a.c,n', { a: { b: 1 } }],
    ['_source=true', { a: { b: 1, c: 2 }, n: 3 }],
    ['_source=', { a: { b: 1, c: 2 }, n: 3 }],
    ['stored_fields=n', undefined],
    ['stored_fields=_none_', undefined],
    ['stored_fields=_source', { a: { b: 1, c: 2 }, n: 3 }],
    ['stored_fields=n&_source=n', { n: 3 }],
  ])('%s', async (query, source) => {
    expect((await server.call(`GET /d/_doc/1?${query}`)).body._source).toEqual(source)
  })

  it('compares versions', async () => {
    expect((await server.call('GET /d/_doc/1?version=1')).status).toBe(200)
    const conflict = await server.call('GET /d/_doc/1?version=2')
    expect([conflict.status, reason(conflict)]).toEqual([
      409,
      '[1]: version conflict, current version [1] is different than the one provided [2]',
    ])
  })

  it('sees the last refresh only, where realtime is off', async () => {
    expect((await server.call('GET /d/_doc/1?realtime=false')).status).toBe(404)
    expect((await server.call('GET /d/_doc/1?realtime=false&refresh=true')).status).toBe(200)
    await server.call('PUT /d/_doc/1', { n: 4 })
    expect((await server.call('GET /d/_doc/1?realtime=false')).body._source.n).toBe(3)
    expect((await server.call('GET /d/_doc/1')).body._source.n).toBe(4)
  })

  it.each([
    ['preference=_nope', 'no Preference for [_nope]'],
    ['force_synthetic_source=true', '[force_synthetic_source] is not supported'],
    ['realtime=maybe', 'Failed to parse value [maybe] as only [true] or [false] are allowed.'],
  ])('refuses %s', async (query, text) => {
    expect(reason(await server.call(`GET /d/_doc/1?${query}`))).toBe(text)
  })

  it('refuses a source read without source', async () => {
    expect(reason(await server.call('GET /d/_source/1?_source=false'))).toBe(validation('fetching source can not be disabled'))
  })
})

describe('update', () => {
  beforeEach(() => server.call('PUT /d/_doc/1', { n: 1, o: { a: 1 } }))

  it('merges, and tells a noop by its shards', async () => {
    const updated = await server.call('POST /d/_update/1', { doc: { o: { z: 3 } } })
    expect(updated.body).toMatchObject({ _version: 2, result: 'updated', _shards: { total: 1 } })
    const noop = await server.call('POST /d/_update/1?refresh=true', { doc: { n: 1 } })
    expect(noop.body).toEqual({
      _index: 'd',
      _id: '1',
      _version: 2,
      result: 'noop',
      _shards: { total: 0, successful: 0, failed: 0 },
      _seq_no: 1,
      _primary_term: 1,
    })
    expect(server.shards.get('d')!.refreshes).toBe(0)
    expect((await server.call('POST /d/_update/1', { doc: { n: 1 }, detect_noop: false })).body.result).toBe('updated')
  })

  it('inserts, and answers the source where asked', async () => {
    const inserted = await server.call('POST /d/_update/2?_source=true&routing=r', { doc: { n: 1 }, upsert: { z: 1 } })
    expect(inserted).toMatchObject({ status: 201, headers: { location: '/d/_doc/2?routing=r' } })
    expect(inserted.body.get).toEqual({ _seq_no: 1, _primary_term: 1, found: true, _source: { z: 1 } })
    expect((await server.call('POST /d/_update/3', { doc: { n: 1 }, doc_as_upsert: true })).status).toBe(201)
    const filtered = await server.call('POST /d/_update/1', { doc: { n: 9 }, _source: { includes: ['o'], excludes: 'o.b' } })
    expect(filtered.body.get._source).toEqual({ o: { a: 1 } })
  })

  it.each([
    ['', {}, validation('script or doc is missing')],
    ['', { doc: {}, script: 'x' }, validation("can't provide both script and doc")],
    ['', { doc_as_upsert: true }, validation('script or doc is missing', 'doc must be specified if doc_as_upsert is enabled')],
    [
      '?version=2',
      { doc: {} },
      validation(
        'internal versioning can not be used for optimistic concurrency control. Please use `if_seq_no` and `if_primary_term` instead',
      ),
    ],
    [
      '?retry_on_conflict=3&if_seq_no=1&if_primary_term=1',
      { doc: {} },
      validation('compare and write operations can not be retried'),
    ],
    [
      '?if_seq_no=1&if_primary_term=1',
      { doc: {}, doc_as_upsert: true },
      validation('compare and write operations can not be used with upsert'),
    ],
    ['', { dco: {} }, '[1:2] [UpdateRequest] unknown field [dco]'],
    ['', { doc_as_upser: true }, '[1:2] [UpdateRequest] unknown field [doc_as_upser] did you mean [doc_as_upsert]?'],
    ['', '{"doc":{"n":1},"detect_noop":true,"x":1}', '[1:35] [UpdateRequest] unknown field [x]'],
    ['', '{"doc":[]}', "[1:8] [UpdateRequest] doc doesn't support values of type: START_ARRAY"],
    ['', '{"doc":null}', "[1:8] [UpdateRequest] doc doesn't support values of type: VALUE_NULL"],
    ['', '[]', '[1:1] [UpdateRequest] Expected START_OBJECT but was: START_ARRAY'],
    ['', '{"doc":{"n":2},"detect_noop":"x"}', '[1:30] [UpdateRequest] failed to parse field [detect_noop]'],
    ['', '{"doc":{"n":5},"_source":5}', "[1:26] [UpdateRequest] _source doesn't support values of type: VALUE_NUMBER"],
    ['', { script: { source: 'x' } }, 'failed to execute script'],
  ])('refuses %s %j', async (query, body, text) => {
    const answer = await server.call(`POST /d/_update/1${query}`, body)
    expect([answer.status, reason(answer)]).toEqual([400, text])
  })

  it('takes comments in its body, as Elasticsearch does', async () => {
    expect((await server.call('POST /d/_update/1', '{/* why */"doc":{"n":5}}')).body.result).toBe('updated')
  })

  it('refuses a script only after the index was reached', async () => {
    server.forbidden.add('d')
    expect((await server.call('POST /d/_update/1', { script: 'x' })).status).toBe(403)
  })
})

describe('delete', () => {
  it('answers 404 as a result where nothing was there', async () => {
    await server.call('PUT /d/_doc/1', {})
    expect(await server.call('DELETE /d/_doc/1')).toMatchObject({ status: 200, body: { result: 'deleted', _version: 2 } })
    expect(await server.call('DELETE /d/_doc/1')).toMatchObject({ status: 404, body: { result: 'not_found', _version: 3 } })
  })
})
