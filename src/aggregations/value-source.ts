/** The values that an aggregation reads: a field, and what stands for those who have none. Used by the kinds. */
import { parseDateFormat } from '../core/date-format.ts'
import { parseDateMath } from '../core/date-math.ts'
import { ElasticError, illegalArgument } from '../core/errors.ts'
import type { TimeZone } from '../core/time-zone.ts'
import { parseTimeZone, UTC } from '../core/time-zone.ts'
import { parseBoolean } from '../core/units.ts'
import type { Scalar } from '../query/node.ts'
import { isScalar, type Option, type Readers, scalarText, text } from '../query/options.ts'
import { searchFailure, searchRefusal } from '../query/search-failure.ts'
import { textField, wrongToken } from '../query/strict-object.ts'
import type { AggregatedField, Entry, Ground } from './aggregation.ts'

/** Options of all that read values. */
export const SOURCE = {
  field: textField,
  script: () => true,
  missing: scalarOption,
  format: textField,
  value_type: text,
  time_zone: (option: Option): TimeZone => parseTimeZone(text(option)),
} as const satisfies Readers

export interface ValueSource {
  readonly field: string
  readonly missing: Scalar | undefined
  readonly format: string | undefined
  readonly zone: TimeZone
  readonly hasScript: boolean
}

/** Checks what `SOURCE` has read. */
export function toSource(options: {
  readonly field?: string
  readonly script?: boolean
  readonly missing?: Scalar
  readonly format?: string
  readonly time_zone?: TimeZone
}): ValueSource {
  const { field, script = false, missing, format, time_zone: zone = UTC } = options
  if (field === undefined && !script) throw illegalArgument('Required one of fields [field, script], but none were specified.')
  return { field: field ?? '', missing, format, zone, hasScript: script }
}

/** Values as they are compared: texts, or numbers (also of dates and booleans). */
export type Value = string | number

export interface Values<Item> {
  readonly type: AggregatedField<Item>['type']
  of(item: Item): readonly Value[]
  /** As `of`, each once. */
  distinct(item: Item): readonly Value[]
  /** A value as texts show it. */
  text(value: Value): string
  /** What a text or number of the request means; dates may be date math. Throws 400. */
  parse(given: Scalar): Value
  readonly hasFormat: boolean
}

/** `where` names the aggregation that reads, for the refusal of scripts. */
export function openValues<Item>(ground: Ground<Item>, source: ValueSource, where: string): Values<Item> {
  if (source.hasScript) throw illegalArgument(`Unsupported script value source for ${where}`)
  const field = ground.field(source.field)
  const { type } = field
  const format = parseDateFormat(source.format ?? field.format)
  const now = Date.now()
  const parse = (given: Scalar): Value => {
    const told = scalarText(given)
    if (type === 'date') return asFailure(() => parseDateMath(told, format, { now, round: 'down', zone: source.zone }))
    if (type === 'boolean') return parseBoolean(told) ? 1 : 0
    return type === 'number' ? asFailure(() => numberOf(told)) : told
  }
  const missing = source.missing === undefined ? [] : [parse(source.missing)]
  const of = (item: Item): readonly Value[] => {
    const values = field.values(item)
    return values.length === 0 ? missing : values.map((value) => (typeof value === 'boolean' ? Number(value) : value))
  }
  return {
    type,
    of,
    distinct(item) {
      const values = of(item)
      return values.length > 1 ? [...new Set(values)] : values
    },
    text: (value) => textOf(type, value, (instant) => format.print(instant)),
    parse,
    hasFormat: source.format !== undefined,
  }
}

/** Members that show a value of a bucket. */
export function keyEntries<Item>({ type, text: print, hasFormat }: Values<Item>, value: Value): readonly Entry[] {
  const isPlain = typeof value === 'string' || (type === 'number' && !hasFormat)
  return isPlain
    ? [['key', value]]
    : [
        ['key', value],
        ['key_as_string', print(value)],
      ]
}

/** Least first; texts in the order of their bytes, as far as UTF-16 has it. */
export function compareValues(one: Value, other: Value): number {
  if (one === other) return 0
  return one < other ? -1 : 1
}

function textOf(type: AggregatedField<unknown>['type'], value: Value, print: (instant: number) => string): string {
  if (typeof value === 'string') return value
  if (type === 'date') return print(value)
  return type === 'boolean' ? String(value === 1) : String(value)
}

function numberOf(given: string): number {
  const number = given.trim() === '' ? Number.NaN : Number(given)
  if (Number.isFinite(number)) return number
  throw new ElasticError('number_format_exception', `For input string: "${given}"`)
}

function asFailure<Result>(read: () => Result): Result {
  try {
    return read()
  } catch (error) {
    throw error instanceof ElasticError ? searchFailure(error) : error
  }
}

/** Throws 400 for a field that is not of numbers. */
export function assertNumeric<Item>({ type }: Values<Item>, field: string, kind: string): void {
  if (type === 'date' || type === 'number' || type === 'boolean') return
  throw searchRefusal(`Field [${field}] of type [${type}] is not supported for aggregation [${kind}]`)
}

function scalarOption(option: Option): Scalar {
  if (isScalar(option.value)) return option.value
  throw wrongToken(option)
}
