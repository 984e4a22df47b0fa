/** Reads members of a search body as Elasticsearch's parser does: by the kind of their value, with its errors. */
import { ElasticError, illegalArgument, parsingException } from '../../core/errors.ts'
import { positionOf } from '../../core/json/positions.ts'
import type { JsonObject, JsonValue } from '../../core/json/value.ts'
import { isJsonNumber, JsonNumber, numberText, tokenName } from '../../core/json/value.ts'
import { parseBoolean } from '../../core/units.ts'

/** One member of a body. */
export interface BodyMember {
  readonly body: JsonObject
  readonly key: string
  readonly value: JsonValue
}

/** `Unknown key for a VALUE_NUMBER in [foo].`, at the value. */
export const unknownKey = ({ body, key, value }: BodyMember): ElasticError =>
  parsingException(`Unknown key for a ${tokenName(value)} in [${key}].`, positionOf(body, key))

/** A whole number of 32 bits, as text too. */
export function intOf(member: BodyMember): number {
  const { value } = member
  if (typeof value !== 'string' && !isJsonNumber(value)) throw unknownKey(member)
  const text = typeof value === 'string' ? value : numberText(value)
  const number = Math.trunc(text.trim() === '' ? Number.NaN : Number(text))
  if (Number.isNaN(number)) throw new ElasticError('number_format_exception', `For input string: "${text}"`)
  if (number >= -2147483648 && number <= 2147483647) return number
  throw illegalArgument(`Numeric value (${text}) out of range of int (-2147483648 - 2147483647)`)
}

/** A number, as text too. */
export function floatOf(member: BodyMember): number {
  const { value } = member
  if (typeof value !== 'string' && !isJsonNumber(value)) throw unknownKey(member)
  const text = typeof value === 'string' ? value : numberText(value)
  const number = text.trim() === '' ? Number.NaN : Number(text)
  if (Number.isNaN(number)) throw new ElasticError('number_format_exception', `For input string: "${text}"`)
  return Math.fround(number)
}

/** `true` or `false`, as text too. */
export function booleanOf(member: BodyMember): boolean {
  const { value } = member
  if (typeof value === 'boolean') return value
  if (typeof value === 'string') return parseBoolean(value)
  throw unknownKey(member)
}

/** The text of a scalar. */
export function textOf(member: BodyMember): string {
  const { value } = member
  if (typeof value === 'string') return value
  if (typeof value === 'number' || value instanceof JsonNumber) return numberText(value)
  if (typeof value === 'boolean') return String(value)
  throw unknownKey(member)
}

/** A list of texts, or a single one. */
export function textsOf(member: BodyMember): readonly string[] {
  const { value, key } = member
  if (!Array.isArray(value)) return [textOf(member)]
  return value.map((item, at) => {
    if (typeof item === 'string') return item
    if (isJsonNumber(item)) return numberText(item)
    throw parsingException(`Unknown key for a ${tokenName(item)} in [${key}].`, positionOf(value, at))
  })
}
