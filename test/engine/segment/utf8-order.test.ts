import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { GrowableBytes } from '../../../src/engine/segment/growable.ts'
import { compareBytes, compareTerms, isImmense, MAX_TERM_BYTES, wellFormed } from '../../../src/engine/segment/utf8-order.ts'

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(fc.constantFrom('a', '\ud7ff', '\ue000', '\uffff', '😀', '\u{10000}', '\u{10ffff}')).map((parts) => parts.join('')),
)
const anyUnits = fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units))

describe('terms', () => {
  it('are ordered as their UTF-8 bytes', () => {
    fc.assert(
      fc.property(text, text, (left, right) => {
        const expected = Buffer.compare(Buffer.from(left), Buffer.from(right))
        expect(Math.sign(compareTerms(left, right))).toBe(expected)
        const [a, b] = [Buffer.from(left), Buffer.from(right)]
        expect(Math.sign(compareBytes(a, a.length, b, b.length))).toBe(expected)
      }),
      { numRuns: 500 },
    )
    expect(compareTerms('\uffff', '\u{10000}')).toBeLessThan(0)
    expect('\uffff' < '\u{10000}').toBe(false)
  })

  it('are encoded as Node does, lone surrogates becoming U+FFFD', () => {
    fc.assert(
      fc.property(fc.oneof(text, anyUnits), (term) => {
        const bytes = new GrowableBytes()
        bytes.text(term)
        bytes.text(term)
        expect(Buffer.concat([Buffer.from(term), Buffer.from(term)]).equals(bytes.view())).toBe(true)
        expect(wellFormed(term)).toBe(Buffer.from(term).toString())
      }),
    )
  })

  it('are immense beyond 32,766 bytes', () => {
    expect(isImmense('a'.repeat(MAX_TERM_BYTES))).toBe(false)
    expect(isImmense('a'.repeat(MAX_TERM_BYTES + 1))).toBe(true)
    expect(isImmense('é'.repeat(MAX_TERM_BYTES / 2 + 1))).toBe(true)
  })
})
