import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { exactPhraseFreq } from '../../../../src/engine/search/phrase/exact.ts'
import { SloppyPhrase } from '../../../../src/engine/search/phrase/sloppy.ts'

const document = fc.array(fc.constantFrom('a', 'b', 'c', '-'), { minLength: 1, maxLength: 14 })

const positionsOf = (tokens: readonly string[], term: string): Uint32Array =>
  Uint32Array.from([...tokens.keys()].filter((at) => tokens[at] === term))

function sloppyFreq(tokens: readonly string[], terms: readonly string[], slop: number): number {
  const phrase = new SloppyPhrase(terms, [...terms.keys()], slop)
  return phrase.freq(terms.map((term) => positionsOf(tokens, term)))
}

describe('phrases with slop', () => {
  it('of two terms match where some pair is as close as the slop allows', () => {
    fc.assert(
      fc.property(document, fc.nat(6), (tokens, slop) => {
        const [first, second] = [positionsOf(tokens, 'a'), positionsOf(tokens, 'b')]
        const distances = [...first].flatMap((a) => [...second].map((b) => Math.abs(b - a - 1)))
        expect(sloppyFreq(tokens, ['a', 'b'], slop) > 0).toBe(distances.some((distance) => distance <= slop))
      }),
    )
  })

  it('of a repeated term need two occurrences', () => {
    fc.assert(
      fc.property(document, fc.nat(6), (tokens, slop) => {
        const at = [...positionsOf(tokens, 'a')]
        const isNear = at.some((position, nth) => nth > 0 && position - at[nth - 1]! - 1 <= slop)
        expect(sloppyFreq(tokens, ['a', 'a'], slop) > 0).toBe(isNear)
      }),
    )
  })

  it('match whatever the exact phrase matches, at least as often', () => {
    fc.assert(
      fc.property(document, fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 2, maxLength: 4 }), (tokens, terms) => {
        const places = [...terms.keys()].map((offset) => ({ offset }))
        const exact = exactPhraseFreq(
          terms.map((term) => positionsOf(tokens, term)),
          places,
        )
        const sloppy = sloppyFreq(tokens, terms, 4)
        expect(Number.isFinite(sloppy)).toBe(true)
        if (exact > 0) expect(sloppy).toBeGreaterThan(0)
      }),
    )
  })

  it('weigh a match by its width, as recorded', () => {
    // "fox quick" within three moves of "the quick brown fox"
    expect(sloppyFreq(['the', 'quick', 'brown', 'fox'], ['fox', 'quick'], 3)).toBe(0.25)
    expect(sloppyFreq(['a', 'b'], ['a', 'b'], 1)).toBe(1)
  })
})
