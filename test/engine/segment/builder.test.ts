import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SegmentBuilder } from '../../../src/engine/segment/builder.ts'
import { NO_MORE_DOCS, type NumberColumn, type OrdinalColumn, type Segment } from '../../../src/engine/segment/segment.ts'
import { mappedField, parsedDocument } from './documents.ts'
import { asUtf8, byBytes, type Entry, expectSame, modelRange, plainModel, plainSegment } from './model.ts'
import { createRandom, randomEntries, randomTerm } from './random-documents.ts'

function sealed(entries: readonly Entry[], name = 's'): Segment {
  const builder = new SegmentBuilder()
  for (const { seqNo, document } of entries) builder.add(seqNo, document)
  return builder.seal(name)
}

const someEntries = fc
  .tuple(fc.nat(), fc.oneof(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 400 })))
  .map(([seed, count]) => ({ random: createRandom(seed), seed, count }))

describe('a sealed segment', () => {
  it('holds what a naive index holds', () => {
    fc.assert(
      fc.property(someEntries, ({ random, count }) => {
        const entries = randomEntries(random, count)
        expectSame(plainSegment(sealed(entries)), plainModel(entries))
      }),
      { numRuns: 40 },
    )
  })

  it('finds and seeks terms as a sorted list does', () => {
    fc.assert(
      fc.property(someEntries, ({ random, count }) => {
        const entries = randomEntries(random, count)
        const segment = sealed(entries)
        for (const [path, { terms }] of Object.entries(plainModel(entries).fields)) {
          if (!terms) continue
          const sorted = terms.map(({ term }) => term)
          const dictionary = segment.field(path)!.terms!
          const known = Array.from({ length: sorted.length && 20 }, () => sorted[random(sorted.length)]!)
          const near = known.flatMap((term) => [`${term}a`, term.slice(0, -1), `${term}\u{10ffff}`])
          for (const term of [...known, ...near, randomTerm(random), '', '\u{10ffff}'.repeat(50)]) {
            const after = sorted.filter((other) => byBytes(other, term) < 0).length
            expectSame([dictionary.seek(term), dictionary.find(term)], [after, sorted.indexOf(asUtf8(term))])
          }
        }
      }),
      { numRuns: 20 },
    )
  })

  it('advances to the first document at or after any target, with its positions', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const random = createRandom(seed)
        const entries = randomEntries(random, 700)
        const segment = sealed(entries)
        for (const [path, { terms }] of Object.entries(plainModel(entries).fields)) {
          const ordinal = longestPostings(terms)
          if (ordinal < 0) continue
          const postings = segment.field(path)!.terms!.postings(ordinal)
          let doc = -1
          while (doc !== NO_MORE_DOCS) {
            const target = doc + random(random(3) === 0 ? 400 : 5)
            const expected = target > doc ? terms![ordinal]!.postings.find((posting) => posting.doc >= target) : { doc }
            doc = postings.advance(target)
            expect(doc).toBe(expected?.doc ?? NO_MORE_DOCS)
            if (expected && 'positions' in expected && random(2) === 0) {
              expect({ doc, freq: postings.freq, positions: [...postings.positions()] }).toEqual(expected)
            }
            if (random(3) === 0) doc = postings.next()
          }
          expect(postings.next()).toBe(NO_MORE_DOCS)
          expect(postings.positions().length).toBe(0)
        }
      }),
      { numRuns: 12 },
    )
  })

  it('answers ranges of doubles and of 64-bit integers exactly', () => {
    fc.assert(
      fc.property(someEntries, ({ random, count }) => {
        const entries = randomEntries(random, count)
        const segment = sealed(entries)
        const bounds = [
          -0,
          0,
          1,
          1.5,
          -3,
          7n,
          2n ** 53n + 1n,
          2n ** 53n,
          2n ** 63n - 1n,
          2n ** 64n - 1n,
          -(2n ** 63n),
          Infinity,
          -Infinity,
          1e300,
        ]
        for (const [path, field] of Object.entries(plainModel(entries).fields)) {
          const column = segment.field(path)!.column
          if (column?.kind !== 'numbers') continue
          const bound = (): number | bigint =>
            random(2) === 0 ? bounds[random(bounds.length)]! : ((field.column![random(count)]![0] as number | undefined) ?? 1)
          for (let times = 0; times < 20; times++) {
            const [min, max] = [bound(), bound()]
            expectSame([...column.range(min, max)], modelRange(field, min, max))
          }
          expect(column.range(Number.NaN, 5).length).toBe(0)
        }
      }),
      { numRuns: 40 },
    )
  })
})

