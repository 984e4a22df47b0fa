import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { ElasticError } from '../../../src/core/errors.ts'
import { count } from '../../../src/engine/search/count.ts'
import type { FieldSort } from '../../../src/engine/search/request.ts'
import { MATCH_ALL } from '../../../src/query/node.ts'
import { type FakeDocument, fakeField, fakeReader } from './fake-index.ts'
import { queryOf, run } from './run.ts'

const many = (size: number, source: (at: number) => FakeDocument['source']): FakeDocument[] =>
  Array.from({ length: size }, (_, at) => ({ id: String(at), source: source(at) }))

const by = (field: string, options: Partial<FieldSort> = {}): FieldSort => ({
  by: 'field',
  field,
  descending: false,
  missing: '_last',
  mode: undefined,
  unmappedType: undefined,
  format: undefined,
  ...options,
})

async function failureOf(search: Promise<unknown>): Promise<ElasticError> {
  const failure = await search.catch((error: unknown) => error)
  if (failure instanceof ElasticError) return failure
  throw new Error('did not fail')
}

describe('totals', () => {
  const reader = fakeReader({ k: 'keyword', t: 'text' }, [
    many(60, () => ({ k: 'a', t: 'word' })),
    many(40, () => ({ k: 'b', t: 'word other' })),
  ])

  it('counts exactly up to the limit and says so beyond', async () => {
    const within = await run([reader], { match: { t: 'word' } }, { trackTotalHits: 100 })
    expect(within.total).toEqual({ value: 100, relation: 'eq' })
    const beyond = await run([reader], { match: { t: 'word' } }, { trackTotalHits: 99 })
    expect(beyond.total).toEqual({ value: 99, relation: 'gte' })
    const none = await run([reader], { match: { t: 'word' } }, { trackTotalHits: 0 })
    expect(none.total).toBeUndefined()
    expect(none.hits).toHaveLength(10)
  })

  it.each([0, 3])('knows the count of equals without walking them, page size %i', async (size) => {
    const { total, hits } = await run([reader], { term: { k: 'b' } }, { size, trackTotalHits: Number.POSITIVE_INFINITY })
    expect(total).toEqual({ value: 40, relation: 'eq' })
    expect(hits).toHaveLength(size)
  })

  it('leaves out deleted documents', async () => {
    const holed = fakeReader({ k: 'keyword' }, [
      many(50, () => ({ k: 'a' })).map((doc, at) => ({ ...doc, deleted: at % 5 === 0 })),
    ])
    const { total, ids } = await run([holed], { term: { k: 'a' } }, { size: 100 })
    expect(total).toEqual({ value: 40, relation: 'eq' })
    expect(ids).not.toContain('5')
    expect((await run([holed], { match_all: {} })).total?.value).toBe(40)
  })

  it('stops after as many hits as asked', async () => {
    const stopped = await run([reader], { match: { t: 'word other' } }, { terminateAfter: 7, size: 20 })
    expect(stopped.hits).toHaveLength(7)
    expect(stopped).toMatchObject({ terminatedEarly: true, total: { value: 7, relation: 'eq' } })
    expect((await run([reader], { term: { k: 'b' } }, { terminateAfter: 40 })).terminatedEarly).toBe(false)
  })

  it('counts only what scores enough', async () => {
    const { hits } = await run([reader], { match: { t: 'word other' } }, { size: 1 })
    const minScore = hits[0]!._score! - 0.01
    expect((await run([reader], { match: { t: 'word other' } }, { minScore })).total?.value).toBe(40)
    expect((await run([reader], { match: { t: 'word other' } }, { minScore, size: 0 })).total?.value).toBe(40)
    const request = { query: queryOf({ match: { t: 'word other' } }), minScore, terminateAfter: 0, now: 0 }
    expect((await count([reader], request, 'node')).count).toBe(40)
  })
})

