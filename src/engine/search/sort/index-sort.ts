/** The order of a request bound to one index: for each key, where it comes from, how it compares and how it is shown. */
import { parseDateFormat } from '../../../core/date-format.ts'
import { ElasticError, illegalArgument } from '../../../core/errors.ts'
import type { JsonOutput } from '../../../core/json/output.ts'
import type { JsonValue } from '../../../core/json/value.ts'
import type { MappedField } from '../../../mapping/field.ts'
import { isScalar } from '../../../query/options.ts'
import type { IndexReader, SegmentReader } from '../../reader.ts'
import { firstAtLeast } from '../../segment/segment.ts'
import { floatOutput } from '../float-output.ts'
import type { FieldSort, SortMode, SortSpec } from '../request.ts'
import { queryShardFailure } from '../shard-errors.ts'
import { booleanKeys, type KeySource, NumberKeys, placeKeys, sameKey, TermKeys } from './key-source.ts'
import { findNumberKind, type NumberKind } from './number-kind.ts'
import type { KeyOrder, SortKey } from './sort-key.ts'

export interface IndexSort extends KeyOrder {
  /** Keys of a segment whose documents are numbered from `base` on within the index. */
  keys(reader: SegmentReader, base: number): KeySource
  show(key: SortKey): JsonOutput
  /** A value of `search_after` as a key. */
  parse(value: JsonValue): SortKey
}

/** `nth`: the reader's place among those of the search. */
export function bindSort(spec: SortSpec, reader: IndexReader, nth: number): IndexSort {
  if (spec.by === 'score') return scoreSort(spec.descending)
  if (spec.by === 'doc') return placeSort('_doc', spec.descending, 0)
  if (spec.by === 'shardDoc') return placeSort('_shard_doc', spec.descending, nth * 2 ** 32)
  return spec.field === '_seq_no' ? seqNoSort(spec) : fieldSort(spec, reader)
}

const scoreSort = (descending: boolean): IndexSort => ({
  descending,
  missingFirst: false,
  keys: () => ({ key: (_, score) => score }),
  show: (key) => floatOutput(Number(key)),
  parse: (value) => Math.fround(parseNumber(value, '_score')),
})

/** The order of the index, whose documents are numbered from `first` on. */
const placeSort = (name: string, descending: boolean, first: number): IndexSort => ({
  descending,
  missingFirst: false,
  keys: (_, base) => (descending ? { key: (doc) => first + base + doc } : placeKeys(first + base)),
  show: (key) => key,
  parse: (value) => parseNumber(value, name),
})

/** Documents of a segment are in the order of their sequence numbers. */
const seqNoSort = ({ descending }: FieldSort): IndexSort => ({
  descending,
  missingFirst: false,
  keys({ segment: { seqNos, docCount } }) {
    const key = (doc: number): number => seqNos[doc]!
    return descending ? { key } : { key, firstFrom: (from) => firstAtLeast(seqNos, docCount, Number(from)) }
  },
  show: (key) => key,
  parse: (value) => parseNumber(value, '_seq_no'),
})

function fieldSort(spec: FieldSort, reader: IndexReader): IndexSort {
  if (spec.field === '_id') {
    const setting = 'indices.id_field_data.enabled'
    throw illegalArgument(
      `Fielddata access on the _id field is disallowed, you can re-enable it by updating the dynamic cluster setting: ${setting}`,
    )
  }
  const field = reader.field(spec.field)
  if (!field) return unmappedSort(spec, reader)
  requireColumn(field, reader)
  checkFormat(spec, field)
  const kind = findNumberKind(field.type)
  return kind ? numberSort(spec, kind, field) : stringSort(spec, field)
}

/** Text has no column, and a field without doc values neither. */
export function requireColumn(field: MappedField, { index }: IndexReader): void {
  if (field.family === 'text') {
    throw illegalArgument(
      `Fielddata is disabled on [${field.path}] in [${index.name}]. Text fields are not optimised for operations that require per-document ` +
        'field data like aggregations and sorting, so these operations are disabled by default. Please use a keyword field instead. ' +
        `Alternatively, set fielddata=true on [${field.path}] in order to load field data by uninverting the inverted index. ` +
        'Note that this can use significant memory.',
    )
  }
  if (!field.docValues) {
    const reason = `Can't load fielddata on [${field.path}] because fielddata is unsupported on fields of type [${field.type}]. Use doc values instead.`
    throw illegalArgument(reason)
  }
}

