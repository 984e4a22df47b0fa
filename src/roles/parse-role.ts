/**
 * JSON → role descriptor: its form is checked here, in Elasticsearch's words; what it names is checked by `validate-role.ts`.
 * Also reads the entries of privilege checks, which look like those of roles.
 */
import { isWithin } from '../core/automaton.ts'
import { ElasticError, illegalArgument, parseFailure } from '../core/errors.ts'
import { type JsonContainer, namePositionOf, positionOf } from '../core/json/positions.ts'
import { isJsonNumber, isJsonObject, type JsonObject, type JsonValue, numberText, tokenName } from '../core/json/value.ts'
import { writeJsonText } from '../core/json/write.ts'
import { parseGlobal } from './global-privileges.ts'
import { patternLanguage } from './name-pattern.ts'
import { REMOTE_CLUSTER_PRIVILEGES } from './privileges.ts'
import type {
  ApplicationEntry,
  FieldSecurity,
  IndicesEntry,
  RemoteClusterEntry,
  RemoteIndicesEntry,
  RoleDescriptor,
} from './role-descriptor.ts'
import { at, contentFailure, roleFailure } from './role-failure.ts'

export interface RoleSyntax {
  /** `restriction` is taken (API keys), otherwise an unexpected field (roles). */
  readonly restriction: boolean
}

/** The role that member `key` of a container describes; `name` stands in error texts. */
export function parseRole(name: string, value: JsonValue, syntax: RoleSyntax = { restriction: false }): RoleDescriptor {
  if (!isJsonObject(value))
    throw parseFailure(`failed to parse role [${name}]. expected an object but found [${tokenName(value)}] instead`)
  const role: { -readonly [Member in keyof RoleDescriptor]: RoleDescriptor[Member] } = { ...EMPTY, metadata: new Map() }
  for (const [field, member] of value) {
    switch (field) {
      case 'cluster':
        role.cluster = readStrings(name, value, field)
        break
      case 'run_as':
        role.runAs = readStrings(name, value, field)
        break
      case 'indices':
      case 'index':
        role.indices = parseIndices(name, value, field)
        break
      case 'applications':
        role.applications = parseApplications(name, value, field)
        break
      case 'global':
        role.global = parseGlobal(value)
        break
      case 'remote_indices':
        role.remoteIndices = parseRemoteIndices(name, value)
        break
      case 'remote_cluster':
        role.remoteCluster = parseRemoteCluster(name, value)
        break
      case 'metadata':
        role.metadata = readMetadata(value)
        break
      case 'description':
        role.description = readDescription(value)
        break
      case 'restriction':
        if (!syntax.restriction) throw unexpected(name, value, field)
        role.workflows = parseRestriction(name, value)
        break
      case 'transient_metadata':
        if (!isJsonObject(member)) throw unexpected(name, value, field)
        break
      default:
        throw unexpected(name, value, field)
    }
  }
  return role
}

const EMPTY: Omit<RoleDescriptor, 'metadata'> = {
  cluster: [],
  global: undefined,
  indices: [],
  applications: [],
  runAs: [],
  remoteIndices: [],
  remoteCluster: [],
  workflows: undefined,
  description: '',
}

const unexpected = (role: string, body: JsonObject, field: string): ElasticError =>
  at(parseFailure(`failed to parse role [${role}]. unexpected field [${field}]`), positionOf(body, field))

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

function readMetadata(body: JsonObject): JsonObject {
  const value = body.get('metadata') ?? null
  if (isJsonObject(value)) return value
  const reason = `expected field [metadata] to be of type object, but found [${tokenName(value)}] instead`
  throw at(parseFailure(reason), positionOf(body, 'metadata'))
}

function readDescription(body: JsonObject): string {
  const value = body.get('description') ?? null
  if (typeof value === 'string') return value
  if (isJsonNumber(value)) return numberText(value)
  if (typeof value === 'boolean') return String(value)
  const position = positionOf(body, 'description')
  const where = position ? ` at ${position.line}:${position.column}` : ''
  throw at(illegalArgument(`Expected text${where} but found ${tokenName(value)}`), position)
}

type EntryKind = 'indices' | 'remote indices' | 'application'

const entriesFailure = (
  kind: EntryKind,
  role: string,
  reason: string,
  container: JsonContainer,
  key: string | number,
): ElasticError =>
  at(parseFailure(`failed to parse ${kind} privileges for role [${role}]. ${reason}`), positionOf(container, key))

function entriesOf(kind: EntryKind, role: string, body: JsonObject, field: string): JsonValue[] {
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

/** The entries of `indices`, `index`. */
export function parseIndices(role: string, body: JsonObject, field: string): readonly IndicesEntry[] {
  const list = entriesOf('indices', role, body, field)
  return list.map((_, index) => parseIndicesEntry(role, list, index, false).entry)
}

function parseRemoteIndices(role: string, body: JsonObject): readonly RemoteIndicesEntry[] {
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

function parseRemoteCluster(role: string, body: JsonObject): readonly RemoteClusterEntry[] {
  const list = body.get('remote_cluster') ?? null
  const fail = (reason: string): ElasticError =>
    at(parseFailure(`failed to parse remote_cluster for role [${role}]. ${reason}`), positionOf(body, 'remote_cluster'))
  if (!Array.isArray(list)) {
    throw fail(`expected field [remote_cluster] value to be an array, but found [${tokenName(list)}] instead`)
  }
  return list.map((value) => {
    if (!isJsonObject(value)) throw fail(`expected an array of objects, but found an array element of type [${tokenName(value)}]`)
    return parseRemoteClusterEntry(role, value, fail)
  })
}

function parseRemoteClusterEntry(role: string, entry: JsonObject, fail: (reason: string) => ElasticError): RemoteClusterEntry {
  for (const field of entry.keys()) if (field !== 'privileges' && field !== 'clusters') throw fail(`unexpected field [${field}]`)
  const privileges = entry.has('privileges') ? readStrings(role, entry, 'privileges') : undefined
  const clusters = entry.has('clusters') ? readStrings(role, entry, 'clusters') : undefined
  const allowed: readonly string[] = REMOTE_CLUSTER_PRIVILEGES
  const found = privileges?.find((privilege) => !allowed.includes(privilege.toLowerCase()))
  if (found !== undefined) {
    throw fail(`[${allowed.join(', ')}] are the only values allowed for [privileges] within [remote_cluster]. Found [${found}]`)
  }
  if (privileges && !clusters) throw fail('[clusters] must be defined when [privileges] are defined ')
  if (clusters && !privileges) throw fail('[privileges] must be defined when [clusters] are defined ')
  if (!privileges?.length || !clusters?.length) throw illegalArgument('remote cluster groups must not be null or empty')
  if (clusters.includes('')) {
    throw illegalArgument(
      `remote_cluster clusters aliases must contain valid non-empty, non-null values [${clusters.join(', ')}]`,
    )
  }
  return { privileges, clusters }
}

function parseRestriction(role: string, body: JsonObject): readonly string[] {
  const value = body.get('restriction') ?? null
  const fail = (reason: string): ElasticError =>
    at(parseFailure(`failed to parse restriction for role [${role}]. ${reason}`), positionOf(body, 'restriction'))
  if (!isJsonObject(value)) throw fail(`expected an object but found [${tokenName(value)}] instead`)
  for (const field of value.keys()) if (field !== 'workflows') throw fail(`unexpected field [${field}]`)
  const workflows = readStrings(role, value, 'workflows')
  if (workflows.length === 0) throw fail('[workflows] cannot be an empty array')
  return workflows
}
