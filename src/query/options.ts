/**
 * Reads the options of a query: the loop that every kind shares, with Elasticsearch's errors and their place in the body. An option that a
 * kind does not list is refused, never skipped.
 */
import { ElasticError, illegalArgument, parsingException } from '../core/errors.ts'
import { positionOf } from '../core/json/positions.ts'
import type { JsonObject, JsonValue } from '../core/json/value.ts'
import { isJsonNumber, JsonNumber, numberText, tokenName } from '../core/json/value.ts'
import { parseBoolean } from '../core/units.ts'
import type { Scalar } from './node.ts'
import { prettyJson } from './pretty-json.ts'

/** One option as it stands in the body. */
export interface Option {
  readonly kind: string
  readonly container: JsonObject
  readonly key: string
  readonly value: JsonValue
  /** The field whose options these are, for queries of the form `{"match": {"<field>": {…}}}`. */
  readonly field: string | undefined
}

export type Readers = Readonly<Record<string, (option: Option) => unknown>>
export type Values<Table extends Readers> = { -readonly [Key in keyof Table]?: ReturnType<Table[Key]> }

/** Reads every member of `body` by its reader; unknown ones are refused in the words of hand-written parsers. */
export function readOptions<Table extends Readers>(
  kind: string,
  body: JsonObject,
  readers: Table,
  field?: string,
): Values<Table> {
  const values: Record<string, unknown> = {}
  for (const [key, value] of body) {
    const reader = Object.hasOwn(readers, key) ? readers[key] : undefined
    if (!reader) throw unsupported(kind, body, key)
    values[key] = reader({ kind, container: body, key, value, field })
  }
  return values as Values<Table>
}

/** `[match] query does not support [foo]`, at the value. */
export const unsupported = (kind: string, body: JsonObject, key: string): ElasticError =>
  parsingException(`[${kind}] query does not support [${key}]`, positionOf(body, key))

/** A string, number or boolean as it is. */
export function scalar(option: Option): Scalar {
  const { value, kind, container, key } = option
  if (isScalar(value)) return value
  throw parsingException(`[${kind}] unknown token [${tokenName(value)}] after [${key}]`, positionOf(container, key))
}

export const isScalar = (value: JsonValue): value is Scalar =>
  typeof value === 'string' || typeof value === 'boolean' || isJsonNumber(value)

/** A scalar, or undefined for null. */
export const scalarOrNull = (option: Option): Scalar | undefined => (option.value === null ? undefined : scalar(option))

/** The text of a scalar, as a JSON parser reads any scalar as text. */
export const text = (option: Option): string => scalarText(scalar(option))

/** The same, or undefined for null. */
export const textOrNull = (option: Option): string | undefined => (option.value === null ? undefined : text(option))

export function scalarText(value: Scalar): string {
  return typeof value === 'number' || value instanceof JsonNumber ? numberText(value) : String(value)
}

/** `true` and `false`, as text too. */
export function flag(option: Option): boolean {
  const value = scalar(option)
  return typeof value === 'boolean' ? value : parseBoolean(scalarText(value))
}

/** A number, as text too. */
export function number(option: Option): number {
  const value = scalar(option)
  const given = scalarText(value)
  const parsed = typeof value === 'boolean' || given.trim() === '' ? Number.NaN : Number(given)
  if (!Number.isNaN(parsed)) return parsed
  throw new ElasticError('number_format_exception', `For input string: "${given}"`)
}

/** A whole number of 32 bits; a fraction is cut off, as JSON parsers do when an int is asked for. */
export function integer(option: Option): number {
  const value = Math.trunc(number(option))
  if (value >= -2147483648 && value <= 2147483647) return value
  throw illegalArgument(`Numeric value (${scalarText(scalar(option))}) out of range of int (-2147483648 - 2147483647)`)
}

/** A factor for scores. */
export function boost(option: Option): number {
  const value = Math.fround(number(option))
  if (value === Number.POSITIVE_INFINITY) throw illegalArgument(`boost must be a positive float, got ${value}`)
  if (value >= 0) return value
  throw illegalArgument(
    `negative [boost] are not allowed in [${describeWithout(option)}], use a value between 0 and 1 to deboost`,
  )
}

/** The query as the error quotes it: without the boost that is refused. */
function describeWithout({ kind, container, key, field }: Option): string {
  const rest: JsonObject = new Map([...container].filter(([name]) => name !== key))
  return prettyJson(new Map([[kind, field === undefined ? rest : new Map([[field, rest]])]]))
}

/** The options that all queries take. */
export const COMMON = { boost, _name: text } as const

/** The node members that come from them. */
export const common = (values: { boost?: number; _name?: string }): { boost: number; name: string | undefined } => ({
  boost: values.boost ?? 1,
  name: values._name,
})

/** A field with its options, or with a bare value. */
export interface FieldBody {
  readonly field: string
  readonly value: JsonValue
}

/** The one field that a query of the form `{"match": {"<field>": …}}` names; undefined where there is none. */
export function readField(kind: string, body: JsonObject): FieldBody | undefined {
  let found: FieldBody | undefined
  for (const [field, value] of body) {
    if (found) {
      const reason = `[${kind}] query doesn't support multiple fields, found [${found.field}] and [${field}]`
      throw parsingException(reason, positionOf(body, field))
    }
    found = { field, value }
  }
  return found
}
