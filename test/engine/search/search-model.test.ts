/** Random documents and queries: the engine against a naive second implementation. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type FakeDocument, fakeReader } from './fake-index.ts'
import { NaiveIndex, type NaiveQuery } from './naive-search.ts'
import { run } from './run.ts'

const WORDS = ['a', 'b', 'c', 'd', 'e']
const word = fc.constantFrom(...WORDS)
const phrase = fc.array(word, { minLength: 1, maxLength: 12 }).map((list) => list.join(' '))
const tag = fc.constantFrom('x', 'y', 'xy', 'z')

const source = fc.record(
  {
    t: fc.oneof(phrase, fc.array(phrase, { maxLength: 2 })),
    k: fc.oneof(tag, fc.array(tag, { maxLength: 3 })),
    n: fc.oneof(fc.integer({ min: -5, max: 5 }), fc.array(fc.integer({ min: -5, max: 5 }), { maxLength: 3 })),
  },
  { requiredKeys: [] },
)
const document = fc.record({ source, deleted: fc.boolean() })

/** Documents in segments; texts of one value each, since a model of gaps between values would tell nothing new. */
const segments = fc.array(fc.array(document, { minLength: 1, maxLength: 12 }), { minLength: 1, maxLength: 3 }).map((lists) => {
  let id = 0
  return lists.map((list) =>
    list.map(({ source, deleted }): FakeDocument => ({ id: String(id++), source: single(source), deleted })),
  )
})

const single = (source: Record<string, unknown>): FakeDocument['source'] =>
  (Array.isArray(source.t) ? { ...source, t: source.t.slice(0, 1) } : source) as FakeDocument['source']

const leaf: fc.Arbitrary<NaiveQuery> = fc.oneof(
  fc.constant({ match_all: {} }),
  fc
    .record({ query: phrase, operator: fc.constantFrom('or' as const, 'and' as const), boost: fc.constantFrom(1, 2.5) })
    .map((t) => ({ match: { t } })),
  fc.array(word, { minLength: 2, maxLength: 3 }).map((list) => ({ match_phrase: { t: list.join(' ') } })),
  tag.map((k) => ({ term: { k } })),
  fc.integer({ min: -5, max: 5 }).map((n) => ({ term: { n } })),
  fc.array(tag, { minLength: 1, maxLength: 3 }).map((k) => ({ terms: { k } })),
  fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 1, maxLength: 3 }).map((n) => ({ terms: { n } })),
  fc
    .tuple(
      fc.constantFrom('gt', 'gte'),
      fc.integer({ min: -6, max: 6 }),
      fc.constantFrom('lt', 'lte'),
      fc.integer({ min: -6, max: 6 }),
    )
    .map(([lower, from, upper, to]) => ({ range: { n: { [lower]: from, [upper]: to } } })),
  tag.map((gte) => ({ range: { k: { gte } } })),
  fc.constantFrom('t', 'k', 'n').map((field) => ({ exists: { field } })),
  fc.constantFrom('x', 'y', 'q').map((k) => ({ prefix: { k } })),
)

const { query } = fc.letrec<{ query: NaiveQuery }>((tie) => ({
  query: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc
      .record(
        {
          must: fc.array(tie('query'), { maxLength: 2 }),
          should: fc.array(tie('query'), { maxLength: 4 }),
          must_not: fc.array(tie('query'), { maxLength: 1 }),
          filter: fc.array(tie('query'), { maxLength: 2 }),
          minimum_should_match: fc.integer({ min: 0, max: 3 }),
        },
        { requiredKeys: [] },
      )
      .map((bool) => ({ bool })),
    fc.record({ filter: tie('query'), boost: fc.constantFrom(0.5, 3) }).map((constant_score) => ({ constant_score })),
    fc
      .record({ queries: fc.array(tie('query'), { minLength: 1, maxLength: 3 }), tie_breaker: fc.constantFrom(0, 0.3, 1) })
      .map((dis_max) => ({ dis_max })),
  ),
}))

