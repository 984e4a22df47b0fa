/** The table of differences: what goes up to each product, and what comes down from it. */
import { describe, expect, test } from 'vitest'
import { mediaTypes } from '../../../src/backend/remote/differences.ts'
import { readProduct } from '../../../src/backend/remote/product.ts'
import { shortened, translationOf } from '../../../src/backend/remote/translate.ts'
import { type JsonOutput, RawJson } from '../../../src/core/json/output.ts'
import { parseJson } from '../../../src/core/json/parse.ts'
import { writeJson } from '../../../src/core/json/write.ts'
import type { UpstreamRequest } from '../../../src/request/remote-form.ts'
import type { Reply } from '../../../src/request/reply.ts'

const root = (version: JsonOutput) => parseJson(writeJson({ version }))
const product = (number: string, distribution?: string) =>
  readProduct(root({ number, ...(distribution ? { distribution } : {}) }), 'auto')
const OPEN_SEARCH = product('2.19.6', 'opensearch')
const ELASTIC_7 = product('7.10.2')
const ELASTIC_8 = product('8.19.21')
const ELASTIC_9 = product('9.5.3')

const raw = (status: number, body: JsonOutput): Reply => ({ status, body: new RawJson(writeJson(body)) })
const opened = (reply: Reply): unknown => JSON.parse(Buffer.from(writeJson(reply.body as JsonOutput)).toString())
const nobody = (): Promise<Reply> => Promise.reject(new Error('nothing is asked again'))

describe('the product', () => {
  test('is what the node says, unless a setting says otherwise', () => {
    expect(OPEN_SEARCH).toEqual({ type: 'opensearch', version: '2.19.6', major: 2, minor: 19 })
    expect(product('7.10.2', 'opensearch').type).toBe('opensearch')
    expect(ELASTIC_8).toMatchObject({ type: 'elasticsearch', major: 8, minor: 19 })
    expect(readProduct(root({ number: '7.10.2' }), 'opensearch').type).toBe('opensearch')
  })

  test.each([null, {}, { number: 9 }, { number: '9' }, { number: `9.5.${'3'.repeat(99)}` }])('is not made of %j', (version) => {
    expect(() => readProduct(root(version), 'auto')).toThrow(expect.objectContaining({ status: 502 }))
  })
})

describe('a request', () => {
  const request = (query: Record<string, string>, body?: JsonOutput): UpstreamRequest => ({
    method: 'PUT',
    path: ['logs'],
    query: new Map(Object.entries(query)),
    ...(body ? { body: { bytes: writeJson(body) } } : {}),
  })

  test('goes up without what is the default anyway, and with what is not', () => {
    const { query } = translationOf(OPEN_SEARCH, 'index').request(request({ include_source_on_error: 'true', refresh: 'true' }))
    expect([...query]).toEqual([['refresh', 'true']])
    const asked = request({ include_source_on_error: 'false' })
    expect(translationOf(OPEN_SEARCH, 'index').request(asked).query.get('include_source_on_error')).toBe('false')
  })

  test('goes up without default members', () => {
    const template = { index_patterns: ['a-*'], deprecated: false, ignore_missing_component_templates: [] }
    const { body } = translationOf(OPEN_SEARCH, 'indices.put_index_template').request(request({}, template))
    expect(Buffer.from(body!.bytes).toString()).toBe('{"index_patterns":["a-*"]}')
    const odd = { ...template, deprecated: true }
    const kept = translationOf(OPEN_SEARCH, 'indices.put_index_template').request(request({}, odd)).body
    expect(Buffer.from(kept!.bytes).toString()).toBe('{"index_patterns":["a-*"],"deprecated":true}')
  })

  test.each([
    [ELASTIC_9, 9, 'application/json'],
    [ELASTIC_9, 8, 'application/vnd.elasticsearch+json; compatible-with=8'],
    [ELASTIC_8, 9, 'application/json'],
    [ELASTIC_8, 7, 'application/vnd.elasticsearch+json; compatible-with=7'],
    [ELASTIC_7, 8, 'application/json'],
    [OPEN_SEARCH, 8, 'application/json'],
  ])('is of a media type that is spoken there: %j, version %i', (of, version, type) => {
    expect(mediaTypes(of, version).json).toBe(type)
  })
})

describe('a reply', () => {
  test('names errors as Elasticsearch does, and leaves documents alone', async () => {
    const items = [
      { index: { error: { type: 'mapper_parsing_exception', caused_by: { type: 'rejected_execution_exception' } } } },
      { update: { get: { _source: { error: { type: 'mapper_parsing_exception' } } } } },
    ]
    const reply = await translationOf(OPEN_SEARCH, 'bulk').reply(raw(200, { errors: true, items }), nobody)
    expect(opened(reply)).toEqual({
      errors: true,
      items: [
        { index: { error: { type: 'document_parsing_exception', caused_by: { type: 'es_rejected_execution_exception' } } } },
        items[1],
      ],
    })
    const mapping = raw(400, { error: { type: 'mapper_parsing_exception' }, status: 400 })
    expect(await translationOf(OPEN_SEARCH, 'indices.create').reply(mapping, nobody)).toEqual(mapping)
    expect(await translationOf(ELASTIC_9, 'index').reply(mapping, nobody)).toEqual(mapping)
  })

  test('passes byte for byte where nothing differs', async () => {
    const reply = { status: 200, body: new RawJson(Buffer.from('{"took":1.10,"items":[]}')) }
    expect((await translationOf(OPEN_SEARCH, 'bulk').reply(reply, nobody)).body).toEqual(reply.body)
    expect(await translationOf(OPEN_SEARCH, 'search').reply(reply, nobody)).toBe(reply)
  })

  test('counts primaries that are missing, and asks for them where some are', async () => {
    const health = translationOf(OPEN_SEARCH, 'cluster.health')
    expect(opened(await health.reply(raw(200, { status: 'yellow', discovered_master: true }), nobody))).toEqual({
      status: 'yellow',
      unassigned_primary_shards: 0,
    })
    const indices = { a: { number_of_shards: 3, active_primary_shards: 1 }, b: { number_of_shards: 1, active_primary_shards: 1 } }
    const again = async (query: ReadonlyMap<string, string>) => {
      expect(query.get('level')).toBe('indices')
      return raw(200, { status: 'red', indices })
    }
    expect(opened(await health.reply(raw(408, { status: 'red' }), again))).toEqual({
      status: 'red',
      unassigned_primary_shards: 2,
    })
  })

  test('is short where errors are to be short', async () => {
    const error = { type: 'index_not_found_exception', reason: 'no such index [a]', index_uuid: '_na_' }
    expect((await shortened(raw(404, { error, status: 404 }))).body).toEqual({
      error: 'IndexNotFoundException[no such index [a]]',
      status: 404,
    })
    expect(opened(await shortened(raw(404, { found: false })))).toEqual({ found: false })
  })
})
