/** A 64-bit query parameter (`version`, `if_seq_no` …). Held as a number: what lies beyond 2^53 is refused rather than rounded. */
import { ElasticError, illegalArgument } from '../core/errors.ts'
import type { ParameterReader } from '../request/parameters.ts'

/** The value of a whole-number parameter; undefined where absent. */
export function longParameter(parameters: ParameterReader, name: string): number | undefined {
  const text = parameters.text(name)
  if (text === undefined) return undefined
  const value = parseLong(text)
  if (value !== undefined) return value
  throw illegalArgument(`Failed to parse long parameter [${name}] with value [${text}]`, {
    causedBy: new ElasticError('number_format_exception', `For input string: "${text}"`),
  })
}

/** A whole number that a double holds exactly, or undefined. */
export function parseLong(text: string): number | undefined {
  const value = Number(text)
  return /^[+-]?\d+$/.test(text) && Number.isSafeInteger(value) ? value : undefined
}
