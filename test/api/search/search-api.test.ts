import { describe, expect, it } from 'vitest'
import { searchApis } from '../../../src/api/search/index.ts'
import type { BoundEngine } from '../../../src/backend/embedded/bound-engine.ts'
import { errorWithRootCause } from '../../../src/core/error-output.ts'
import { ElasticError } from '../../../src/core/errors.ts'
import { parseJson } from '../../../src/core/json/parse.ts'
import type { JsonObject } from '../../../src/core/json/value.ts'
import { writeJsonText } from '../../../src/core/json/write.ts'
import type { AnyApi } from '../../../src/request/api.ts'
import { ParameterReader } from '../../../src/request/parameters.ts'
import { type FakeDocument, fakeReader } from '../../engine/search/fake-index.ts'
import { NODE } from '../call-api.ts'

const DOCUMENTS: FakeDocument[] = [
  { id: '1', source: { t: 'quick brown fox', k: 'a', n: 1 } },
  { id: '2', source: { t: 'lazy dog', k: 'b', n: 2 } },
]

const indices = new Map(
  ['one', 'two'].map((name) => [name, fakeReader({ t: 'text', k: 'keyword', n: 'integer' }, [DOCUMENTS], { name })]),
)

/** Calls an API by its name over the indices that the path lists. */
async function call(name: string, target: string, body?: string) {
  const api = searchApis.find((candidate) => candidate.name === name) as Extract<AnyApi, { by: 'backend' }>
  const { pathname, searchParams } = new URL(target, 'http://localhost')
  const bytes = Buffer.from(body ?? '')
  const request = {
    method: 'POST',
    path: new Map([['index', pathname.slice(1)]]),
    parameters: new ParameterReader(api.parameters, new Map(searchParams)),
    body: {
      present: body !== undefined,
      bytes,
      json: () => parseJson(bytes, { positions: 'all' }),
      object: () => (body === undefined ? new Map() : (parseJson(bytes, { positions: 'all' }) as JsonObject)),
    },
    compatibleWith: 9 as const,
    uri: target,
  }
  try {
    const input = api.parse(request)
    const names = api.targets(input) as { expressions: readonly string[] }
    const shards = names.expressions.map((index) => ({
      shard: { name: index, aliases: [], closed: false, settings: new Map(), reader: () => indices.get(index)! },
      alias: undefined,
    }))
    const engine = { node: NODE, indices: () => shards, clusterSetting: () => undefined } as unknown as BoundEngine
    const reply = await api.embedded(engine, input, undefined as never)
    return { status: reply.status, body: JSON.parse(writeJsonText(reply.body as JsonObject)) }
  } catch (error) {
    if (!(error instanceof ElasticError)) throw error
    return { status: error.status, body: JSON.parse(writeJsonText({ error: errorWithRootCause(error), status: error.status })) }
  }
}

const reasonOf = async (...args: Parameters<typeof call>): Promise<unknown> => (await call(...args)).body.error?.reason

