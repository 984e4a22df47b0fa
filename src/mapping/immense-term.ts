/** Lucene's limit on the length of a term, and the refusal of what is longer. Cut tokens never reach it; whole values may. */
import { illegalArgument } from '../core/errors.ts'

/** In bytes of UTF-8. */
const MAX_TERM_BYTES = 32_766
const SHOWN_BYTES = 30

/** Throws where a text is too long to be one term. */
export function checkTerm(path: string, text: string): void {
  // a UTF-16 unit is three bytes at most
  if (text.length * 3 <= MAX_TERM_BYTES || Buffer.byteLength(text) <= MAX_TERM_BYTES) return
  // Java's bytes are signed
  const first = [...Buffer.from(text.slice(0, SHOWN_BYTES)).subarray(0, SHOWN_BYTES)].map((byte) =>
    byte > 127 ? byte - 256 : byte,
  )
  throw illegalArgument(
    `Document contains at least one immense term in field="${path}" (whose UTF8 encoding is longer than the max length ` +
      `${MAX_TERM_BYTES}), all of which were skipped. Please correct the analyzer to not produce such terms. The prefix of the ` +
      `first immense term is: '[${first.join(', ')}]...'`,
  )
}
