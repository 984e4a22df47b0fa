/** The entries of a role's `indices` and `remote_indices`, and those of privilege checks, which look alike. */
import { isWithin } from '../core/automaton.ts'
import { ElasticError, illegalArgument, parseFailure } from '../core/errors.ts'
import type { JsonContainer } from '../core/json/positions.ts'
import { isJsonObject, type JsonObject, type JsonValue, tokenName } from '../core/json/value.ts'
import { writeJsonText } from '../core/json/write.ts'
import { patternLanguage } from './name-pattern.ts'
import type { FieldSecurity, IndicesEntry, RemoteIndicesEntry } from './role-descriptor.ts'
import { entriesFailure, entriesOf, readStrings } from './role-readers.ts'

/** The entries of `indices`, `index`. */
export function parseIndices(role: string, body: JsonObject, field: string): readonly IndicesEntry[] {
  const list = entriesOf('indices', role, body, field)
  return list.map((_, index) => parseIndicesEntry(role, list, index, false).entry)
}

/** The entries of `remote_indices`. */
export function parseRemoteIndices(role: string, body: JsonObject): readonly RemoteIndicesEntry[] {
  const list = entriesOf('remote indices', role, body, 'remote_indices')
  return list.map((_, index) => {
    const { entry, clusters } = parseIndicesEntry(role, list, index, true)
    if (clusters) return { ...entry, clusters }
    throw entriesFailure('remote indices', role, 'missing required [clusters] field', list, index)
  })
}

interface ParsedEntry {
  readonly entry: IndicesEntry
  readonly clusters: readonly string[] | undefined
}

function parseIndicesEntry(role: string, list: JsonValue[], index: number, isRemote: boolean): ParsedEntry {
  const value = list[index] ?? null
  const fail = (reason: string, container: JsonContainer = list, key: string | number = index): ElasticError =>
    entriesFailure('indices', role, reason, container, key)
  if (!isJsonObject(value)) {
    throw fail(`expected field [null] value to be an array of objects, but found an array element of type [${tokenName(value)}]`)
  }
  let clusters: readonly string[] | undefined
  const entry: { -readonly [Member in keyof IndicesEntry]?: IndicesEntry[Member] } = {}
  for (const [field, member] of value) {
    if (field === 'names') entry.names = readNames(role, value)
    else if (field === 'privileges') entry.privileges = readStrings(role, value, field)
    else if (field === 'query') entry.query = readQuery(member, () => fail(queryForm(member), value, field))
    else if (field === 'field_security') entry.fieldSecurity = parseFieldSecurity(role, value)
    else if (field === 'allow_restricted_indices') entry.allowRestrictedIndices = readFlag(role, value, field)
    else if (field === 'clusters' && isRemote) clusters = readStrings(role, value, field)
    else throw fail(`unexpected field [${field}]`, value, field)
  }
  const { names, privileges } = entry
  if (!names) throw fail('missing required [names] field')
  if (!privileges) throw fail('missing required [privileges] field')
  if (privileges.length === 0) throw illegalArgument('indices privileges must define at least one privilege')
  const rest = {
    fieldSecurity: entry.fieldSecurity,
    query: entry.query,
    allowRestrictedIndices: entry.allowRestrictedIndices ?? false,
  }
  return { entry: { names, privileges, ...rest }, clusters }
}

function readNames(role: string, entry: JsonObject): readonly string[] {
  const value = entry.get('names') ?? null
  if (typeof value === 'string') return [value]
  if (!Array.isArray(value)) {
    const reason = `expected field [names] value to be a string or an array of strings, but found [${tokenName(value)}] instead`
    throw entriesFailure('indices', role, reason, entry, 'names')
  }
  const names = readStrings(role, entry, 'names')
  if (names.length === 0) throw entriesFailure('indices', role, '[names] cannot be an empty array', entry, 'names')
  return names
}

function readFlag(role: string, entry: JsonObject, field: string): boolean {
  const value = entry.get(field) ?? null
  if (typeof value === 'boolean') return value
  throw entriesFailure(
    'indices',
    role,
    `expected field [${field}] value to be a boolean, but found [${tokenName(value)}] instead`,
    entry,
    field,
  )
}

const queryForm = (value: JsonValue): string =>
  `expected field [query] value to be null, a string, an array, or an object, but found [${tokenName(value)}] instead`

function readQuery(value: JsonValue, failure: () => ElasticError): string | undefined {
  if (value === null) return undefined
  if (typeof value === 'string') return value
  if (isJsonObject(value)) return writeJsonText(value)
  throw failure()
}

function parseFieldSecurity(role: string, entry: JsonObject): FieldSecurity {
  const value = entry.get('field_security') ?? null
  const fail = (reason: string): ElasticError => entriesFailure('indices', role, reason, entry, 'field_security')
  if (!isJsonObject(value)) throw fail(`expected START_OBJECT but got ${tokenName(value)} in "field_security".`)
  for (const [field, member] of value) {
    if (field !== 'grant' && field !== 'except')
      throw fail(`"field_security" only accepts options grant and except, but got: ${field}`)
    if (member === null) throw fail(`${field} must not be null.`)
  }
  if (value.size === 0) throw fail('"field_security" must not be empty.')
  const except = value.has('except') ? readStrings(role, value, 'except') : undefined
  if (!value.has('grant')) throw fail('field_security requires grant if except is given')
  const grant = readStrings(role, value, 'grant')
  checkExceptions(role, grant, except ?? [])
  return { grant, except }
}

function checkExceptions(role: string, grant: readonly string[], except: readonly string[]): void {
  if (except.length === 0 || isWithin(patternLanguage(except), patternLanguage(grant))) return
  const reason = `Exceptions for field permissions must be a subset of the granted fields but ${except} is not a subset of ${grant}`
  const causedBy = new ElasticError('security_exception', reason)
  throw parseFailure(`failed to parse indices privileges for role [${role}] - ${reason}`, { causedBy, rootCause: [causedBy] })
}
