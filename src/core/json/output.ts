/**
 * JSON as the server writes it. Handlers answer with plain literals and may splice in what they hold: parsed values (Maps), exact
 * numbers, and bytes that are JSON already (`_source`).
 */
import type { JsonNumber, JsonObject, JsonValue } from './value.ts'

/** JSON text that is spliced in as it is. Only for bytes that are known to be one JSON value. */
export class RawJson {
  readonly bytes: Uint8Array

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
  }
}

/** A double that is always written with a fraction or exponent (`1.0`), as Java writes floats and doubles. */
export class JsonDouble {
  readonly value: number

  constructor(value: number) {
    this.value = value
  }
}

/** Anything a reply body may hold. `undefined` members are left out. */
export type JsonOutput =
  | null
  | undefined
  | boolean
  | string
  | number
  | bigint
  | JsonNumber
  | JsonDouble
  | RawJson
  | readonly JsonOutput[]
  | ReadonlyMap<string, JsonOutput>
  | JsonObject
  | JsonValue
  | { readonly [member: string]: JsonOutput }
