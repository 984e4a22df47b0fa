/** What the builder asks of a field's collector; one implementation for each family of fields. */
import type { FieldFamily, FieldValue, MappedField } from '../../mapping/field.ts'
import type { FieldContent } from './segment-writer.ts'
import type { Slices } from './slices.ts'

export interface FieldLog {
  readonly family: FieldFamily
  /** Bytes held, about. */
  readonly memory: number
  /** Adds the values of a document; documents ascend, each comes once. */
  add(doc: number, values: readonly FieldValue[], field: MappedField): void
  /** Inverts what was collected. */
  seal(path: string, docCount: number): Slices<FieldContent>
}
