/** Percent-decoding, once and strictly: malformed escapes and invalid UTF-8 are refused, never repaired. Called by `target.ts` only. */
import { illegalArgument } from '../core/errors.ts'

const BAD_ESCAPE = /%(?![0-9a-fA-F]{2})/

/** Decodes a part of a request target. `whole` and `offset` say where it stands, for the error text. */
export function decodePercent(part: string, whole: string, offset: number): string {
  if (!part.includes('%')) return part
  const bad = part.search(BAD_ESCAPE)
  if (bad >= 0) throw badEscape(part.slice(bad), whole, offset + bad)
  try {
    return decodeURIComponent(part)
  } catch (error) {
    throw illegalArgument(`invalid UTF-8 in escape sequences of: ${whole}`, { causedBy: illegalArgument(String(error)) })
  }
}

function badEscape(rest: string, whole: string, at: number) {
  if (rest.length === 1) return illegalArgument(`unterminated escape sequence at end of string: ${whole}`)
  if (rest.length === 2) return illegalArgument(`partial escape sequence at end of string: ${whole}`)
  return illegalArgument(`invalid escape sequence \`${rest.slice(0, 3)}' at index ${at} of: ${whole}`)
}