const FIELDS = { t: 'text', k: 'keyword', n: 'integer' } as const

describe('search against the model', () => {
  it('finds the same documents with the same scores, and counts them', async () => {
    await fc.assert(
      fc.asyncProperty(segments, query, async (lists, wanted) => {
        const expected = new NaiveIndex(lists.flat()).search(wanted)
        const { hits, total } = await run([fakeReader(FIELDS, lists)], wanted, { size: 100 })
        expect(hits.map((hit) => hit._id).sort()).toEqual([...expected.keys()].sort())
        for (const { _id, _score } of hits) expect(_score! / (expected.get(_id)! || 1)).toBeCloseTo(expected.get(_id)! ? 1 : 0, 5)
        expect(total).toEqual({ value: expected.size, relation: 'eq' })
      }),
      { numRuns: 400 },
    )
  })

  it('gives every page as a part of the whole', async () => {
    await fc.assert(
      fc.asyncProperty(segments, query, fc.nat(20), fc.nat(10), async (lists, wanted, from, size) => {
        const reader = fakeReader(FIELDS, lists)
        const whole = await run([reader], wanted, { size: 100 })
        const page = await run([reader], wanted, { from, size })
        expect(page.ids).toEqual(whole.ids.slice(from, from + size))
        expect(page.total).toEqual(whole.total)
      }),
      { numRuns: 200 },
    )
  })

  it('orders by several keys as a plain sort does, and continues behind any hit', async () => {
    const sort = [
      {
        by: 'field',
        field: 'k',
        descending: true,
        missing: '_first',
        mode: undefined,
        unmappedType: undefined,
        format: undefined,
      },
      { by: 'field', field: 'n', descending: false, missing: '_last', mode: 'max', unmappedType: undefined, format: undefined },
    ] as const
    await fc.assert(
      fc.asyncProperty(segments, query, fc.nat(30), async (lists, wanted, at) => {
        const reader = fakeReader(FIELDS, lists)
        const whole = await run([reader], wanted, { size: 100, sort })
        expect(whole.ids).toEqual(plainOrder(lists.flat(), new Set(whole.ids)))
        const top = await run([reader], wanted, { size: 3, sort })
        expect(top.ids).toEqual(whole.ids.slice(0, 3))
        const anchor = whole.hits[at % Math.max(1, whole.hits.length)]
        if (!anchor) return
        const after = await run([reader], wanted, { size: 100, sort, searchAfter: anchor.sort as never })
        const isBehind = (hit: (typeof whole.hits)[number]) =>
          whole.hits.indexOf(hit) > whole.hits.findLastIndex((other) => sameKeys(other, anchor))
        expect(after.ids).toEqual(whole.hits.filter(isBehind).map((hit) => hit._id))
      }),
      { numRuns: 200 },
    )
  })
})

const sameKeys = (a: { sort?: readonly unknown[] }, b: { sort?: readonly unknown[] }): boolean =>
  JSON.stringify(a.sort) === JSON.stringify(b.sort)

function plainOrder(documents: readonly FakeDocument[], found: ReadonlySet<string>): string[] {
  const list = (value: unknown): (string | number)[] =>
    value === undefined ? [] : Array.isArray(value) ? value : [value as string]
  const greatestTag = (document: FakeDocument) => list(document.source.k).map(String).sort().at(-1)
  const greatestNumber = (document: FakeDocument) =>
    Math.max(...list(document.source.n).map(Number), ...(list(document.source.n).length ? [] : [Infinity]))
  return documents
    .filter((document) => found.has(document.id))
    .sort((a, b) => {
      const [left, right] = [greatestTag(a), greatestTag(b)]
      if (left !== right) return left === undefined ? -1 : right === undefined ? 1 : left > right ? -1 : 1
      const [first, second] = [greatestNumber(a), greatestNumber(b)]
      return first === second ? 0 : first - second
    })
    .map((document) => document.id)
}
