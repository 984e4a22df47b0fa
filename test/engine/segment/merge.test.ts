import { setImmediate } from 'node:timers/promises'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createBits, getBit, setBit } from '../../../src/engine/segment/bits.ts'
import { SegmentBuilder } from '../../../src/engine/segment/builder.ts'
import { decodeSegment, encodeSegment } from '../../../src/engine/segment/file.ts'
import { type MergeInput, mergeSegments } from '../../../src/engine/segment/merge.ts'
import type { Segment } from '../../../src/engine/segment/segment.ts'
import { mappedField, parsedDocument } from './documents.ts'
import { type Entry, expectSame, plainModel, plainSegment } from './model.ts'
import { createRandom, type Random, randomEntries } from './random-documents.ts'

interface Part extends MergeInput {
  readonly live: readonly Entry[]
}

function sealed(entries: readonly Entry[], name: string): Segment {
  const builder = new SegmentBuilder()
  for (const { seqNo, document } of entries) builder.add(seqNo, document)
  return builder.seal(name)
}

/** Some segments whose sequence numbers interleave or follow each other, with deletes. */
function randomParts(random: Random, count: number): Part[] {
  const segments = 1 + random(6)
  const interleaving = random(2) === 0
  const entries = randomEntries(random, count)
  const parts = Array.from({ length: segments }, (): Entry[] => [])
  entries.forEach((entry, at) => {
    parts[interleaving ? random(segments) : Math.floor((at * segments) / count)]!.push(entry)
  })
  return parts.map((part, at) => withDeletes(random, sealed(part, `s${at}`), part))
}

function withDeletes(random: Random, segment: Segment, entries: readonly Entry[]): Part {
  const one = [1, 2, 5, 0][random(4)]!
  if (one === 0) return { segment, deleted: undefined, live: entries }
  const deleted = createBits(segment.docCount)
  for (let doc = 0; doc < segment.docCount; doc++) if (random(one) === 0) setBit(deleted, doc)
  return { segment, deleted, live: entries.filter((_, doc) => !getBit(deleted, doc)) }
}

/** Merges random groups until one is left, deleting and writing to bytes on the way. */
async function mergeDown(random: Random, parts: readonly Part[]): Promise<Part> {
  let left = [...parts]
  while (left.length > 1 || random(3) === 0) {
    const group = left.splice(random(left.length), 1 + random(3))
    const merged = await mergeSegments('m', group, random(2) === 0 ? () => setImmediate() : undefined)
    const live = group.flatMap((part) => part.live).sort((a, b) => a.seqNo - b.seqNo)
    const kept = random(2) === 0 ? merged : decodeSegment(Buffer.from(encodeSegment(merged)))
    left = [withDeletes(random, kept, live), ...left]
  }
  return left[0]!
}

describe('merging', () => {
  it('gives what indexing the live documents in the order of their sequence numbers gives', async () => {
    const counts = fc.oneof(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 500 }))
    await fc.assert(
      fc.asyncProperty(fc.nat(), counts, async (seed, count) => {
        const random = createRandom(seed)
        const last = await mergeDown(random, randomParts(random, count))
        const merged = await mergeSegments('m', [last])
        expectSame(plainSegment(merged), plainModel(last.live))
      }),
      { numRuns: 50 },
    )
  })

  it('keeps bytes of what it reads, and deletes made meanwhile for later', async () => {
    const entries = randomEntries(createRandom(3), 2000)
    const segment = sealed(entries, 's')
    const before = Buffer.from(encodeSegment(segment))
    const deleted = createBits(segment.docCount)
    setBit(deleted, 1)
    const merged = await mergeSegments('m', [{ segment, deleted }], async () => deleted.fill(0xffffffff) && undefined)
    expect(merged.docCount).toBe(1999)
    expect(before.equals(encodeSegment(segment))).toBe(true)
  })

  it('makes an empty segment where everything is deleted', async () => {
    const segment = sealed(randomEntries(createRandom(4), 40), 's')
    const merged = await mergeSegments('m', [{ segment, deleted: createBits(40).fill(0xffffffff) }])
    expect({ name: merged.name, docCount: merged.docCount, fields: [...merged.fields()] }).toEqual({
      name: 'm',
      docCount: 0,
      fields: [],
    })
  })

  it('lets norms go where one segment has none, and takes 64-bit integers back to doubles where none needs them', async () => {
    const one = mappedField('t', 'text')
    const bare = mappedField('t', 'text', { norms: false })
    const number = mappedField('n', 'number')
    const first = sealed(
      [
        {
          seqNo: 0,
          document: parsedDocument('a', [
            [one, ['x']],
            [number, [2n ** 60n]],
          ]),
        },
      ],
      'a',
    )
    const second = sealed(
      [
        {
          seqNo: 1,
          document: parsedDocument('b', [
            [bare, ['x']],
            [number, [2 ** 40]],
          ]),
        },
      ],
      'b',
    )
    const deleted = Uint32Array.of(1)
    const merged = await mergeSegments('m', [
      { segment: first, deleted },
      { segment: second, deleted: undefined },
    ])
    expect(merged.field('t')!.norms).toBeUndefined()
    expect(merged.field('n')!.column).toMatchObject({ exact64: false })
  })

  it('refuses a field that is terms here and numbers there', async () => {
    const inputs = [mappedField('x', 'number'), mappedField('x', 'keyword')].map((field, at) => ({
      segment: sealed([{ seqNo: at, document: parsedDocument('a', [[field, [1]]]) }], 's'),
      deleted: undefined,
    }))
    await expect(mergeSegments('m', inputs)).rejects.toThrow('terms and numbers')
  })

  it('offers a pause often: work between two grows neither with documents nor with the length of one list', async () => {
    const flag = mappedField('flag', 'keyword')
    const entries = Array.from({ length: 60_000 }, (_, seqNo) => ({
      seqNo,
      document: parsedDocument(`${seqNo}`, [[flag, ['T']]]),
    }))
    const halves = [entries.slice(0, 30_000), entries.slice(30_000)]
    const inputs = halves.map((half, at) => ({ segment: sealed(half, `s${at}`), deleted: undefined }))
    let pauses = 0
    await mergeSegments('m', inputs, async () => {
      pauses++
    })
    expect(pauses).toBeGreaterThan(3)
  })
})
