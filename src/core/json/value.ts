/**
 * JSON as the server holds it: nothing is lost between reading and writing.
 * Objects are Maps (member order, `__proto__` and numeric-looking keys are data like any other); a number that JavaScript would write
 * differently from how it came (`9007199254740993`, `1.10`, `1e400`, `-0`) keeps its text.
 */

/** A JSON value as parsed by `parseJson`. */
export type JsonValue = null | boolean | string | number | JsonNumber | JsonValue[] | JsonObject

/** A JSON object: its members in the order they came. */
export type JsonObject = Map<string, JsonValue>

/** A number whose text differs from what JavaScript writes for its value; written back as it came. */
export class JsonNumber {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }

  /** The nearest double; infinite beyond its range. */
  toNumber(): number {
    return Number(this.text)
  }
}

export const isJsonObject = (value: JsonValue | undefined): value is JsonObject => value instanceof Map

/** True for a number of either kind. */
export const isJsonNumber = (value: JsonValue | undefined): value is number | JsonNumber =>
  typeof value === 'number' || value instanceof JsonNumber

/** The text of a number of either kind, as it came. */
export const numberText = (value: number | JsonNumber): string => (typeof value === 'number' ? String(value) : value.text)

/** The kind of token a value begins with, in the words of Elasticsearch's error texts. */
export function tokenName(value: JsonValue): string {
  if (value === null) return 'VALUE_NULL'
  if (typeof value === 'boolean') return 'VALUE_BOOLEAN'
  if (typeof value === 'string') return 'VALUE_STRING'
  if (isJsonNumber(value)) return 'VALUE_NUMBER'
  return Array.isArray(value) ? 'START_ARRAY' : 'START_OBJECT'
}