function unmappedSort(spec: FieldSort, reader: IndexReader): IndexSort {
  if (spec.unmappedType === undefined) {
    throw queryShardFailure(reader, `No mapping found for [${spec.field}] in order to sort on`)
  }
  const kind = findNumberKind(spec.unmappedType)
  return kind ? numberSort(spec, kind, undefined) : stringSort(spec, undefined)
}

function numberSort(spec: FieldSort, kind: NumberKind, field: MappedField | undefined): IndexSort {
  const missing = numberMissing(spec, kind, field)
  const mode = spec.mode ?? (spec.descending ? 'max' : 'min')
  return {
    descending: spec.descending,
    missingFirst: spec.missing === '_first',
    keys({ segment }) {
      const found = field && segment.field(field.path)
      if (!found?.column) return sameKey(missing)
      if (found.column.kind === 'ordinals') return booleanKeys(found, mode, missing)
      return new NumberKeys(found.column, mode, kind, missing, spec.descending)
    },
    show: (key) => showNumber(key, spec, kind, field),
    parse: (value) => parseKey(value, kind, field),
  }
}

/** Only dates are shown by formats. */
function checkFormat({ format }: FieldSort, field: MappedField | undefined): void {
  if (format === undefined || !field) return
  if (field.type !== 'date') throw illegalArgument(`Field [${field.path}] of type [${field.type}] doesn't support formats.`)
  parseDateFormat(format)
}

function numberMissing(spec: FieldSort, kind: NumberKind, field: MappedField | undefined): SortKey {
  const { missing, descending } = spec
  if (typeof missing === 'object') return parseKey(missing.value, kind, field)
  return (missing === '_last') === descending ? kind.least : kind.greatest
}

function showNumber(key: SortKey, { format }: FieldSort, kind: NumberKind, field: MappedField | undefined): JsonOutput {
  if (key === null || typeof key === 'string') return key
  if (format === undefined || field?.type !== 'date') return kind.show(key)
  return key === kind.greatest || key === kind.least ? null : parseDateFormat(format).print(Number(key))
}

/** Booleans are numbers here; dates may come as text. */
function parseKey(value: JsonValue, kind: NumberKind, field: MappedField | undefined): SortKey {
  if (value === null) return kind.greatest
  if (!isScalar(value)) throw illegalArgument('Failed to parse search_after value for field')
  if (typeof value === 'boolean') return value ? 1 : 0
  const isDateText = field?.type === 'date' && typeof value === 'string' && !/^-?\d+$/.test(value)
  if (isDateText) return field.parseQueryValue(value)
  return parseSortNumber(typeof value === 'object' ? value.text : String(value), kind, field)
}

function parseSortNumber(text: string, kind: NumberKind, field: MappedField | undefined): SortKey {
  const isWhole = kind.isWhole && /^-?\d+$/.test(text)
  if (isWhole) return Number.isSafeInteger(Number(text)) ? Number(text) : BigInt(text)
  const number = text.trim() === '' ? Number.NaN : Number(text)
  if (!Number.isNaN(number)) return number
  const cause = new ElasticError('number_format_exception', `For input string: "${text}"`)
  throw illegalArgument(`Failed to parse search_after value for field [${field?.path ?? ''}].`, { causedBy: cause })
}

function parseNumber(value: JsonValue, field: string): number {
  const number = isScalar(value) ? Number(typeof value === 'object' ? value.text : value) : Number.NaN
  if (Number.isNaN(number)) throw illegalArgument(`Failed to parse search_after value for field [${field}].`)
  return number
}

function stringSort(spec: FieldSort, field: MappedField | undefined): IndexSort {
  const missing = typeof spec.missing === 'object' ? stringKey(spec.missing.value, field) : null
  const mode = stringMode(spec)
  return {
    descending: spec.descending,
    missingFirst: spec.missing === '_first',
    keys({ segment }) {
      const found = field && segment.field(field.path)
      if (found?.column?.kind !== 'ordinals' || !found.terms) return sameKey(missing)
      return new TermKeys(found.column, found.terms, mode, missing, spec.descending)
    },
    show: (key) => (key === null || !field ? key : field.formatValue(key)),
    parse: (value) => stringKey(value, field),
  }
}

function stringMode({ mode, descending }: FieldSort): SortMode {
  if (mode === undefined) return descending ? 'max' : 'min'
  if (mode === 'min' || mode === 'max') return mode
  throw illegalArgument('we only support AVG, MEDIAN and SUM on number based fields')
}

function stringKey(value: JsonValue, field: MappedField | undefined): SortKey {
  if (value === null) return null
  if (!isScalar(value)) throw illegalArgument(`Failed to parse search_after value for field [${field?.path ?? ''}].`)
  return field ? String(field.parseQueryValue(value)) : String(value)
}
