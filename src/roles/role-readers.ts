/** What the parsers of a role's parts share: lists of strings, lists of entries, and how they fail. */
import { type ElasticError, parseFailure } from '../core/errors.ts'
import { type JsonContainer, positionOf } from '../core/json/positions.ts'
import { type JsonObject, type JsonValue, tokenName } from '../core/json/value.ts'
import { at, roleFailure } from './role-failure.ts'

/** A list of strings; null counts as an empty one. */
export function readStrings(role: string, body: JsonObject, field: string): readonly string[] {
  const list = body.get(field) ?? null
  if (list === null) return []
  if (!Array.isArray(list)) {
    const reason = `could not parse [${field}] field. expected a string array but found [${tokenName(list)}] value instead`
    throw roleFailure(role, parseFailure(reason), positionOf(body, field))
  }
  return list.map((value, index) => {
    if (typeof value === 'string') return value
    // Inside of an array Elasticsearch has no name for the field, and says so.
    const reason = `could not parse [null] field. expected a string array but one of the value in the array is [${tokenName(value)}]`
    throw roleFailure(role, parseFailure(reason), positionOf(list, index))
  })
}

/** Whose entries are read, as error texts name them. */
export type EntryKind = 'indices' | 'remote indices' | 'application'

/** `failed to parse <kind> privileges for role …` */
export const entriesFailure = (
  kind: EntryKind,
  role: string,
  reason: string,
  container: JsonContainer,
  key: string | number,
): ElasticError =>
  at(parseFailure(`failed to parse ${kind} privileges for role [${role}]. ${reason}`), positionOf(container, key))

/** The list of entries that a member holds. */
export function entriesOf(kind: EntryKind, role: string, body: JsonObject, field: string): JsonValue[] {
  const value = body.get(field) ?? null
  if (Array.isArray(value)) return value
  throw entriesFailure(
    kind,
    role,
    `expected field [${field}] value to be an array, but found [${tokenName(value)}] instead`,
    body,
    field,
  )
}
