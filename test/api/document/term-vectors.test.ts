/** Term vectors as a real Elasticsearch 9.5.3 answered them, asked of a whole node. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type LiveNode, liveNode } from '../../support/live-node.ts'

const text = (more = {}) => ({ type: 'text', ...more })
const MAPPING = {
  t: text({ fields: { k: { type: 'keyword' }, e: text({ analyzer: 'english' }) } }),
  k: { type: 'keyword' },
  n: { type: 'long' },
  s: text({ term_vector: 'yes' }),
  sp: text({ term_vector: 'with_positions' }),
  so: text({ term_vector: 'with_positions_offsets' }),
  o: { properties: { p: text() } },
  ni: text({ index: false }),
}
const FIRST = {
  t: 'The Quick brown the fox',
  k: ['b', 'a'],
  n: 5,
  s: 'one two one',
  sp: 'one two one',
  so: ['one two', 'one'],
  o: [{ p: 'in side' }, { p: 'out side' }],
  ni: 'foo',
}

let live: LiveNode
const ask = async (path: string, body?: unknown) => (await live.elastic('POST', path, body)).body
/** The one field that was asked for. */
const fieldOf = async (field: string, options: object = {}, id = '1') =>
  (await ask(`/tv/_termvectors/${id}`, { fields: [field], ...options })).term_vectors[field]
const token = (position: number, start: number, end: number) => ({ position, start_offset: start, end_offset: end })

beforeAll(async () => {
  live = await liveNode()
  await live.elastic('PUT', '/tv', { mappings: { properties: MAPPING }, aliases: { behind: {} } })
  await live.elastic('PUT', '/tv/_doc/1?refresh=true', FIRST)
  await live.elastic('PUT', '/tv/_doc/2?refresh=true', { t: 'quick quick fox', k: 'a' })
})
afterAll(() => live.stop())

describe('term vectors', () => {
  it('tell terms, positions, offsets and the counts of the field', async () => {
    expect(await fieldOf('t')).toEqual({
      field_statistics: { sum_doc_freq: 6, doc_count: 2, sum_ttf: 8 },
      terms: {
        brown: { term_freq: 1, tokens: [token(2, 10, 15)] },
        fox: { term_freq: 1, tokens: [token(4, 20, 23)] },
        quick: { term_freq: 1, tokens: [token(1, 4, 9)] },
        the: { term_freq: 2, tokens: [token(0, 0, 3), token(3, 16, 19)] },
      },
    })
  })

  it('count positions on over several values, with the gap of the analyzer', async () => {
    expect((await fieldOf('o.p')).terms.side.tokens).toEqual([token(1, 3, 7), token(103, 12, 16)])
    expect((await fieldOf('k')).terms.a.tokens).toEqual([token(1, 2, 3)])
    expect(Object.keys((await fieldOf('t.e')).terms)).toEqual(['brown', 'fox', 'quick'])
  })

  it('show without being asked only what is mapped with them, and of it what it is mapped with', async () => {
    const { term_vectors, ...members } = await ask('/tv/_termvectors/1')
    expect(members).toEqual({ _index: 'tv', _id: '1', _version: 1, found: true, took: expect.any(Number) })
    expect(Object.keys(term_vectors).sort()).toEqual(['s', 'so', 'sp'])
    expect(term_vectors.s.terms).toEqual({ one: { term_freq: 2 }, two: { term_freq: 1 } })
    expect(term_vectors.sp.terms.one.tokens).toEqual([{ position: 0 }, { position: 2 }])
    expect(term_vectors.so.terms.one.tokens).toEqual([token(0, 0, 3), token(102, 8, 11)])
  })

  it('are of texts and keywords that are indexed', async () => {
    const { term_vectors } = await ask('/tv/_termvectors/1?fields=*')
    expect(Object.keys(term_vectors).sort()).toEqual(['k', 'o.p', 's', 'so', 'sp', 't', 't.e', 't.k'])
  })

  it('leave out what is not wanted, and count terms over the index where that is', async () => {
    const path = '/tv/_termvectors/1?fields=t&term_statistics=true&positions=false&offsets=false&field_statistics=false'
    expect((await ask(path)).term_vectors.t).toEqual({
      terms: {
        brown: { doc_freq: 1, ttf: 1, term_freq: 1 },
        fox: { doc_freq: 2, ttf: 2, term_freq: 1 },
        quick: { doc_freq: 2, ttf: 3, term_freq: 1 },
        the: { doc_freq: 1, ttf: 2, term_freq: 2 },
      },
    })
  })

  it('choose terms by their scores', async () => {
    const { terms } = await fieldOf('t', { filter: {} })
    const scores = Object.entries<{ score: number }>(terms).map(([term, { score }]) => [term, score])
    expect(Object.fromEntries(scores)).toEqual({ brown: 1.4054651, fox: 1, quick: 1, the: 2.8109303 })
    expect(Object.keys((await fieldOf('t', { filter: { max_num_terms: 1 } })).terms)).toEqual(['the'])
    const words = { min_word_length: 4, max_word_length: 5, min_doc_freq: 2 }
    expect(Object.keys((await fieldOf('t', { filter: words })).terms)).toEqual(['quick'])
  })

  it('are made of a given document, which is kept nowhere', async () => {
    const { term_vectors, ...members } = await ask('/tv/_termvectors?term_statistics=true', {
      doc: { t: 'the new quick doc', unknown: 'words' },
      fields: ['t', 'unknown'],
    })
    expect(members).toEqual({ _index: 'tv', _version: 0, found: true, took: expect.any(Number) })
    expect(term_vectors.t.terms.quick).toEqual({ doc_freq: 2, ttf: 3, term_freq: 1, tokens: [token(2, 8, 13)] })
    expect(term_vectors.t.terms.doc).toEqual({ term_freq: 1, tokens: [token(3, 14, 17)] })
    expect(Object.keys(term_vectors)).toEqual(['t'])
    expect((await live.elastic('GET', '/tv/_mapping')).text).not.toContain('unknown')
  })

  it('are made by another analyzer', async () => {
    const { terms } = await fieldOf('t', { per_field_analyzer: { t: 'keyword' } })
    expect(Object.keys(terms)).toEqual(['The Quick brown the fox'])
  })

  it('see what was written since the last refresh, unless they should not', async () => {
    await live.elastic('PUT', '/tv-late', { settings: { refresh_interval: -1 } })
    await live.elastic('PUT', '/tv-late/_doc/1', { t: 'late' })
    expect(await ask('/tv-late/_termvectors/1?realtime=false')).toMatchObject({ found: false, _version: 0 })
    const { term_vectors } = await ask('/tv-late/_termvectors/1?fields=t&term_statistics=true')
    expect(term_vectors.t.terms.late).toMatchObject({ doc_freq: 1, ttf: 1 })
  })

  it('are of the document that the body names', async () => {
    expect(await ask('/tv/_termvectors/1', { _id: '2', fields: ['k'] })).toMatchObject({ _id: '2', found: true })
    expect(await ask('/nought/_termvectors/1', { _index: 'behind', fields: ['k'] })).toMatchObject({ _index: 'tv', found: true })
    expect(await ask('/tv/_termvectors/1', { _index: 'nought' })).toMatchObject({ status: 404 })
  })

  it.each([
    ['/tv/_termvectors', {}, 'Validation Failed: 1: id or doc is missing;'],
    [
      '/tv/_termvectors/1',
      { doc: { t: 'x' } },
      'failed to parse term vectors request. either [id] or [doc] can be specified, but not both!',
    ],
    ['/tv/_termvectors/1', { nope: 1 }, 'failed to parse term vectors request. unknown field [nope]'],
    ['/tv/_termvectors/1', { fields: 't' }, 'failed to parse term vectors request. field [fields] must be an array'],
    ['/tv/_termvectors/1', { dfs: true }, 'distributed frequencies is not supported anymore for term vectors'],
    [
      '/tv/_termvectors/1',
      { filter: { nope: 1 } },
      'failed to parse term vectors request. the field [nope] is not valid for filter parameter for term vector request',
    ],
    ['/tv/_termvectors/1', [], 'unexpected token [START_ARRAY], expected [START_OBJECT]'],
    ['/tv/_termvectors/1', { fields: ['t'], per_field_analyzer: { t: 'nope' } }, 'analyzer [nope] not found'],
  ])('refuse POST %s %j', async (path, body, reason) => {
    const { status, error } = await ask(path, body)
    expect([status, error.reason]).toEqual([400, reason])
  })
})

