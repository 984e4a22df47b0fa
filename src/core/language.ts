/**
 * Regular languages as plain trees: what a pattern means, before anything is compiled. Made by `regex.ts` and by role patterns, taken by
 * `automaton.ts`. Characters are code points.
 */

/** Inclusive ranges of code points, ascending, neither touching nor overlapping. */
export type CharRanges = readonly (readonly [number, number])[]

export type Language =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'chars'; readonly ranges: CharRanges }
  | { readonly kind: 'anything' }
  | { readonly kind: 'sequence'; readonly parts: readonly Language[] }
  | { readonly kind: 'union'; readonly parts: readonly Language[] }
  | { readonly kind: 'intersection'; readonly parts: readonly Language[] }
  | { readonly kind: 'complement'; readonly of: Language }
  | { readonly kind: 'repeat'; readonly of: Language; readonly min: number; readonly max: number }

export const MAX_CODE_POINT = 0x10ffff

/** No text at all. */
export const NOTHING: Language = { kind: 'nothing' }
/** Every text. */
export const ANYTHING: Language = { kind: 'anything' }
/** Any one character. */
export const ANY_CHAR: Language = { kind: 'chars', ranges: [[0, MAX_CODE_POINT]] }

/** Exactly this text. */
export const text = (value: string): Language => ({ kind: 'text', text: value })
export const sequence = (...parts: readonly Language[]): Language => ({ kind: 'sequence', parts })
export const union = (parts: readonly Language[]): Language => ({ kind: 'union', parts })
export const intersection = (parts: readonly Language[]): Language => ({ kind: 'intersection', parts })
export const complement = (of: Language): Language => ({ kind: 'complement', of })
/** Between `min` and `max` times; `Infinity` for no upper limit. */
export const repeat = (of: Language, min: number, max: number): Language => ({ kind: 'repeat', of, min, max })
/** What is in the first and not in the second. */
export const minus = (first: Language, second: Language): Language => intersection([first, complement(second)])

/** One character of these ranges, given in any order. */
export const chars = (ranges: CharRanges): Language => ({ kind: 'chars', ranges: normalise(ranges) })
/** One character outside of these ranges. */
export const charsExcept = (ranges: CharRanges): Language => ({ kind: 'chars', ranges: invert(normalise(ranges)) })

function normalise(ranges: CharRanges): CharRanges {
  const result: [number, number][] = []
  for (const [low, high] of [...ranges].sort((one, other) => one[0] - other[0])) {
    const last = result.at(-1)
    if (last && low <= last[1] + 1) last[1] = Math.max(last[1], high)
    else result.push([low, high])
  }
  return result
}

function invert(ranges: CharRanges): CharRanges {
  const result: [number, number][] = []
  let from = 0
  for (const [low, high] of ranges) {
    if (low > from) result.push([from, low - 1])
    from = high + 1
  }
  if (from <= MAX_CODE_POINT) result.push([from, MAX_CODE_POINT])
  return result
}

/** What every text of a language begins with, as far as it is written out; `isWhole`: there is nothing else in it. */
export function prefixOf(language: Language): { readonly prefix: string; readonly isWhole: boolean } {
  if (language.kind === 'text') return { prefix: language.text, isWhole: true }
  if (language.kind === 'chars') {
    const [range, second] = language.ranges
    const isOne = range !== undefined && second === undefined && range[0] === range[1]
    return isOne ? { prefix: String.fromCodePoint(range[0]), isWhole: true } : { prefix: '', isWhole: false }
  }
  if (language.kind !== 'sequence') return { prefix: '', isWhole: false }
  let prefix = ''
  for (const part of language.parts) {
    const next = prefixOf(part)
    prefix += next.prefix
    if (!next.isWhole) return { prefix, isWhole: false }
  }
  return { prefix, isWhole: true }
}

/** How many parts a language has when its repeats are written out: what it may cost. Infinite repeats count once. */
export function sizeOf(language: Language): number {
  switch (language.kind) {
    case 'nothing':
    case 'chars':
    case 'anything':
      return 1
    case 'text':
      return language.text.length + 1
    case 'sequence':
    case 'union':
    case 'intersection':
      return language.parts.reduce((sum, part) => sum + sizeOf(part), 1)
    case 'complement':
      return 1 + sizeOf(language.of)
    case 'repeat':
      return 1 + sizeOf(language.of) * Math.max(1, language.min, language.max === Infinity ? 1 : language.max)
  }
}
