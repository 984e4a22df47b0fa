/** Sorts numbers of a column for range queries: a radix sort, linear in their count, stable, with places to pause. */
import type { Slices } from './slices.ts'

const STEP = 16_384
const DIGITS = 8

/** Places of the values in ascending order; equal values (-0 and 0 are) keep their order. */
export function* orderOfDoubles(values: Float64Array): Slices<Uint32Array> {
  const keys = new Uint32Array(values.length * 2)
  const double = new Float64Array(1)
  const words = new Uint32Array(double.buffer)
  for (let at = 0; at < values.length; at++) {
    double[0] = values[at]! + 0
    const negative = words[1]! >>> 31 === 1
    keys[at * 2] = negative ? ~words[0]! : words[0]!
    keys[at * 2 + 1] = negative ? ~words[1]! : words[1]! ^ 0x80000000
    if (at % STEP === 0) yield
  }
  return yield* orderOfKeys(keys)
}

/** The same for 64-bit integers. */
export function* orderOfIntegers(values: BigInt64Array | BigUint64Array): Slices<Uint32Array> {
  const keys = new Uint32Array(values.buffer, values.byteOffset, values.length * 2).slice()
  if (values instanceof BigInt64Array) yield* flipSigns(keys)
  return yield* orderOfKeys(keys)
}

function* flipSigns(keys: Uint32Array): Slices<void> {
  for (let at = 1; at < keys.length; at += 2) {
    keys[at]! ^= 0x80000000
    if ((at >>> 1) % STEP === 0) yield
  }
}

/** Keys are pairs of words, low word first. */
function* orderOfKeys(keys: Uint32Array): Slices<Uint32Array> {
  const count = keys.length / 2
  let order = new Uint32Array(count)
  if (count < 2) return order
  const histogram = yield* countDigits(keys)
  for (let at = 0; at < count; at++) order[at] = at
  let target = new Uint32Array(count)
  for (let digit = 0; digit < DIGITS; digit++) {
    const next = startsOfDigit(histogram, digit, count)
    if (!next) continue
    const shift = (digit & 3) * 8
    const word = digit >>> 2
    for (let at = 0; at < count; at++) {
      const place = order[at]!
      const value = (keys[place * 2 + word]! >>> shift) & 0xff
      target[next[value]!++] = place
      if (at % STEP === 0) yield
    }
    ;[order, target] = [target, order]
  }
  return order
}

function* countDigits(keys: Uint32Array): Slices<Uint32Array> {
  const histogram = new Uint32Array(DIGITS * 256)
  for (let at = 0; at < keys.length; at++) {
    const key = keys[at]!
    const base = (at & 1) * 1024
    histogram[base + (key & 0xff)]!++
    histogram[base + 256 + ((key >>> 8) & 0xff)]!++
    histogram[base + 512 + ((key >>> 16) & 0xff)]!++
    histogram[base + 768 + (key >>> 24)]!++
    if (at % STEP === 0) yield
  }
  return histogram
}

/** Where each value of a digit begins; undefined where all are the same and the pass would move nothing. */
function startsOfDigit(histogram: Uint32Array, digit: number, count: number): Uint32Array | undefined {
  const starts = new Uint32Array(256)
  let total = 0
  for (let value = 0; value < 256; value++) {
    const here = histogram[digit * 256 + value]!
    if (here === count) return undefined
    starts[value] = total
    total += here
  }
  return starts
}