describe('_search', () => {
  it('answers hits with their source, byte for byte', async () => {
    const { body } = await call(
      'search',
      '/one',
      '{"query":{"constant_score":{"filter":{"term":{"k":"a"}},"boost":1.5}},"version":true,"seq_no_primary_term":true}',
    )
    expect(body).toEqual({
      took: expect.any(Number),
      timed_out: false,
      _shards: { total: 1, successful: 1, skipped: 0, failed: 0 },
      hits: {
        total: { value: 1, relation: 'eq' },
        max_score: 1.5,
        hits: [
          {
            _index: 'one',
            _id: '1',
            _version: 1,
            _seq_no: 0,
            _primary_term: 1,
            _score: 1.5,
            _source: { t: 'quick brown fox', k: 'a', n: 1 },
          },
        ],
      },
    })
  })

  it('says nothing of an empty list of indices', async () => {
    const { body } = await call('search', '/')
    expect(body._shards).toEqual({ total: 0, successful: 0, skipped: 0, failed: 0 })
    expect(body.hits).toEqual({ total: { value: 0, relation: 'eq' }, max_score: 0, hits: [] })
  })

  it('lets parameters go before the body', async () => {
    const { body } = await call(
      'search',
      '/one?size=1&sort=n:desc&_source_includes=n&track_total_hits=1',
      '{"size":5,"_source":false}',
    )
    expect(body.hits).toEqual({
      total: { value: 1, relation: 'gte' },
      max_score: null,
      hits: [{ _index: 'one', _id: '2', _score: null, _source: { n: 2 }, sort: [2] }],
    })
  })

  it('shows columns and nothing of documents that were not asked for', async () => {
    const columns = await call('search', '/one', '{"docvalue_fields":["n",{"field":"k"}],"_source":false,"size":1}')
    expect(columns.body.hits.hits).toEqual([{ _index: 'one', _id: '1', _score: 1, fields: { n: [1], k: ['a'] } }])
    const bare = await call('search', '/one', '{"stored_fields":"_none_","size":1}')
    expect(bare.body.hits.hits).toEqual([{ _index: 'one', _score: 1 }])
    const stored = await call('search', '/one', '{"stored_fields":["k"],"size":1}')
    expect(stored.body.hits.hits).toEqual([{ _index: 'one', _id: '1', _score: 1 }])
  })

  it('writes totals as a number where asked', async () => {
    expect((await call('search', '/one,two?rest_total_hits_as_int=true')).body.hits.total).toBe(4)
    expect((await call('search', '/one?rest_total_hits_as_int=true&track_total_hits=false')).body.hits.total).toBe(-1)
    expect(await reasonOf('search', '/one?rest_total_hits_as_int=true&track_total_hits=100')).toBe(
      '[rest_total_hits_as_int] cannot be used if the tracking of total hits is not accurate, got 100',
    )
  })

  it('tells what failed beside what was found', async () => {
    const { body } = await call('search', '/one', '{"sort":["t"]}')
    expect(body.error).toMatchObject({
      type: 'search_phase_execution_exception',
      phase: 'query',
      grouped: true,
      failed_shards: [{ shard: 0, index: 'one', node: NODE.nodeId, reason: { type: 'illegal_argument_exception' } }],
      caused_by: { type: 'illegal_argument_exception', caused_by: { type: 'illegal_argument_exception' } },
    })
  })

  it('closes every reader it opened, also when it fails', async () => {
    const reader = indices.get('one')!
    const before = reader.closed
    await call('search', '/one')
    await call('search', '/one', '{"sort":["t"]}')
    await call('count', '/one')
    expect(reader.closed).toBe(before + 3)
  })

  it.each([
    ['{"foo":1}', 'Unknown key for a VALUE_NUMBER in [foo].'],
    ['{"qeury":{"match_all":{}}}', 'Unknown key for a START_OBJECT in [qeury].'],
    ['{"__proto__":{}}', 'Unknown key for a START_OBJECT in [__proto__].'],
    ['{"query":"fox"}', 'Unknown key for a VALUE_STRING in [query].'],
    ['{"_source":5}', 'Expected one of [VALUE_BOOLEAN, VALUE_STRING, START_ARRAY, START_OBJECT] but found [VALUE_NUMBER]'],
    ['{"size":-2}', '[size] parameter cannot be negative, found [-2]'],
    ['{"from":-1}', '[from] parameter cannot be negative but was [-1]'],
    ['{"track_total_hits":-5}', '[track_total_hits] parameter must be positive or equals to -1, got -5'],
    ['{"sort":[{"n":"up"}]}', 'No enum constant org.elasticsearch.search.sort.SortOrder.UP'],
    ['{"terminate_after":-1}', 'terminateAfter must be > 0'],
    [
      '{"from":1,"sort":["n"],"search_after":[1]}',
      'Validation Failed: 1: [from] parameter must be set to 0 when [search_after] is used;',
    ],
  ])('refuses %s', async (body, reason) => {
    expect(await reasonOf('search', '/one', body)).toBe(reason)
  })

  it.each(['aggs', 'highlight', 'collapse', 'rescore', 'suggest', 'knn', 'script_fields', 'runtime_mappings', 'fields'])(
    'refuses %s rather than leaving it out',
    async (feature) => {
      const { status, body } = await call('search', '/one', `{"${feature}":{"a":{}}}`)
      expect([status, body.error.type]).toEqual([400, 'illegal_argument_exception'])
      expect(body.error.reason).toContain(`[${feature}]`)
    },
  )

  it.each([
    ['search_type=foo', 'No search type for [foo]'],
    ['batched_reduce_size=1', 'batchedReduceSize must be >= 2'],
    ['preference=_nope', 'no Preference for [_nope]'],
    ['q=a:b', '[q] is not supported by this node, send the query in the body'],
    ['explain=true', '[explain] is not supported by this node'],
  ])('refuses ?%s', async (parameters, reason) => {
    expect(await reasonOf('search', `/one?${parameters}`)).toBe(reason)
  })

  it('takes parameters that mean nothing on one node', async () => {
    const harmless =
      'typed_keys=true&request_cache=true&max_concurrent_shard_requests=3&preference=_local&routing=x&explain=false'
    expect((await call('search', `/one?${harmless}`)).status).toBe(200)
    expect(await reasonOf('search', '/one?typed_keys=perhaps')).toMatch(/^Failed to parse value \[perhaps\]/)
  })
})

describe('_count', () => {
  it('counts over several indices', async () => {
    expect((await call('count', '/one,two', '{"query":{"match":{"t":"lazy"}}}')).body).toEqual({
      count: 2,
      _shards: { total: 2, successful: 2, skipped: 0, failed: 0 },
    })
  })

  it('takes a query and nothing else', async () => {
    expect((await call('count', '/one', '{"size":1}')).body.error).toMatchObject({
      type: 'parsing_exception',
      reason: 'request does not support [size]',
      line: 1,
      col: 2,
    })
    expect(await reasonOf('count', '/one?terminate_after=-1')).toBe('terminateAfter must be > 0')
  })
})

describe('_validate/query', () => {
  it('tells whether a query can be read and fits the indices', async () => {
    const shards = { total: 1, successful: 1, failed: 0 }
    const validate = async (body?: string) => (await call('indices.validate_query', '/one', body)).body
    expect(await validate('{"query":{"match":{"t":"x"}}}')).toEqual({ _shards: shards, valid: true })
    expect(await validate()).toEqual({ _shards: shards, valid: true })
    expect(await validate('{"query":{"match":{"n":"abc"}}}')).toEqual({ _shards: shards, valid: false })
    expect(await validate('{"query":{"nope":{}}}')).toEqual({ valid: false })
    expect(await validate('{"quer')).toEqual({ valid: false })
  })

  it('explains nothing', async () => {
    expect(await reasonOf('indices.validate_query', '/one?explain=true')).toBe('[explain] is not supported by this node')
  })
})
