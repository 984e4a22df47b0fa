/**
 * What of a kind of own record (users, roles, API keys) may be searched. Everything else about a record is as if it did not exist: a hash
 * can be neither asked for nor sorted by.
 */
import { illegalArgument } from '../../../core/errors.ts'

export interface RecordField<Item> {
  /** `text` is analysed, and cannot be sorted by; values of `date` are milliseconds since the epoch. */
  readonly type: 'keyword' | 'text' | 'boolean' | 'date' | 'number'
  /** Empty where the record has none. */
  values(item: Item): readonly (string | boolean | number)[]
}

export interface RecordSchema<Item> {
  /** What `ids` queries name. */
  idOf(item: Item): string
  readonly fields: ReadonlyMap<string, RecordField<Item>>
  /** A field that is there for every name of a kind (`metadata.…`). */
  fieldNamed?(name: string): RecordField<Item> | undefined
  /** How an aggregation is refused that is not among those that can be computed; left out: none is taken at all. */
  refuseAggregation?(name: string, type: string): string
}

/** undefined: there is none that may be searched. */
export const findField = <Item>(schema: RecordSchema<Item>, name: string): RecordField<Item> | undefined =>
  schema.fields.get(name) ?? (name.includes('*') ? undefined : schema.fieldNamed?.(name))

/** Throws 400 for a field that may not be searched. */
export function getField<Item>(schema: RecordSchema<Item>, name: string): RecordField<Item> {
  const field = findField(schema, name)
  if (field) return field
  throw illegalArgument(`Field ${name.includes('*') ? 'name pattern ' : ''}[${name}] is not allowed for querying or aggregation`)
}

/** Order of two values of one field. */
export function compareValues(one: string | boolean | number, other: string | boolean | number): number {
  if (one === other) return 0
  return one < other ? -1 : 1
}
