/** JSON → role descriptor: its form is checked here, in Elasticsearch's words; what it names is checked by `validate-role.ts`. */
import { type ElasticError, illegalArgument, parseFailure } from '../core/errors.ts'
import { positionOf } from '../core/json/positions.ts'
import { isJsonNumber, isJsonObject, type JsonObject, type JsonValue, numberText, tokenName } from '../core/json/value.ts'
import { parseDeny } from './denied-privileges.ts'
import { parseGlobal } from './global-privileges.ts'
import { parseApplications } from './parse-applications.ts'
import { parseIndices, parseRemoteIndices } from './parse-indices.ts'
import { REMOTE_CLUSTER_PRIVILEGES } from './privileges.ts'
import type { RemoteClusterEntry, RoleDescriptor } from './role-descriptor.ts'
import { at } from './role-failure.ts'
import { readStrings } from './role-readers.ts'

export interface RoleSyntax {
  /** `restriction` is taken (API keys), otherwise an unexpected field (roles). */
  readonly restriction: boolean
  /** False: `description` is an unexpected field (API keys). */
  readonly description?: boolean
}

const MEMBERS: ReadonlySet<string> = new Set([
  'cluster',
  'run_as',
  'indices',
  'index',
  'applications',
  'global',
  'remote_indices',
  'remote_cluster',
  'metadata',
  'description',
  'restriction',
  'deny',
  'transient_metadata',
])

/** Whether a role has a member of this name. */
export const isRoleMember = (name: string): boolean => MEMBERS.has(name)

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
        if (syntax.description === false) throw unexpected(name, value, field)
        role.description = readDescription(value)
        break
      case 'restriction':
        if (!syntax.restriction) throw unexpected(name, value, field)
        role.workflows = parseRestriction(name, value)
        break
      case 'deny':
        role.deny = parseDeny(name, value)
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
  deny: undefined,
  description: '',
}

const unexpected = (role: string, body: JsonObject, field: string): ElasticError =>
  at(parseFailure(`failed to parse role [${role}]. unexpected field [${field}]`), positionOf(body, field))

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
