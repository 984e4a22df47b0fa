/**
 * The `global` member of a role: cluster privileges that depend on what is asked for. Application privileges may be managed by name,
 * profiles' data written by application, roles over some indices managed, data sources used.
 */
import { illegalArgument } from '../core/errors.ts'
import type { JsonOutput } from '../core/json/output.ts'
import { endPositionOf, type JsonContainer, namePositionOf, positionOf } from '../core/json/positions.ts'
import { isJsonObject, type JsonObject, type JsonValue, tokenName } from '../core/json/value.ts'
import { getIndexPrivilege } from './privileges.ts'
import { contentFailure } from './role-failure.ts'

export interface ManagedIndices {
  readonly names: readonly string[]
  readonly privileges: readonly string[]
}

export interface DataSources {
  readonly names: readonly string[]
  readonly privileges: readonly string[]
}

export interface GlobalPrivileges {
  /** Applications whose privileges may be managed; undefined: not given. */
  readonly manageApplications: readonly string[] | undefined
  readonly writeProfiles: readonly string[] | undefined
  readonly manageRoles: readonly ManagedIndices[] | undefined
  readonly dataSources: readonly DataSources[]
}

/** As replies show it: every category, given or not. */
export const printGlobal = (
  global: GlobalPrivileges,
): Readonly<Record<'application' | 'profile' | 'role' | 'data_source', JsonOutput>> => ({
  application: global.manageApplications ? { manage: { applications: global.manageApplications } } : {},
  profile: global.writeProfiles ? { write: { applications: global.writeProfiles } } : {},
  role: global.manageRoles
    ? { manage: { indices: global.manageRoles.map(({ names, privileges }) => ({ names, privileges })) } }
    : {},
  data_source: global.dataSources.map(({ names, privileges }) => ({ names, privileges })),
})

/** Reads member `global` of a role; undefined where nothing is granted by it. */
export function parseGlobal(role: JsonObject): GlobalPrivileges | undefined {
  const body = objectAt(role, 'global')
  for (const name of body.keys()) {
    if (!['application', 'profile', 'role', 'data_source'].includes(name)) {
      throw expected(`one of [application,profile,role,data_source]`, name, namePositionOf(body, name))
    }
  }
  const global = {
    manageApplications: parseCategory(body, 'application', 'manage', 'applications', readNames),
    writeProfiles: parseCategory(body, 'profile', 'write', 'applications', readNames),
    manageRoles: parseCategory(body, 'role', 'manage', 'indices', readManagedIndices),
    dataSources: body.has('data_source') ? readDataSources(body) : [],
  }
  const given = [global.manageApplications, global.writeProfiles, global.manageRoles].some((category) => category !== undefined)
  return given || global.dataSources.length > 0 ? global : undefined
}

/** `{<category>: {<verb>: {<what>: […]}}}` */
function parseCategory<Item>(
  body: JsonObject,
  category: string,
  verb: string,
  what: string,
  read: (container: JsonObject, key: string) => readonly Item[],
): readonly Item[] | undefined {
  if (!body.has(category)) return undefined
  const verbs = objectAt(body, category)
  if (verbs.size === 0) return undefined
  requireOnly(verbs, verb)
  const members = objectAt(verbs, verb)
  requireOnly(members, what)
  return read(members, what)
}

/** The object has exactly this member. */
function requireOnly(members: JsonObject, name: string): void {
  if (members.size === 0) throw expected('[FIELD_NAME]', 'END_OBJECT', endPositionOf(members))
  for (const member of members.keys()) {
    if (member !== name) throw expected(`field name [${name}]`, member, namePositionOf(members, member))
  }
}

function objectAt(container: JsonContainer, key: string | number): JsonObject {
  const value = memberOf(container, key)
  if (isJsonObject(value)) return value
  throw expected('[START_OBJECT]', tokenName(value), positionOf(container, key))
}

function arrayAt(container: JsonObject, key: string): JsonValue[] {
  const value = memberOf(container, key)
  if (Array.isArray(value)) return value
  throw expected('[START_ARRAY]', tokenName(value), positionOf(container, key))
}

const memberOf = (container: JsonContainer, key: string | number): JsonValue =>
  (Array.isArray(container) ? container[key as number] : container.get(key as string)) ?? null

function readNames(container: JsonObject, key: string): readonly string[] {
  const list = arrayAt(container, key)
  return list.map((value, at) => {
    if (typeof value === 'string') return value
    throw expected('[VALUE_STRING]', tokenName(value), positionOf(list, at))
  })
}

function readManagedIndices(container: JsonObject, key: string): readonly ManagedIndices[] {
  const list = arrayAt(container, key)
  return list.map((_, at) => {
    const entry = objectAt(list, at)
    const managed = readPair(entry)
    for (const privilege of managed.privileges) getIndexPrivilege(privilege)
    return managed
  })
}

function readDataSources(container: JsonObject): readonly DataSources[] {
  const list = arrayAt(container, 'data_source')
  return list.map((_, at) => {
    const source = readPair(objectAt(list, at))
    if (source.names.length === 0)
      throw illegalArgument('datasource privileges must refer to at least one datasource name or pattern')
    return source
  })
}

function readPair(entry: JsonObject): { readonly names: readonly string[]; readonly privileges: readonly string[] } {
  for (const name of entry.keys()) {
    if (name !== 'names' && name !== 'privileges')
      throw expected('field name [names] or [privileges]', name, namePositionOf(entry, name))
  }
  return {
    names: entry.has('names') ? readNames(entry, 'names') : [],
    privileges: entry.has('privileges') ? readNames(entry, 'privileges') : [],
  }
}

const expected = (what: string, found: string, position: Parameters<typeof contentFailure>[1]) =>
  contentFailure(`failed to parse privilege. expected ${what} but found [${found}] instead`, position)
