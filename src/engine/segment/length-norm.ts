/**
 * Field lengths in one byte, as Lucene keeps them (its `SmallFloat.intToByte4`): exact up to 39, then three bits after the leading one.
 * Segments store the byte, BM25 decodes it; equal bytes are what makes scores equal.
 */

/** Values below this are kept as they are; what is above counts from here. */
const FREE_VALUES = 24

/** The byte of a field length. */
export const encodeLength = (length: number): number =>
  length < FREE_VALUES ? length : FREE_VALUES + encodeFourBits(length - FREE_VALUES)

/** The length a byte stands for. */
export const decodeLength = (byte: number): number =>
  byte < FREE_VALUES ? byte : FREE_VALUES + decodeFourBits(byte - FREE_VALUES)

/** All 256 lengths. */
export const DECODED_LENGTHS: Float64Array = Float64Array.from({ length: 256 }, (_, byte) => decodeLength(byte))

/** A tiny float: 5 bits of exponent, 3 of mantissa with its leading one left out; below 8 the number itself. */
function encodeFourBits(value: number): number {
  const bits = 32 - Math.clz32(value)
  if (bits < 4) return value
  const shift = bits - 4
  return ((value >>> shift) & 7) | ((shift + 1) << 3)
}

function decodeFourBits(encoded: number): number {
  const mantissa = encoded & 7
  const exponent = encoded >>> 3
  return exponent === 0 ? mantissa : (mantissa | 8) * 2 ** (exponent - 1)
}
