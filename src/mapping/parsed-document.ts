/** A document after the mapping has read it: what a segment indexes. */
import type { FieldValue, MappedField } from './field.ts'

export interface ParsedField {
  readonly field: MappedField
  /** In document order, `null_value` applied, nulls left out; never empty. */
  readonly values: readonly FieldValue[]
}

export interface ParsedDocument {
  readonly id: string
  readonly routing: string | undefined
  /** One entry for each field that has a value, multi-fields included. */
  readonly fields: readonly ParsedField[]
  /** Fields whose value was left out (`ignore_above`, `ignore_malformed`), as `_ignored` lists them. */
  readonly ignored: readonly string[]
}