describe('term vectors of many documents', () => {
  it('are answered in order: documents, then ids, each with what was said before it', async () => {
    const { docs } = await ask('/tv/_mtermvectors', {
      parameters: { fields: ['k'] },
      ids: ['1'],
      docs: [{ _id: '2' }, { _id: 'no' }],
    })
    expect(docs.map((doc: { _id: string; term_vectors?: object }) => [doc._id, Object.keys(doc.term_vectors ?? {})])).toEqual([
      ['2', ['k']],
      ['no', []],
      ['1', ['k']],
    ])
  })

  it('tell faults one by one', async () => {
    await live.elastic('PUT', '/tv-closed')
    await live.elastic('POST', '/tv-closed/_close')
    const { docs } = await ask('/_mtermvectors', {
      docs: [
        { _index: 'tv', _id: '1', fields: ['k'] },
        { _index: 'nought', _id: '1' },
        { _index: 'tv-closed', _id: '1' },
        { _index: 'tv', _id: '1', version: 9, version_type: 'external' },
        { _index: 't*', _id: '1' },
        { _index: 'tv', doc: { k: 'a' } },
      ],
    })
    expect(docs.map((doc: { error?: { type: string }; found?: boolean }) => doc.error?.type ?? doc.found)).toEqual([
      true,
      'index_not_found_exception',
      'index_closed_exception',
      'version_conflict_engine_exception',
      'index_not_found_exception',
      true,
    ])
  })

  it.each([
    ['{}', 'Validation Failed: 1: multi term vectors: no documents requested;'],
    ['{"docs":[{"_id":"1"}]}', 'Validation Failed: 1: index is missing;2: at multi term vectors for doc 0;'],
    ['{"docs":[{"_index":"tv"}]}', 'Validation Failed: 1: id or doc is missing;2: at multi term vectors for doc 0;'],
    ['{"nope":[]}', 'no parameter named [nope] and type ARRAY'],
    ['{"nope":1}', '_mtermvectors: Parameter [nope] not supported'],
    ['{"docs":[1]}', 'docs array element should include an object'],
    ['{"ids":[{"a":1}]}', 'ids array element should only contain ids'],
    ['{"docs":[{"_id":"1","_index":null}]}', 'Expected text at 1:30 but found VALUE_NULL'],
  ])('refuse %s', async (body, reason) => {
    const reply = await fetch(`${live.node.url}/_mtermvectors`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`elastic:${live.node.password}`)}`, 'content-type': 'application/json' },
      body,
    })
    const { status, error } = (await reply.json()) as { status: number; error: { reason: string } }
    expect([status, error.reason]).toEqual([400, reason])
  })
})
