import { crc32 } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SegmentBuilder } from '../../../src/engine/segment/builder.ts'
import { decodeSegment, encodeSegment, SegmentCorruptError } from '../../../src/engine/segment/file.ts'
import type { Segment } from '../../../src/engine/segment/segment.ts'
import { expectSame, plainSegment } from './model.ts'
import { createRandom, randomEntries } from './random-documents.ts'

function segmentOf(seed: number, count: number): Segment {
  const builder = new SegmentBuilder()
  for (const { seqNo, document } of randomEntries(createRandom(seed), count)) builder.add(seqNo, document)
  return builder.seal('_name/ü')
}

const fileOf = (segment: Segment): Buffer => Buffer.from(encodeSegment(segment))

describe('a segment as bytes', () => {
  it('comes back equal, name included', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 0, max: 200 }), (seed, count) => {
        const segment = segmentOf(seed, count)
        const decoded = decodeSegment(fileOf(segment))
        expect(decoded.name).toBe('_name/ü')
        expectSame(plainSegment(decoded), plainSegment(segment))
        expect(fileOf(decoded).equals(fileOf(segment))).toBe(true)
      }),
      { numRuns: 20 },
    )
  })

  it('opens at any offset of a larger buffer', () => {
    const segment = segmentOf(5, 100)
    const file = fileOf(segment)
    for (const offset of [1, 4, 8]) {
      const larger = Buffer.alloc(file.length + 20)
      file.copy(larger, offset)
      expectSame(plainSegment(decodeSegment(larger.subarray(offset, offset + file.length))), plainSegment(segment))
    }
  })

  it('is refused with any bits flipped', () => {
    const file = fileOf(segmentOf(6, 60))
    const place = fc.oneof(fc.integer({ min: 0, max: 63 }), fc.nat({ max: file.length - 1 }))
    const flips = fc.array(fc.tuple(place, fc.integer({ min: 1, max: 255 })), { minLength: 1, maxLength: 6 })
    fc.assert(
      fc.property(flips, (changes) => {
        const damaged = Buffer.from(file)
        for (const [at, bits] of changes) damaged[at]! ^= bits
        if (damaged.equals(file)) return
        expect(() => decodeSegment(damaged)).toThrow(SegmentCorruptError)
      }),
      { numRuns: 2000 },
    )
  })

  it('is refused when cut short, longer, or pieced together', () => {
    const file = fileOf(segmentOf(7, 40))
    const other = fileOf(segmentOf(8, 40))
    for (let length = 0; length < file.length; length += length < 200 ? 1 : 97) {
      expect(() => decodeSegment(file.subarray(0, length))).toThrow(SegmentCorruptError)
    }
    expect(() => decodeSegment(Buffer.concat([file, Buffer.alloc(8)]))).toThrow(SegmentCorruptError)
    expect(() => decodeSegment(Buffer.concat([file.subarray(0, 500), other.subarray(500)]))).toThrow(SegmentCorruptError)
    expect(() => decodeSegment(Buffer.alloc(4096))).toThrow(SegmentCorruptError)
  })

  it('is refused in another version, and when its description is not one, checksums right or not', () => {
    const file = fileOf(segmentOf(9, 10))
    const newer = resealed(file, (bytes) => bytes.writeUInt32LE(2, 8))
    expect(() => decodeSegment(newer)).toThrow('version 2')
    const senseless = resealed(file, (bytes) => bytes.write('}', bytes.length - 1))
    expect(() => decodeSegment(senseless)).not.toThrow()
    for (const text of [
      'null',
      '[]',
      '{"fields":7}',
      '{"name":"x","docCount":1e9,"seqNos":{"at":64,"count":1000000},"fields":[]}',
    ]) {
      const replaced = resealed(file, (bytes) => bytes.fill(' ', bytes.readDoubleLE(24)).write(text, bytes.readDoubleLE(24)))
      expect(() => decodeSegment(replaced)).toThrow(SegmentCorruptError)
    }
  })
})

/** Changes bytes and makes the checksums fit. */
function resealed(file: Buffer, change: (bytes: Buffer) => void): Buffer {
  const bytes = Buffer.from(file)
  change(bytes)
  bytes.writeUInt32LE(crc32(bytes.subarray(64)), 12)
  bytes.writeUInt32LE(crc32(bytes.subarray(0, 60)), 60)
  return bytes
}
