import { describe, expect, it } from 'vitest'
import { type MergeCandidate, selectMerges } from '../../../src/engine/segment/merge-policy.ts'
import { createRandom } from './random-documents.ts'

interface Named extends MergeCandidate {
  readonly name: string
}

const candidate = (name: string, liveCount: number, docCount = liveCount, memory = docCount * 100): Named => ({
  name,
  segment: { docCount, memory },
  liveCount,
})

/** The merges chosen, by name. */
const select = (segments: readonly Named[]): string[][] => selectMerges(segments).map((merge) => merge.map(({ name }) => name))

/** Adds segments one by one, merging as told; counts documents written by merges. */
function simulate(sizes: readonly number[]): { written: number; added: number; most: number } {
  let segments: Named[] = []
  let [written, added, most] = [0, 0, 0]
  sizes.forEach((size, at) => {
    segments.push(candidate(`s${at}`, size))
    added += size
    for (let [merge] = select(segments); merge; [merge] = select(segments)) {
      const live = segments.filter(({ name }) => merge!.includes(name)).reduce((sum, { liveCount }) => sum + liveCount, 0)
      segments = [...segments.filter(({ name }) => !merge!.includes(name)), candidate(`m${at}-${written}`, live)]
      written += live
    }
    most = Math.max(most, segments.length)
  })
  return { written, added, most }
}

describe('the merge policy', () => {
  it('writes a document again at most once for each power of ten, whatever the sizes', () => {
    const random = createRandom(1)
    const ones = simulate(new Array<number>(20_000).fill(1))
    const mixed = simulate(Array.from({ length: 5000 }, () => 10 ** random(4) + random(50)))
    for (const { written, added, most } of [ones, mixed]) {
      expect(written / added).toBeLessThanOrEqual(Math.log10(added) + 1)
      expect(most).toBeLessThanOrEqual(9 * (Math.floor(Math.log10(added)) + 1))
    }
  })

  it('doubles the work, not more than the logarithm, when the documents double', () => {
    const work = (count: number) => simulate(new Array<number>(count).fill(1)).written
    expect(work(20_000) / work(10_000)).toBeLessThan(2.6)
  })

  it('leaves nine segments of a level alone and merges the smallest of ten', () => {
    const nine = Array.from({ length: 9 }, (_, at) => candidate(`s${at}`, 20 + at))
    expect(select(nine)).toEqual([])
    expect(select([...nine, candidate('t', 5), candidate('u', 99)])).toEqual([[...nine.map(({ name }) => name), 'u']])
  })

  it('rewrites a segment that lost more than a third, first', () => {
    const full = Array.from({ length: 10 }, (_, at) => candidate(`s${at}`, 10))
    expect(select([...full, candidate('worn', 60, 100)])[0]).toEqual(['worn'])
    expect(select([candidate('sound', 67, 100)])).toEqual([])
    expect(select([candidate('huge', 3_000_000, 5_000_000)])).toEqual([['huge']])
    expect(select([candidate('gone', 0, 5)])).toEqual([['gone']])
  })

  it('makes no segment beyond five million documents or a gigabyte', () => {
    const large = Array.from({ length: 12 }, (_, at) => candidate(`s${at}`, 900_000))
    expect(select(large).map((merge) => merge.length)).toEqual([5])
    const heavy = Array.from({ length: 12 }, (_, at) => candidate(`s${at}`, 1000, 1000, 400_000_000))
    expect(select(heavy).map((merge) => merge.length)).toEqual([2, 2])
    const full = Array.from({ length: 20 }, (_, at) => candidate(`s${at}`, 2_600_000))
    expect(select(full)).toEqual([])
  })

  it('comes to rest, however segments and deletes fall', () => {
    const random = createRandom(2)
    for (let round = 0; round < 300; round++) {
      let segments = Array.from({ length: random(60) }, (_, at) => {
        const docs = 1 + random(10 ** (1 + random(7)))
        return candidate(`s${at}`, random(3) === 0 ? random(docs) : docs, docs, docs * (1 + random(2000)))
      })
      let merges = 0
      for (let [merge] = select(segments); merge; [merge] = select(segments)) {
        const chosen = segments.filter(({ name }) => merge!.includes(name))
        const live = chosen.reduce((sum, { liveCount }) => sum + liveCount, 0)
        const bytes = chosen.reduce((sum, one) => sum + (one.segment.memory * one.liveCount) / one.segment.docCount, 0)
        segments = segments.filter(({ name }) => !merge!.includes(name))
        if (live > 0) segments.push(candidate(`m${merges}`, live, live, bytes))
        expect(++merges).toBeLessThan(200)
      }
    }
  })
})
