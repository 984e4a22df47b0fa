/**
 * Terms in the order of their UTF-8 bytes, which is that of code points; JavaScript's own string order differs between surrogate pairs
 * and U+E000 to U+FFFF. Used wherever terms are sorted or sought. As in Lucene a lone surrogate counts as U+FFFD: terms are kept as UTF-8.
 */

/** Bytes of the longest term an index takes, as in Lucene. */
export const MAX_TERM_BYTES = 32_766

/** Orders two well-formed strings as their UTF-8 bytes. */
export function compareTerms(left: string, right: string): number {
  const shared = Math.min(left.length, right.length)
  for (let at = 0; at < shared; at++) {
    const a = left.charCodeAt(at)
    const b = right.charCodeAt(at)
    if (a !== b) return weight(a) - weight(b)
  }
  return left.length - right.length
}

/** Surrogates stand for code points above U+FFFF: they come after all other units. */
const weight = (unit: number): number => (unit < 0xd800 ? unit : unit < 0xe000 ? unit + 0x2000 : unit - 0x800)

const SURROGATE = /[\ud800-\udfff]/

/** True where JavaScript's order of strings may differ from that of terms. */
export const hasSurrogates = (term: string): boolean => SURROGATE.test(term)

/** The term with every lone surrogate as U+FFFD. */
export const wellFormed = (term: string): string => (hasSurrogates(term) ? Buffer.from(term, 'utf8').toString('utf8') : term)

/** True where the term is too long to be indexed. */
export const isImmense = (term: string): boolean =>
  term.length * 3 > MAX_TERM_BYTES && Buffer.byteLength(term, 'utf8') > MAX_TERM_BYTES

/** Orders two runs of bytes, shorter first where one begins the other. */
export function compareBytes(left: Uint8Array, leftLength: number, right: Uint8Array, rightLength: number): number {
  const shared = Math.min(leftLength, rightLength)
  for (let at = 0; at < shared; at++) {
    const difference = left[at]! - right[at]!
    if (difference !== 0) return difference
  }
  return leftLength - rightLength
}
