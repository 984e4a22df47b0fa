/** `docvalue_fields`: the values of columns, ascending, as their types show them. */
import { parseDateFormat } from '../../../core/date-format.ts'
import { illegalArgument } from '../../../core/errors.ts'
import type { JsonOutput } from '../../../core/json/output.ts'
import type { FieldValue, MappedField } from '../../../mapping/field.ts'
import type { IndexReader } from '../../reader.ts'
import type { FieldRequest } from '../request.ts'
import { requireColumn } from '../sort/index-sort.ts'
import { compileDecimalFormat } from './decimal-format.ts'
import type { Place } from './locate.ts'

/** Reads one field of one hit; undefined where it has no value. */
export interface FieldColumn {
  readonly path: string
  values(place: Place): readonly JsonOutput[] | undefined
}

const DEFAULT_MAX_FIELDS = 100

/** The columns a request asks for; fields that are not mapped show nothing. */
export function bindDocValues(requests: readonly FieldRequest[], reader: IndexReader): readonly FieldColumn[] {
  refuseTooMany(requests.length, reader)
  const columns = new Map<string, FieldColumn>()
  for (const { field, format } of requests) {
    const paths = field.includes('*') ? reader.matchFields(field).filter((path) => reader.field(path)?.docValues) : [field]
    for (const path of paths) {
      const mapped = reader.field(path)
      if (mapped) columns.set(path, bindColumn(path, mapped, format, reader))
    }
  }
  return [...columns.values()]
}

function refuseTooMany(count: number, reader: IndexReader): void {
  const limit = Number(reader.setting('index.max_docvalue_fields_search') ?? DEFAULT_MAX_FIELDS)
  if (count <= limit) return
  throw illegalArgument(
    `Trying to retrieve too many docvalue_fields. Must be less than or equal to: [${limit}] but was [${count}]. ` +
      'This limit can be set by changing the [index.max_docvalue_fields_search] index level setting.',
  )
}

function bindColumn(path: string, field: MappedField, format: string | undefined, reader: IndexReader): FieldColumn {
  requireColumn(field, reader)
  const show = formatter(field, format)
  return { path, values: (place) => columnValues(field, place)?.map(show) }
}

function formatter(field: MappedField, format: string | undefined): (value: FieldValue) => JsonOutput {
  if (format === undefined || format === 'use_field_mapping') return (value) => field.formatValue(value)
  if (field.family === 'number' && field.type !== 'date') {
    const print = compileDecimalFormat(format)
    return (value) => (typeof value === 'string' ? value : print(value))
  }
  if (field.type !== 'date') {
    throw illegalArgument(`Field [${field.path}] of type [${field.type}] doesn't support formats.`)
  }
  const dates = parseDateFormat(format)
  return (value) => dates.print(Number(value))
}

function columnValues(field: MappedField, { segment: { segment }, doc }: Place): readonly FieldValue[] | undefined {
  const found = segment.field(field.path)
  const column = found?.column
  const count = column?.count(doc) ?? 0
  if (!column || count === 0) return undefined
  return Array.from({ length: count }, (_, nth) => {
    if (column.kind === 'ordinals') return found.terms!.term(column.ordinal(doc, nth))
    return column.exact64 ? column.big(doc, nth) : column.value(doc, nth)
  })
}
