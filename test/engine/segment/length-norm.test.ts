import { describe, expect, it } from 'vitest'
import { DECODED_LENGTHS, decodeLength, encodeLength } from '../../../src/engine/segment/length-norm.ts'

describe('length norms', () => {
  it('are exact up to 39', () => {
    for (let length = 0; length < 40; length++) expect(decodeLength(encodeLength(length))).toBe(length)
  })

  it('are the lengths that Lucene explains', () => {
    const known: readonly (readonly [number, number])[] = [
      [41, 40],
      [57, 56],
      [100, 96],
      [151, 144],
      [152, 152],
      [300, 280],
      [312, 312],
      [1000, 984],
      [1_000_000, 983_064],
    ]
    for (const [length, decoded] of known) expect(decodeLength(encodeLength(length))).toBe(decoded)
    expect(encodeLength(0x7fffffff)).toBe(255)
  })

  it('round down, never out of order, within an eighth of what exceeds 24', () => {
    for (let length = 40; length < 2 ** 31 - 1; length = Math.ceil(length * 1.07)) {
      const decoded = decodeLength(encodeLength(length))
      expect(decoded).toBeLessThanOrEqual(length)
      expect((decoded - 24) * (9 / 8)).toBeGreaterThan(length - 24 - 1)
      expect(encodeLength(length)).toBeLessThanOrEqual(encodeLength(length + 1))
    }
  })

  it('decode each byte to a length that encodes to it', () => {
    for (let byte = 0; byte < 255; byte++) expect(encodeLength(DECODED_LENGTHS[byte]!)).toBe(byte)
  })
})
