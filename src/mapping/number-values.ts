/**
 * Numbers as fields of each width read them: from JSON numbers exactly, from strings as Java parses them. Errors have Elasticsearch's
 * types and words; those of its JSON parser are `TokenFault`s.
 */
import { ElasticError, illegalArgument } from '../core/errors.ts'
import type { JsonNumber, JsonValue } from '../core/json/value.ts'
import { doubleText, isIntegerToken } from './java-text.ts'
import { TokenFault } from './value-fault.ts'

export const numberFormat = (text: string): ElasticError =>
  new ElasticError('number_format_exception', `For input string: "${text}"`)

const JAVA_DOUBLE = /^[+-]?(?:NaN|Infinity|(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?[fFdD]?)$/
const HEX_DOUBLE = /^([+-]?)0[xX]([0-9a-fA-F]*)(?:\.([0-9a-fA-F]*))?[pP]([+-]?\d+)[fFdD]?$/

/** A double as `Double.parseDouble` reads it (white space around, `1f`, `0x1p3`); throws `number_format_exception`. */
export function parseJavaDouble(text: string): number {
  const trimmed = text.trim()
  if (trimmed === '') throw new ElasticError('number_format_exception', 'empty String')
  if (JAVA_DOUBLE.test(trimmed)) return Number(trimmed.replace(/(?<=[\d.])[fFdD]$/, ''))
  const [, sign, whole = '', fraction = '', exponent] = HEX_DOUBLE.exec(trimmed) ?? []
  if (whole + fraction === '') throw numberFormat(text)
  const magnitude = Number(BigInt(`0x${whole}${fraction}`)) * 2 ** (Number(exponent) - 4 * fraction.length)
  return sign === '-' ? -magnitude : magnitude
}

const DECIMAL = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/
/** Any 64-bit integer has fewer digits: longer ones are out of range without being computed. */
const MAX_DIGITS = 40

/** A decimal text cut to its integer part; undefined where it is no decimal, ±Infinity where it is absurdly large. */
export function integerPart(text: string): bigint | number | undefined {
  const match = DECIMAL.exec(text)
  if (!match || (match[2] === '' && (match[3] ?? '') === '')) return undefined
  const [, sign, whole = '', fraction = '', exponentText = '0'] = match
  const exponent = Number(exponentText)
  const digits = (whole + fraction).replace(/^0+/, '')
  const size = digits.length - fraction.length + exponent
  if (digits === '' || size <= 0) return 0n
  if (size > MAX_DIGITS) return sign === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
  const magnitude = BigInt(digits.slice(0, size).padEnd(size, '0'))
  return sign === '-' ? -magnitude : magnitude
}

/** Whether a decimal text has digits other than zero behind its point. */
export function hasFraction(text: string): boolean {
  const match = DECIMAL.exec(text)
  if (!match) return false
  const [, , whole = '', fraction = '', exponentText = '0'] = match
  const kept = Math.max(0, whole.length + Number(exponentText))
  return /[1-9]/.test((whole + fraction).slice(kept))
}

export const LONG_MIN = -(2n ** 63n)
export const LONG_MAX = 2n ** 63n - 1n
export const UNSIGNED_MAX = 2n ** 64n - 1n

/** A 64-bit integer as it is kept: a number where it is exact as one. */
export const compact = (value: bigint): number | bigint =>
  value >= -9007199254740991n && value <= 9007199254740991n ? Number(value) : value

/** A JSON number for a `long`; fractions are cut off. */
export function longFromNumber(value: number | JsonNumber): number | bigint {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value
  const text = typeof value === 'number' ? String(value) : value.text
  // as Jackson does: a number with a fraction or an exponent is compared as a double, and cut at the limits
  if (!isIntegerToken(value)) {
    const double = Number(text)
    if (double < -(2 ** 63) || double > 2 ** 63) throw outOfLong(text)
    if (double === 2 ** 63) return LONG_MAX
    return compact(BigInt(Math.trunc(double)))
  }
  const exact = integerPart(text)
  if (typeof exact !== 'bigint' || exact < LONG_MIN || exact > LONG_MAX) throw outOfLong(text)
  return compact(exact)
}

const outOfLong = (text: string): TokenFault =>
  new TokenFault('input_coercion_exception', `Numeric value (${text}) out of range of long (${LONG_MIN} - ${LONG_MAX})`)

/** A string for a `long`; fractions are cut off. */
export function longFromText(text: string): number | bigint {
  if (/^[+-]?\d{1,15}$/.test(text)) return Number(text)
  const exact = integerPart(text)
  if (exact === undefined) throw illegalArgument(`For input string: "${text}"`)
  if (typeof exact !== 'bigint' || exact < LONG_MIN || exact > LONG_MAX) throw outOfRange('long', text)
  return compact(exact)
}

export interface IntegerKind {
  readonly name: 'integer' | 'short' | 'byte'
  readonly min: number
  readonly max: number
}

export const INTEGERS: Readonly<Record<IntegerKind['name'], IntegerKind>> = {
  integer: { name: 'integer', min: -(2 ** 31), max: 2 ** 31 - 1 },
  short: { name: 'short', min: -32_768, max: 32_767 },
  byte: { name: 'byte', min: -128, max: 127 },
}

export const outOfRange = (type: 'long' | 'unsigned long' | IntegerKind['name'], text: string): ElasticError =>
  illegalArgument(`Value [${text}] is out of range for ${type === 'integer' || type === 'unsigned long' ? 'an' : 'a'} ${type}`)

/** A JSON number for a field of 32 bits or fewer. */
export function integerFromNumber(value: number | JsonNumber, kind: IntegerKind): number {
  const double = typeof value === 'number' ? value : value.toNumber()
  const { min, max } = INTEGERS.integer
  if (!(double >= min && double <= max)) {
    const text = typeof value === 'number' ? String(value) : value.text
    throw new TokenFault('input_coercion_exception', `Numeric value (${text}) out of range of int (${min} - ${max})`)
  }
  const whole = Math.trunc(double) + 0
  if (whole >= kind.min && whole <= kind.max) return whole
  if (kind.name === 'byte') throw outOfRange(kind.name, String(whole))
  const text = typeof value === 'number' ? String(value) : value.text
  throw new TokenFault('input_coercion_exception', `Numeric value (${text}) out of range of Java short`)
}

/** A string for such a field: read as a double, then cut. */
export function integerFromText(text: string, kind: IntegerKind): number {
  const double = parseJavaDouble(text)
  if (!(double >= kind.min && double <= kind.max)) throw outOfRange(kind.name, text)
  return Math.trunc(double) + 0
}

/** Why a JSON value that is no number cannot be one. */
export function notNumeric(value: JsonValue): TokenFault {
  const token = value === true ? 'VALUE_TRUE' : 'VALUE_FALSE'
  return new TokenFault('json_parse_exception', `Current token (${token}) not numeric, can not use numeric value accessors`)
}

/** `Value 3.5 cannot be an Integer`: with `coerce: false`. */
export const dataLoss = (value: number | JsonNumber, javaName: string): ElasticError =>
  illegalArgument(
    `${doubleText(typeof value === 'number' ? value : value.toNumber())} cannot be converted to ${javaName} without data loss`,
  )

const scratch = new DataView(new ArrayBuffer(4))

/** The nearest half-precision value, ties to even; infinite from 65520 on. */
export function roundToHalf(value: number): number {
  const float = Math.fround(value)
  const magnitude = Math.abs(float)
  if (magnitude >= 65_520) return float < 0 ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
  scratch.setFloat32(0, magnitude)
  const exponent = Math.max((scratch.getUint32(0) >>> 23) - 127, -14)
  const step = 2 ** (exponent - 10)
  const scaled = magnitude / step
  const floor = Math.floor(scaled)
  const tie = scaled - floor === 0.5
  const rounded = (tie ? (floor % 2 === 0 ? floor : floor + 1) : Math.round(scaled)) * step
  return float < 0 || Object.is(float, -0) ? -rounded : rounded
}
