/** Sorting of own records, and going on behind a known place (`search_after`). */
import { parseDateFormat } from '../../../core/date-format.ts'
import { ElasticError, illegalArgument } from '../../../core/errors.ts'
import { namePositionOf, positionOf } from '../../../core/json/positions.ts'
import { isJsonObject, type JsonObject, type JsonValue, tokenName } from '../../../core/json/value.ts'
import { isScalar, type Option, scalarText } from '../../../query/options.ts'
import { compareValues, getField, type RecordField, type RecordSchema } from './record-schema.ts'
import { WholeRefusal } from './whole-refusal.ts'

/** One criterion, as the request names it. */
export interface RecordSort {
  readonly field: string
  readonly descending: boolean
  readonly missingFirst: boolean
  /** How dates are printed; left out: as milliseconds. */
  readonly format?: string
}

/** Values of one record by each criterion; null: it has none. */
export type SortValues = readonly (string | boolean | number | null)[]

/** The member `sort`: names, or objects with one name each. */
export function readSort({ container, key, value }: Option): readonly RecordSort[] {
  const entries = Array.isArray(value) ? value : [value]
  return entries.flatMap((entry, at) => {
    if (typeof entry === 'string') return [{ field: entry, descending: false, missingFirst: false }]
    const place = Array.isArray(value) ? positionOf(value, at) : positionOf(container, key)
    if (!isJsonObject(entry)) throw wrongToken('field_sort', entry, place)
    return [...entry].map(([field, options]) => readCriterion(entry, field, options))
  })
}

function readCriterion(entry: JsonObject, field: string, options: JsonValue): RecordSort {
  if (!isJsonObject(options)) throw wrongToken('field_sort', options, positionOf(entry, field))
  let descending = false
  let missingFirst = false
  let format: string | undefined
  for (const [name, value] of options) {
    const text = isScalar(value) ? scalarText(value) : ''
    if (name === 'order' && /^(asc|desc)$/i.test(text)) descending = text.toLowerCase() === 'desc'
    else if (name === 'missing' && /^_(first|last)$/.test(text)) missingFirst = text === '_first'
    else if (name === 'format' && text !== '') format = text
    else if (name === 'nested') throw new WholeRefusal('nested sorting is not currently supported in this context')
    else if (name !== 'unmapped_type') throw unknownOption(options, name)
  }
  return { field, descending, missingFirst, ...(format === undefined ? {} : { format }) }
}

const at = (place: { line: number; column: number } | undefined): string => (place ? `[${place.line}:${place.column}] ` : '')

const wrongToken = (parser: string, value: JsonValue, place: ReturnType<typeof positionOf>): ElasticError =>
  new ElasticError('x_content_parse_exception', `${at(place)}[${parser}] Expected START_OBJECT but was: ${tokenName(value)}`)

const unknownOption = (options: JsonObject, name: string): ElasticError =>
  new ElasticError('x_content_parse_exception', `${at(namePositionOf(options, name))}[field_sort] unknown field [${name}]`)

/** How records are put in order. */
export interface RecordOrder<Item> {
  valuesOf(item: Item): SortValues
  compare(one: SortValues, other: SortValues): number
  /** Values as replies show them, and as requests give them back. */
  print(values: SortValues): SortValues
  read(values: SortValues): SortValues
}

/** Throws 400 for fields that cannot be sorted by. */
export function compileSort<Item>(sorts: readonly RecordSort[], schema: RecordSchema<Item>): RecordOrder<Item> {
  const numeric = sorts.map(({ field }) => field !== '_doc' && isNumeric(getField(schema, field)))
  const readers = sorts.map(({ field, descending }) => {
    if (field === '_doc') return () => null
    const { type, values } = getField(schema, field)
    if (type === 'text') throw illegalArgument(`sorting is not supported for field [${field}]`)
    // Of several values the smallest counts, or the greatest when the order is turned round.
    return (item: Item) => [...values(item)].sort(compareValues).at(descending ? -1 : 0) ?? null
  })
  const compare = (one: SortValues, other: SortValues): number => {
    for (const [index, sort] of sorts.entries()) {
      const order = compareBy(sort, one[index] ?? null, other[index] ?? null, numeric[index] === true)
      if (order !== 0) return order
    }
    return 0
  }
  const each =
    (convert: (value: SortValues[number], format: string | undefined) => SortValues[number]) =>
    (values: SortValues): SortValues =>
      values.map((value, at) => (numeric[at] && value !== null ? convert(value, sorts[at]?.format) : value))
  return {
    valuesOf: (item) => readers.map((read) => read(item)),
    compare,
    print: each((value, format) => (format === undefined ? value : parseDateFormat(format).print(Number(value)))),
    read: each((value, format) => readPlace(value, format)),
  }
}

/** A date may come back as it was printed, or as milliseconds. */
function readPlace(value: SortValues[number], format = 'strict_date_optional_time'): number {
  const number = Number(value)
  return Number.isFinite(number) ? number : parseDateFormat(format).parse(String(value))
}

const isNumeric = <Item>({ type }: RecordField<Item>): boolean => type === 'date' || type === 'number'

function compareBy(
  { descending, missingFirst }: RecordSort,
  one: SortValues[number],
  other: SortValues[number],
  numeric: boolean,
): number {
  if (one === null || other === null) {
    if (one === other) return 0
    return (one === null) === missingFirst ? -1 : 1
  }
  const order = numeric ? compareValues(Number(one), Number(other)) : compareValues(String(one), String(other))
  return descending ? -order : order
}
