/** A field of a mapping, as indexing and search see it. */
import type { Analyzer } from '../analysis/analyzer.ts'
import type { DateFormat } from '../core/date-format.ts'
import type { JsonValue } from '../core/json/value.ts'

/**
 * How values of a field are kept, whatever its type:
 * `text` analysed terms with frequencies, positions and norms; `keyword` whole terms (also ip: 16 bytes as 32 hex digits, and boolean:
 * `F` / `T`); `number` doubles or exact 64-bit integers (dates are milliseconds).
 */
export type FieldFamily = 'text' | 'keyword' | 'number'

/** A value in a field's family: text and terms as strings, numbers as doubles, integers beyond 2^53 as bigint. */
export type FieldValue = string | number | bigint

export interface MappedField {
  /** Full dotted path. */
  readonly path: string
  /** The mapping's type name: `keyword`, `long`, `date` … */
  readonly type: string
  readonly family: FieldFamily
  /** Whether queries find it (`index`), and whether it has a column (`doc_values`). */
  readonly indexed: boolean
  readonly docValues: boolean
  /** Text only. */
  readonly analyzer?: Analyzer
  readonly searchAnalyzer?: Analyzer
  /** Dates only: how their values print, and read, unless asked otherwise. */
  readonly dateFormat?: DateFormat
  /** Text only: length norms (BM25's b); false when `norms: false`. */
  readonly norms: boolean
  /**
   * A query's value in the family of the field (a date text, an ip, a number as text …); throws what Elasticsearch answers.
   * `round` says how a date with missing or rounded parts is completed: up for `gt` and `lte`.
   */
  parseQueryValue(
    value: JsonValue,
    options?: { round?: 'down' | 'up'; now?: number; format?: string; timeZone?: string },
  ): FieldValue
  /** How a value of the column is shown in `sort` values and `fields`. */
  formatValue(value: FieldValue): string | number | bigint | boolean
  /** Parameters as `GET _mapping` prints them, `type` first. */
  readonly parameters: ReadonlyMap<string, JsonValue>
}
