/** The entries of a role's `applications`, and those of privilege checks, which look alike. */
import { illegalArgument, parseFailure } from '../core/errors.ts'
import { namePositionOf, positionOf } from '../core/json/positions.ts'
import { isJsonNumber, isJsonObject, type JsonObject, numberText, tokenName } from '../core/json/value.ts'
import type { ApplicationEntry } from './role-descriptor.ts'
import { contentFailure } from './role-failure.ts'
import { entriesFailure, entriesOf } from './role-readers.ts'

/** The entries of `applications`, `application`. */
export function parseApplications(role: string, body: JsonObject, field: string): readonly ApplicationEntry[] {
  const list = entriesOf('application', role, body, field)
  return list.map((value, index) => {
    if (isJsonObject(value)) return parseApplication(role, value)
    const reason = `expected field [null] value to be an array of objects, but found an array element of type [${tokenName(value)}]`
    throw entriesFailure('application', role, reason, list, index)
  })
}

function parseApplication(role: string, entry: JsonObject): ApplicationEntry {
  for (const field of entry.keys()) {
    if (['application', 'privileges', 'resources'].includes(field)) continue
    throw contentFailure(`[application] unknown field [${field}]`, namePositionOf(entry, field))
  }
  const application = readApplicationName(entry)
  const privileges = readTexts(entry, 'privileges')
  const resources = readTexts(entry, 'resources')
  const missing = resources ? (privileges ? undefined : 'privileges') : 'resources'
  if (missing)
    throw parseFailure(`failed to parse application privileges for role [${role}]. missing required [${missing}] field`)
  if (application === '') throw illegalArgument('application privileges must have an application name')
  if (!privileges?.length) throw illegalArgument('application privileges must define at least one privilege')
  if (!resources?.length) throw illegalArgument('application privileges must refer to at least one resource')
  return { application, privileges, resources }
}

function readApplicationName(entry: JsonObject): string {
  const value = entry.get('application')
  if (value === undefined) return ''
  if (typeof value === 'string') return value
  throw contentFailure(
    `[application] application doesn't support values of type: ${tokenName(value)}`,
    positionOf(entry, 'application'),
  )
}

/** One text or several; numbers and flags are taken as their text. */
function readTexts(entry: JsonObject, field: string): readonly string[] | undefined {
  const value = entry.get(field)
  if (value === undefined) return undefined
  const list = Array.isArray(value) ? value : [value]
  return list.map((item) => {
    if (typeof item === 'string') return item
    if (isJsonNumber(item)) return numberText(item)
    if (typeof item === 'boolean') return String(item)
    throw contentFailure(`[application] ${field} doesn't support values of type: ${tokenName(item)}`, positionOf(entry, field))
  })
}