describe('several indices', () => {
  const first = fakeReader({ n: 'integer', t: 'text' }, [many(3, (at) => ({ n: at * 2, t: 'x' }))], { name: 'first' })
  const second = fakeReader({ n: 'integer', t: 'text' }, [many(3, (at) => ({ n: at * 2 + 1, t: 'x y' }))], { name: 'second' })
  const broken = fakeReader({ n: fakeField('n', 'text') }, [many(1, () => ({ n: 'a' }))], { name: 'broken' })

  it('are merged by sort key, equals in the order of the indices', async () => {
    const { hits } = await run([first, second], { match_all: {} }, { sort: [by('n', { descending: true })], size: 4 })
    expect(hits.map((hit) => `${hit._index}/${hit._id}`)).toEqual(['second/2', 'first/2', 'second/1', 'first/1'])
    const equals = await run([first, second], { match_all: {} }, { from: 2, size: 2 })
    expect(equals.hits.map((hit) => `${hit._index}/${hit._id}`)).toEqual(['first/2', 'second/0'])
  })

  it('are boosted one by one', async () => {
    const { hits } = await run([first, second], { match_all: {} }, { indicesBoost: new Map([['second', 2]]), size: 3 })
    expect(hits.map((hit) => [hit._index, hit._score])).toEqual([
      ['second', 2],
      ['second', 2],
      ['second', 2],
    ])
  })

  it('that fail are told, and do not stop the others', async () => {
    const { failures, total } = await run([broken, first], { match_all: {} }, { sort: [by('n')] })
    expect(failures.map(({ index, error }) => [index, error.type])).toEqual([['broken', 'illegal_argument_exception']])
    expect(total?.value).toBe(3)
  })

  it('that fail fail the search where no part is allowed, or where all fail', async () => {
    const partial = await failureOf(run([broken, first], { match_all: {} }, { sort: [by('n')], allowPartialResults: false }))
    expect([partial.reason, partial.status]).toEqual(['Partial shards failure', 400])
    const all = await failureOf(run([broken], { match_all: {} }, { sort: [by('n')] }))
    expect(all).toMatchObject({ type: 'search_phase_execution_exception', reason: 'all shards failed', status: 400 })
    expect(all.details.causedBy?.details.causedBy?.reason).toMatch(/^Fielddata is disabled on \[n\] in \[broken\]/)
  })

  it('of which there are none answer nothing', async () => {
    expect(await run([], { match_all: {} })).toMatchObject({ indices: 0, total: { value: 0, relation: 'eq' }, hits: [] })
  })
})

describe('sorting', () => {
  const reader = fakeReader({ n: 'integer', l: 'long', d: 'double', k: 'keyword', b: 'boolean', t: 'text' }, [
    [
      { id: '1', source: { n: 1, l: 9007199254740993n, d: 0.1, k: 'a', b: true, t: 'x' } },
      { id: '2', source: { n: [5, -3], l: 9007199254740992n, d: -1.5, k: ['c', 'b'], b: false } },
    ],
    [
      { id: '3', source: { n: 3, l: -5, k: 'b' } },
      { id: '4', source: {} },
    ],
  ])
  const sorted = async (field: string, options: Partial<FieldSort> = {}) =>
    (await run([reader], { match_all: {} }, { sort: [by(field, options)] })).hits.map((hit) => [hit._id, hit.sort![0]])

  it('puts missing values last, with the sentinels of their types', async () => {
    expect(await sorted('n')).toEqual([
      ['2', -3],
      ['1', 1],
      ['3', 3],
      ['4', 2147483647],
    ])
    expect(await sorted('n', { descending: true })).toEqual([
      ['2', 5],
      ['3', 3],
      ['1', 1],
      ['4', -2147483648],
    ])
    expect((await sorted('d')).at(-1)).toEqual(['4', 'Infinity'])
    expect(await sorted('k')).toEqual([
      ['1', 'a'],
      ['2', 'b'],
      ['3', 'b'],
      ['4', null],
    ])
    expect((await sorted('b')).map(([, key]) => key).slice(0, 2)).toEqual([0, 1])
  })

  it('puts them first, or where a value says', async () => {
    expect((await sorted('n', { missing: '_first' }))[0]).toEqual(['4', -2147483648])
    expect((await sorted('k', { missing: '_first', descending: true }))[0]).toEqual(['4', null])
    expect((await sorted('n', { missing: { value: 2 } })).map(([id]) => id)).toEqual(['2', '1', '4', '3'])
  })

  it('orders integers beyond 2^53 exactly', async () => {
    expect((await sorted('l')).map(([id]) => id)).toEqual(['3', '2', '1', '4'])
  })

  it.each([
    ['max', 5],
    ['min', -3],
    ['sum', 2],
    ['avg', 1],
    ['median', 1],
  ] as const)('makes one key of several by %s', async (mode, key) => {
    expect(await sorted('n', { mode })).toContainEqual(['2', key])
  })

  it('refuses what has no column and what is not mapped', async () => {
    expect((await failureOf(sorted('t'))).details.rootCause?.[0]?.reason).toMatch(/^Fielddata is disabled on \[t\] in \[idx\]/)
    expect((await failureOf(sorted('_id'))).details.rootCause?.[0]?.reason).toMatch(/^Fielddata access on the _id field/)
    expect((await failureOf(sorted('nope'))).details.rootCause?.[0]).toMatchObject({
      type: 'query_shard_exception',
      reason: 'No mapping found for [nope] in order to sort on',
    })
    expect((await sorted('nope', { unmappedType: 'integer' }))[0]).toEqual(['1', 2147483647])
  })

  it('goes by score and by document', async () => {
    const sort = [{ by: 'score', descending: true } as const, { by: 'doc', descending: true } as const]
    const { hits, maxScore } = await run([reader], { match_all: {} }, { sort })
    expect(hits.map((hit) => hit.sort)).toEqual([
      [1, 3],
      [1, 2],
      [1, 1],
      [1, 0],
    ])
    expect(maxScore).toBeNaN()
  })

  it('continues behind a hit, and refuses keys that do not fit', async () => {
    const sort = [by('n'), { by: 'doc', descending: false } as const]
    const { ids, total } = await run([reader], { match_all: {} }, { sort, searchAfter: [1, 0] })
    expect([ids, total?.value]).toEqual([['3', '4'], 4])
    const reasonOf = async (request: object) =>
      (await failureOf(run([reader], { match_all: {} }, request))).details.rootCause?.[0]?.reason
    expect(await reasonOf({ sort, searchAfter: [1] })).toBe('search_after has 1 value(s) but sort has 2.')
    expect(await reasonOf({ searchAfter: [1] })).toBe('Sort must contain at least one field.')
  })
})

