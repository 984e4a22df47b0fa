/**
 * Sets of document numbers as bits in 32-bit words: deleted documents, documents that have a value, matches of a query.
 * Used by segments, storage and search. A bit beyond the words reads as 0.
 */

/** Words for `size` bits, all 0. */
export const createBits = (size: number): Uint32Array => new Uint32Array((size + 31) >>> 5)

/** Bits 0 to `size - 1` set. */
export function fullBits(size: number): Uint32Array {
  const bits = createBits(size).fill(0xffffffff)
  if ((size & 31) !== 0) bits[bits.length - 1] = 0xffffffff >>> (32 - (size & 31))
  return bits
}

export const getBit = (bits: Uint32Array, at: number): boolean => ((bits[at >>> 5]! >>> (at & 31)) & 1) === 1

export function setBit(bits: Uint32Array, at: number): void {
  bits[at >>> 5]! |= 1 << (at & 31)
}

export function clearBit(bits: Uint32Array, at: number): void {
  bits[at >>> 5]! &= ~(1 << (at & 31))
}

/** Bits set in one word. */
export function popcountWord(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555)
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333)
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}

/** Bits set in all words. */
export function popcount(bits: Uint32Array): number {
  let count = 0
  for (let at = 0; at < bits.length; at++) count += popcountWord(bits[at]!)
  return count
}

/** Bits set among the first `size`. */
export function popcountBelow(bits: Uint32Array, size: number): number {
  const count = popcount(bits.subarray(0, size >>> 5))
  const rest = size & 31
  return rest === 0 ? count : count + popcountWord((bits[size >>> 5] ?? 0) & ~(0xffffffff << rest))
}

/** The first bit ≥ `from` that is set, or -1. */
export function nextSetBit(bits: Uint32Array, from: number): number {
  let at = from >>> 5
  if (at >= bits.length) return -1
  let word = bits[at]! & (0xffffffff << (from & 31))
  while (word === 0) {
    at++
    if (at >= bits.length) return -1
    word = bits[at]!
  }
  return (at << 5) + trailingZeros(word)
}

/** The first document ≥ `from` that is not deleted; `docCount` where there is none. */
export function nextLive(deleted: Uint32Array | undefined, from: number, docCount: number): number {
  let doc = from
  if (!deleted) return Math.min(doc, docCount)
  while (doc < docCount && getBit(deleted, doc)) doc = skipFullWord(deleted, doc)
  return Math.min(doc, docCount)
}

/** Visits every document that is not deleted, in order. */
export function eachLive(deleted: Uint32Array | undefined, docCount: number, visit: (doc: number) => void): void {
  for (let doc = nextLive(deleted, 0, docCount); doc < docCount; doc = nextLive(deleted, doc + 1, docCount)) visit(doc)
}

/** The numbers of the bits that are set, ascending. */
export function toNumbers(bits: Uint32Array): Uint32Array {
  const numbers = new Uint32Array(popcount(bits))
  let count = 0
  for (let at = 0; at < bits.length; at++) {
    let word = bits[at]!
    while (word !== 0) {
      numbers[count++] = (at << 5) + trailingZeros(word)
      word &= word - 1
    }
  }
  return numbers
}

const trailingZeros = (word: number): number => 31 - Math.clz32(word & -word)

const skipFullWord = (bits: Uint32Array, at: number): number =>
  (at & 31) === 0 && bits[at >>> 5] === 0xffffffff ? at + 32 : at + 1
