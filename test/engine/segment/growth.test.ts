/** How work grows with what a segment holds, in counted operations: times would depend on the machine. */
import { afterEach, describe, expect, it, vi } from 'vitest'
import { SegmentBuilder } from '../../../src/engine/segment/builder.ts'
import { decodeSegment, encodeSegment } from '../../../src/engine/segment/file.ts'
import { GrowableBytes, GrowableUint32 } from '../../../src/engine/segment/growable.ts'
import { mergeSegments } from '../../../src/engine/segment/merge.ts'
import type { NumberColumn, Segment } from '../../../src/engine/segment/segment.ts'
import { VarintReader } from '../../../src/engine/segment/varint-reader.ts'
import { mappedField, parsedDocument } from './documents.ts'

const text = mappedField('t', 'text')
const flag = mappedField('flag', 'keyword')
const tags = mappedField('tags', 'keyword')
const number = mappedField('n', 'number')

function segmentOf(count: number, firstSeqNo = 0): Segment {
  const builder = new SegmentBuilder()
  for (let seqNo = firstSeqNo; seqNo < firstSeqNo + count; seqNo++) {
    builder.add(
      seqNo,
      parsedDocument(`id-${seqNo}`, [
        [text, ['the quick the lazy the']],
        [flag, ['T']],
        [number, [seqNo % 1000]],
      ]),
    )
  }
  return builder.seal('s')
}

/** Numbers written and read while `work` runs. */
async function operations(work: () => unknown): Promise<number> {
  const spies = [
    vi.spyOn(GrowableBytes.prototype, 'varint'),
    vi.spyOn(GrowableBytes.prototype, 'push'),
    vi.spyOn(GrowableUint32.prototype, 'push'),
    vi.spyOn(VarintReader.prototype, 'next'),
    vi.spyOn(VarintReader.prototype, 'skip'),
  ]
  await work()
  const count = spies.reduce((sum, spy) => sum + spy.mock.calls.length, 0)
  vi.restoreAllMocks()
  return count
}

afterEach(() => {
  vi.restoreAllMocks()
})

describe('the work', () => {
  it('of adding and sealing grows with the documents, no faster', async () => {
    const [small, large] = [await operations(() => segmentOf(1000)), await operations(() => segmentOf(4000))]
    expect(large / small).toBeLessThan(4.2)
  })

  it('of merging grows with the documents, no faster', async () => {
    const merge = (count: number) => {
      const inputs = [segmentOf(count), segmentOf(count, count)].map((segment) => ({ segment, deleted: undefined }))
      return operations(() => mergeSegments('m', inputs))
    }
    const [small, large] = [await merge(500), await merge(2000)]
    expect(large / small).toBeLessThan(4.2)
  })

  it('of one document with ten thousand values, many of them equal, grows with the values', async () => {
    const one = (count: number) => {
      const builder = new SegmentBuilder()
      builder.add(0, parsedDocument('a', [[tags, Array.from({ length: count }, (_, at) => `tag${at % 1000}`)]]))
      return operations(() => builder.seal('s'))
    }
    const [small, large] = [await one(10_000), await one(40_000)]
    expect(large / small).toBeLessThan(4.2)
  })

  it('of opening a segment does not grow', async () => {
    for (const count of [100, 5000]) {
      const file = Buffer.from(encodeSegment(segmentOf(count)))
      expect(await operations(() => decodeSegment(file))).toBe(0)
    }
  })

  it('of finding a term grows with the logarithm', async () => {
    const ids = segmentOf(5000).field('_id')!.terms!
    expect(await operations(() => ids.find('id-4321'))).toBeLessThan(13 + 2 * 32)
    expect(await operations(() => ids.term(4999))).toBeLessThanOrEqual(2 * 32)
  })

  it('of advancing far grows with the blocks stepped into, positions too', async () => {
    const terms = segmentOf(20_000).field('t')!.terms!
    const postings = terms.postings(terms.find('the'))
    expect(await operations(() => postings.advance(19_000))).toBeLessThan(2 * 130 + 5)
    expect(await operations(() => postings.positions())).toBeLessThan(10)
    expect([postings.doc, postings.freq, ...postings.positions()]).toEqual([19_000, 3, 0, 2, 4])
  })

  it('of a narrow range grows with what it finds', () => {
    const column = segmentOf(5000).field('n')!.column as NumberColumn
    expect([...column.range(7, 7)]).toEqual([7, 1007, 2007, 3007, 4007])
  })
})