const longestPostings = (terms: readonly { readonly docFreq: number }[] | undefined): number =>
  terms ? terms.reduce((best, term, at) => (term.docFreq > (terms[best]?.docFreq ?? 0) ? at : best), terms.length - 1) : -1

const number = mappedField('n', 'number')
const text = mappedField('t', 'text')
const keyword = mappedField('k', 'keyword')
const column = (segment: Segment, path: string): NumberColumn => segment.field(path)!.column as NumberColumn

describe('numbers', () => {
  it('are 64-bit integers only where doubles would not be exact', () => {
    const plain = sealed([{ seqNo: 0, document: parsedDocument('a', [[number, [2 ** 53]]]) }])
    expect(column(plain, 'n').exact64).toBe(false)
    const exact = sealed([{ seqNo: 0, document: parsedDocument('a', [[number, [2n ** 53n + 1n, 3]]]) }])
    expect(column(exact, 'n').exact64).toBe(true)
    expect(column(exact, 'n').big(0, 0)).toBe(3n)
    expect(column(exact, 'n').big(0, 1)).toBe(9007199254740993n)
  })

  it('are the nearest doubles where no 64-bit integers hold them all', () => {
    const of = (...values: (number | bigint)[]) =>
      column(sealed([{ seqNo: 0, document: parsedDocument('a', [[number, values]]) }]), 'n')
    expect(of(1.5, 2n ** 60n)).toMatchObject({ exact64: false })
    expect(of(1.5, 2n ** 60n).value(0, 0)).toBe(1.5)
    expect(of(2n ** 64n - 1n, -1n).value(0, 1)).toBe(2 ** 64)
  })

  it('take the largest unsigned and the smallest signed value', () => {
    const of = (value: bigint) =>
      column(sealed([{ seqNo: 0, document: parsedDocument('a', [[number, [value]]]) }]), 'n').big(0, 0)
    expect(of(2n ** 64n - 1n)).toBe(2n ** 64n - 1n)
    expect(of(-(2n ** 63n))).toBe(-(2n ** 63n))
  })

  it('keep the sign of zero, and both zeros are within a range at zero', () => {
    const segment = sealed([
      { seqNo: 0, document: parsedDocument('a', [[number, [-0]]]) },
      { seqNo: 1, document: parsedDocument('b', [[number, [0]]]) },
    ])
    expect(Object.is(column(segment, 'n').value(0, 0), -0)).toBe(true)
    expect([...column(segment, 'n').range(0, 0)]).toEqual([0, 1])
  })

  it('leave NaN out', () => {
    const segment = sealed([
      { seqNo: 0, document: parsedDocument('a', [[number, [Number.NaN]]]) },
      { seqNo: 1, document: parsedDocument('b', [[number, [Number.NaN, 4]]]) },
    ])
    expect([...column(segment, 'n').range(-Infinity, Infinity)]).toEqual([1])
    expect(column(segment, 'n').count(0)).toBe(0)
  })
})

describe('ordinals', () => {
  it('are -1 where a document has no such value, in every kind of column', () => {
    const dense = [['b', 'a'], [], ['c']]
    const sparse = [['b', 'a'], ...new Array<string[]>(12).fill([])]
    for (const values of [dense, [['a'], [], ['c']], sparse, [['a'], ...sparse.slice(1)]]) {
      const entries = values.map((terms, seqNo) => ({
        seqNo,
        document: parsedDocument('x', terms.length ? [[keyword, terms]] : []),
      }))
      const ordinals = sealed(entries).field('k')!.column as OrdinalColumn
      expect([ordinals.first(1), ordinals.ordinal(1, 0), ordinals.ordinal(1, -1), ordinals.ordinal(0, 2)]).toEqual([
        -1, -1, -1, -1,
      ])
      expect([ordinals.count(1), ordinals.first(0)]).toEqual([0, 0])
    }
  })
})

describe('text', () => {
  it('counts stacked tokens once in the length, and leaves the gap between values', () => {
    const segment = sealed([{ seqNo: 0, document: parsedDocument('a', [[text, ['quick ~fast _ fox', 'fox']]]) }])
    const field = segment.field('t')!
    expect(field.norms![0]).toBe(3)
    const postings = field.terms!.postings(field.terms!.find('fox'))
    postings.next()
    expect([...postings.positions()]).toEqual([2, 103])
    expect(field.sumTotalTermFreq).toBe(4)
  })

  it('exists without any token, and then does not count for the average length', () => {
    const segment = sealed([{ seqNo: 0, document: parsedDocument('a', [[text, ['']]]) }])
    const field = segment.field('t')!
    expect({ exists: field.exists[0], docCount: field.docCount, size: field.terms!.size }).toEqual({
      exists: 1,
      docCount: 0,
      size: 0,
    })
    expect(field.terms!.seek('x')).toBe(0)
    expect(field.terms!.find('x')).toBe(-1)
  })

  it('stays at the last position Lucene has rather than overflow', () => {
    const far = mappedField('t', 'text', { analyzer: { ...text.analyzer!, positionIncrementGap: 2 ** 31 } })
    const segment = sealed([{ seqNo: 0, document: parsedDocument('a', [[far, ['a', 'a', 'a']]]) }])
    const postings = segment.field('t')!.terms!.postings(0)
    postings.next()
    expect([...postings.positions()]).toEqual([0, 0x7fffff7f, 0x7fffff7f])
  })
})

