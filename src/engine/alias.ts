/** A further name of an index, with what it adds: a filter for searches, routing, and which index takes writes. Kept in the index's record. */
import type { JsonValue } from '../core/json/value.ts'
import { isJsonObject } from '../core/json/value.ts'

export interface Alias {
  readonly name: string
  /** A query as JSON text; searches through the alias see only what it matches. */
  readonly filter?: string
  readonly indexRouting?: string
  /** Several values are separated by commas. */
  readonly searchRouting?: string
  readonly isWriteIndex?: boolean
  readonly isHidden?: boolean
}

/** An alias as the record of an index holds it. Records of earlier versions hold plain names. */
export function readAlias(stored: JsonValue): Alias {
  if (!isJsonObject(stored)) return { name: stored as string }
  // Written by this server from an `Alias`, under a checksum.
  return Object.fromEntries(stored) as unknown as Alias
}
