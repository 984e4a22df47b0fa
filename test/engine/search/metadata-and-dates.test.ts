import { describe, expect, it } from 'vitest'
import { createAnalysis } from '../../../src/analysis/analysis.ts'
import { ElasticError } from '../../../src/core/errors.ts'
import { fakeField, fakeReader } from './fake-index.ts'
import { run } from './run.ts'

const DAY = 86_400_000
const date = fakeField('d', 'long', {
  type: 'date',
  parseQueryValue: (value, options) => Date.parse(`${value}T00:00:00Z`) + (options?.round === 'up' ? DAY - 1 : 0),
})
const at = (text: string): number => Date.parse(text)

const reader = fakeReader({ d: date, t: 'text', k: 'keyword' }, [
  [
    { id: 'a', source: { d: at('2024-02-28T12:00:00Z'), t: 'The Foxes', k: 'x' } },
    { id: 'b', source: { d: at('2024-02-29T12:00:00Z'), k: 'y' } },
    { id: 'c', source: { d: at('2024-03-01T12:00:00Z') } },
  ],
])

describe('dates', () => {
  it('of a day stand for all of it', async () => {
    expect((await run([reader], { term: { d: '2024-02-29' } })).ids).toEqual(['b'])
    expect((await run([reader], { terms: { d: ['2024-02-28', '2024-03-01'] } })).ids).toEqual(['a', 'c'])
    expect((await run([reader], { match: { d: '2024-02-29' } })).ids).toEqual(['b'])
  })

  it('that begin or end a range are completed in its direction', async () => {
    expect((await run([reader], { range: { d: { gte: '2024-02-29' } } })).ids).toEqual(['b', 'c'])
    expect((await run([reader], { range: { d: { gt: '2024-02-28' } } })).ids).toEqual(['b', 'c'])
    expect((await run([reader], { range: { d: { lte: '2024-02-29' } } })).ids).toEqual(['a', 'b'])
    expect((await run([reader], { range: { d: { lt: '2024-02-29' } } })).ids).toEqual(['a'])
  })
})

describe("fields of the document's own", () => {
  it('are found by id and by index', async () => {
    expect((await run([reader], { term: { _id: 'b' } })).ids).toEqual(['b'])
    expect((await run([reader], { terms: { _id: ['c', 'a', 'a', 'q'] } })).ids).toEqual(['a', 'c'])
    expect((await run([reader], { term: { _index: 'idx' } })).total?.value).toBe(3)
    expect((await run([reader], { terms: { _index: ['other'] } })).total?.value).toBe(0)
    expect((await run([reader], { exists: { field: '_id' } })).total?.value).toBe(3)
  })

  it('are found by sequence number', async () => {
    expect((await run([reader], { range: { _seq_no: { gte: 1 } } })).ids).toEqual(['b', 'c'])
    expect((await run([reader], { range: { _seq_no: { gt: 0, lt: 2 } } })).ids).toEqual(['b'])
    expect((await run([reader], { range: { _seq_no: { lte: '1' } } })).ids).toEqual(['a', 'b'])
    expect((await run([reader], { range: { _seq_no: { gt: 2 } } })).ids).toEqual([])
    await expect(run([reader], { range: { _seq_no: { gt: 'x' } } })).rejects.toBeInstanceOf(ElasticError)
  })

  it.each([
    { range: { _version: { gte: 1 } } },
    { term: { _version: 1 } },
    { prefix: { _id: 'a' } },
    { wildcard: { _index: 'i*' } },
    { exists: { field: '_nested_path' } },
  ])('are refused rather than taken for nothing: %o', async (query) => {
    const failure = await run([reader], query).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(ElasticError)
    expect((failure as ElasticError).details.rootCause?.[0]?.reason).toMatch(/does not support \w+ queries$/)
  })
})

describe('analyzers of a query', () => {
  it('may be named', async () => {
    expect((await run([reader], { match: { t: { query: 'foxes', analyzer: 'standard' } } })).ids).toEqual(['a'])
    expect((await run([reader], { match: { t: { query: 'foxes', analyzer: 'english' } } })).ids).toEqual([])
    expect(createAnalysis(new Map()).find('english')).toBeDefined()
  })

  it('must exist', async () => {
    const failure = await run([reader], { match: { t: { query: 'foxes', analyzer: 'nope' } } }).catch((error: unknown) => error)
    expect((failure as ElasticError).details.rootCause?.[0]?.reason).toBe('[match] analyzer [nope] not found')
  })
})

describe('patterns', () => {
  it('are for strings only', async () => {
    const failure = await run([reader], { prefix: { d: '2024' } }).catch((error: unknown) => error)
    expect((failure as ElasticError).details.rootCause?.[0]?.reason).toMatch(/^Can only use prefix queries on keyword, text/)
  })

  it('take escaped characters as they are', async () => {
    const stars = fakeReader({ k: 'keyword' }, [
      [
        { id: '1', source: { k: 'a*b' } },
        { id: '2', source: { k: 'axb' } },
        { id: '3', source: { k: 'a😀b' } },
      ],
    ])
    expect((await run([stars], { wildcard: { k: 'a\\*b' } })).ids).toEqual(['1'])
    expect((await run([stars], { wildcard: { k: 'a?b' } })).ids).toEqual(['1', '2', '3'])
    expect((await run([stars], { prefix: { k: { value: 'A', case_insensitive: true } } })).ids).toEqual(['1', '2', '3'])
  })
})