describe('limits', () => {
  it('refuses a page beyond the window of the index', async () => {
    const reader = fakeReader({}, [[]], { settings: { 'index.max_result_window': '50' } })
    const failure = await failureOf(run([reader], { match_all: {} }, { from: 45, size: 6 }))
    expect(failure.details.rootCause?.[0]?.reason).toMatch(/less than or equal to: \[50\] but was \[51\]\. See the scroll api/)
  })

  it('refuses more terms than the index takes', async () => {
    const reader = fakeReader({ k: 'keyword' }, [many(1, () => ({ k: 'a' }))], { settings: { 'index.max_terms_count': '2' } })
    const failure = await failureOf(run([reader], { terms: { k: ['a', 'b', 'c'] } }))
    expect(failure.details.rootCause?.[0]).toMatchObject({
      type: 'query_shard_exception',
      reason: expect.stringMatching(/^failed to create query: The number of terms \[3\]/),
    })
  })

  it('refuses a text of more words than a query may have clauses', async () => {
    const reader = fakeReader({ t: 'text' }, [many(1, () => ({ t: 'a' }))])
    const text = Array.from({ length: 5000 }, (_, at) => `w${at}`).join(' ')
    const failure = await failureOf(run([reader], { match: { t: text } }))
    expect(failure.details.rootCause?.[0]?.type).toBe('too_many_nested_clauses')
  })

  it('refuses boosts that are no finite number', async () => {
    const reader = fakeReader({ t: 'text' }, [many(1, () => ({ t: 'a' }))])
    expect(() => queryOf({ match: { t: { query: 'a', boost: 1e39 } } })).toThrow('boost must be a positive float, got Infinity')
    const nested = { bool: { must: { match: { t: { query: 'a', boost: 3e38 } } }, boost: 10 } }
    const failure = await failureOf(run([reader], nested))
    expect(failure.details.rootCause?.[0]?.reason).toMatch(/boost must be a positive float, got Infinity/)
    const sum = { bool: { should: Array.from({ length: 4 }, () => ({ match_all: { boost: 3e38 } })) } }
    expect((await run([reader], sum)).scores).toEqual(['Infinity'])
  })

  it('answers with what it has when its time is over', async () => {
    const reader = fakeReader({ t: 'text' }, [many(5000, () => ({ t: 'a b' }))])
    const result = await run([reader], { match: { t: 'a b' } }, { timeout: 0 })
    expect(result.timedOut).toBe(true)
    expect(result.total!.value).toBeLessThan(5000)
  })

  it('lets others run while it walks many documents', async () => {
    const reader = fakeReader({ t: 'text' }, [many(60_000, (at) => ({ t: `a b c d ${at % 7}` }))])
    let turns = 0
    let isDone = false
    const others = (async () => {
      while (!isDone) {
        await turn()
        turns++
      }
    })()
    await run([reader], { match: { t: 'a b c d' } }, { trackTotalHits: Number.POSITIVE_INFINITY })
    const walked = turns
    await run([reader], { match_phrase: { t: { query: 'd a b c', slop: 1 } } })
    isDone = true
    await others
    expect(walked).toBeGreaterThan(0)
    expect(turns - walked).toBeGreaterThan(0)
  })
})

describe('filters on the side', () => {
  it('narrow hits and total without touching scores', async () => {
    const reader = fakeReader({ k: 'keyword', t: 'text' }, [many(10, (at) => ({ k: at < 3 ? 'a' : 'b', t: 'x' }))])
    const plain = await run([reader], { match: { t: 'x' } })
    const filtered = await run([reader], { match: { t: 'x' } }, { postFilter: queryOf({ term: { k: 'a' } }) })
    expect([filtered.ids, filtered.total?.value]).toEqual([['0', '1', '2'], 3])
    expect(filtered.scores[0]).toBe(plain.scores[0])
  })

  it('takes a document of many positions', async () => {
    const reader = fakeReader({ t: 'text' }, [[{ id: '1', source: { t: 'a b '.repeat(5000) } }]])
    expect((await run([reader], { match_phrase: { t: { query: 'b a a b', slop: 5 } } })).ids).toEqual(['1'])
    expect((await count([reader], { query: MATCH_ALL, minScore: undefined, terminateAfter: 0, now: 0 }, 'node')).count).toBe(1)
  })
})
