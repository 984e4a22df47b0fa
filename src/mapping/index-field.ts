/** A field as document parsing uses it: what search sees, and how a document's values are read. One class per group of types under `types/`. */
import type { Analysis } from '../analysis/analysis.ts'
import type { JsonNumber, JsonValue } from '../core/json/value.ts'
import type { FieldFamily, FieldValue, MappedField } from './field.ts'

/** A value that is neither null nor a container. */
export type ScalarValue = string | boolean | number | JsonNumber

/** A value that is left out of the index and listed in `_ignored`. */
export const IGNORED: unique symbol = Symbol('ignored')

/** What a document's value becomes; undefined: nothing (an empty string in a number field). */
export type ReadValue = FieldValue | undefined | typeof IGNORED

export interface IndexField extends MappedField {
  /** Stands in for null in a document. */
  readonly nullValue: FieldValue | undefined
  /** A value that cannot be read is left out and noted, instead of refusing the document. */
  readonly ignoreMalformed: boolean
  /** Throws an error of the catalogue, or a fault of `value-fault.ts`. */
  readValue(value: ScalarValue): ReadValue
  /** Why an object cannot be a value of this field; undefined: it is left out, as a malformed value. */
  objectFault(): Error | undefined
}

/** What the index gives to its fields. */
export interface IndexContext {
  readonly analysis: Analysis
  readonly settings: ReadonlyMap<string, string>
}

/** A field as a mapping declares it: parameters by name, checked and in the form in which they are printed. */
export interface FieldDefinition {
  readonly type: string
  readonly path: string
  readonly values: ReadonlyMap<string, JsonValue>
  readonly parameters: ReadonlyMap<string, JsonValue>
}

/** What fields of all types have in common. */
export abstract class BaseField {
  readonly path: string
  readonly type: string
  readonly indexed: boolean
  readonly docValues: boolean
  readonly parameters: ReadonlyMap<string, JsonValue>
  readonly norms: boolean = false
  readonly ignoreMalformed: boolean
  abstract readonly family: FieldFamily

  constructor({ path, type, values, parameters }: FieldDefinition, context: IndexContext) {
    this.path = path
    this.type = type
    this.parameters = parameters
    this.indexed = values.get('index') !== false
    this.docValues = type !== 'text' && values.get('doc_values') !== false
    const lenient = values.get('ignore_malformed') ?? context.settings.get('index.mapping.ignore_malformed')
    this.ignoreMalformed = lenient === true || lenient === 'true'
  }
}

/** A scalar as text: what text, keyword, ip and date fields read. */
export function scalarText(value: ScalarValue): string {
  if (typeof value === 'string') return value
  return typeof value === 'object' ? value.text : String(value)
}