describe('terms', () => {
  it('longer than 32,766 bytes are left out, shorter ones kept whole', () => {
    const longest = 'é'.repeat(16_383)
    const segment = sealed([
      {
        seqNo: 0,
        document: parsedDocument('a', [
          [keyword, [longest, `${longest}x`]],
          [text, [`${longest}x`]],
        ]),
      },
    ])
    expect(segment.field('k')!.terms!.size).toBe(1)
    expect(segment.field('k')!.terms!.term(0)).toBe(longest)
    expect(segment.field('t')!.terms!.size).toBe(0)
    expect(segment.field('k')!.terms!.find(`${longest}x`)).toBe(-1)
  })

  it('are refused by number outside the dictionary', () => {
    const terms = sealed([{ seqNo: 0, document: parsedDocument('a', [[keyword, ['x']]]) }]).field('k')!.terms!
    for (const ordinal of [-1, 1, Number.NaN]) expect(() => terms.term(ordinal)).toThrow(RangeError)
  })
})

describe('a builder', () => {
  it('takes sequence numbers in ascending order only', () => {
    const builder = new SegmentBuilder()
    builder.add(5, parsedDocument('a', []))
    expect(() => builder.add(5, parsedDocument('b', []))).toThrow(RangeError)
    expect(builder.docCount).toBe(1)
  })

  it('skips fields that are neither indexed nor in a column', () => {
    const hidden = mappedField('h', 'keyword', { indexed: false, docValues: false })
    expect(sealed([{ seqNo: 0, document: parsedDocument('a', [[hidden, ['x']]]) }]).field('h')).toBeUndefined()
  })

  it('keeps a document whose analyzer threw, with the fields before, and later documents in their places', () => {
    const analyze = (): never => {
      throw new Error('no')
    }
    const broken = mappedField('broken', 'text', { analyzer: { ...text.analyzer!, analyze } })
    const builder = new SegmentBuilder()
    expect(() =>
      builder.add(
        0,
        parsedDocument('a', [
          [keyword, ['x']],
          [broken, ['t']],
          [number, [1]],
        ]),
      ),
    ).toThrow('no')
    builder.add(
      1,
      parsedDocument('b', [
        [keyword, ['y']],
        [number, [2]],
      ]),
    )
    const segment = builder.seal('s')
    expect([segment.id(0), segment.id(1)]).toEqual(['a', 'b'])
    expect([...column(segment, 'n').range(0, 9)]).toEqual([1])
  })

  it('makes an empty segment of no documents', () => {
    const segment = new SegmentBuilder().seal('s')
    expect({ docCount: segment.docCount, fields: [...segment.fields()], max: segment.maxSeqNo }).toEqual({
      docCount: 0,
      fields: [],
      max: -1,
    })
  })

  it('reports memory that grows with what it holds and stays near it', () => {
    const builder = new SegmentBuilder()
    const empty = builder.memory
    for (let seqNo = 0; seqNo < 2000; seqNo++) builder.add(seqNo, parsedDocument(`id${seqNo}`, [[text, ['a b c d e f g h']]]))
    expect(builder.memory - empty).toBeGreaterThan(2000 * 8 * 8)
    expect(builder.memory - empty).toBeLessThan(2000 * 600)
  })

  it('is sealed once, and takes no document after', () => {
    const builder = new SegmentBuilder()
    builder.seal('s')
    expect(() => builder.seal('t')).toThrow('sealed')
    expect(() => builder.add(0, parsedDocument('a', []))).toThrow('sealed')
  })

  it('seals the same in slices', async () => {
    const entries = randomEntries(createRandom(7), 3000)
    const builder = new SegmentBuilder()
    for (const { seqNo, document } of entries) builder.add(seqNo, document)
    let pauses = 0
    const segment = await builder.sealInSlices('s', async () => {
      pauses++
    })
    expect(pauses).toBeGreaterThan(0)
    expectSame(plainSegment(segment), plainSegment(sealed(entries)))
  })
})
