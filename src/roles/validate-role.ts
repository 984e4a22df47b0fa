/**
 * What a role names must exist or be well formed: privileges, patterns, applications, the role's own name. Every fault is listed, in
 * Elasticsearch's words and order. A role query is checked for its form; its enforcement is not here.
 */
import { ElasticError, illegalArgument, parseFailure, validationFailed } from '../core/errors.ts'
import { parseJsonText } from '../core/json/parse.ts'
import { endPositionOf } from '../core/json/positions.ts'
import { isJsonObject, type JsonObject, type JsonValue, tokenName } from '../core/json/value.ts'
import { parseQuery } from '../query/parse.ts'
import { findApplicationNameFault, findPrivilegeOrActionFault } from './application-names.ts'
import { isValidPattern } from './name-pattern.ts'
import { getClusterPrivilege, getIndexPrivilege } from './privileges.ts'
import type { IndicesEntry, RoleDescriptor } from './role-descriptor.ts'
import { contentFailure } from './role-failure.ts'

const MAX_NAME = 507
const MAX_FILE_NAME = 1024
const MAX_DESCRIPTION = 1000
const WORKFLOWS: readonly string[] = ['search_application_query']

const nameRule = (limit: number): string =>
  `Role names must be at least 1 and no more than ${limit} characters. They can contain alphanumeric characters (a-z, A-Z, 0-9), spaces, punctuation, and printable symbols in the Basic Latin (ASCII) block. Leading or trailing whitespace is not allowed.`

const isName = (name: string, limit: number): boolean => name.length <= limit && /^[!-~]([ -~]*[!-~])?$/.test(name)

/** Throws 400 `validation_exception` for what no source of roles takes as a name. */
export function checkRoleName(name: string): void {
  if (!isName(name, MAX_FILE_NAME)) throw validationFailed([nameRule(MAX_FILE_NAME)], 'validation_exception')
}

/** The faults of a role that is to be stored under a name. */
export function findRoleFaults(name: string, role: RoleDescriptor, isReserved: (name: string) => boolean): readonly string[] {
  const faults: string[] = []
  if (!isName(name, MAX_NAME)) faults.push(nameRule(MAX_NAME))
  else if (isReserved(name)) faults.push(`Role [${name}] is reserved and may not be used.`)
  return [...faults, ...findDescriptorFaults(role)]
}

/** The faults of a descriptor, whoever it is for. */
export function findDescriptorFaults(role: RoleDescriptor): readonly string[] {
  const faults: string[] = role.cluster.flatMap((privilege) => faultOf(() => getClusterPrivilege(privilege)))
  for (const entry of role.indices) faults.push(...findIndicesFaults(entry))
  for (const entry of role.remoteIndices) {
    if (entry.clusters.includes('')) faults.push('remote index cluster alias cannot be an empty string')
    faults.push(...findIndicesFaults(entry))
    if (opensFailures(entry))
      faults.push('remote index privileges cannot contain privileges that grant access to the failure store')
  }
  for (const { application, privileges } of role.applications) {
    faults.push(...present(findApplicationNameFault(application, { pattern: true })))
    for (const privilege of privileges) faults.push(...present(findPrivilegeOrActionFault(privilege)))
  }
  for (const privilege of role.deny?.cluster ?? []) faults.push(...faultOf(() => getClusterPrivilege(privilege)))
  for (const entry of role.deny?.indices ?? []) faults.push(...findIndicesFaults(entry))
  if ((role.global?.dataSources.length ?? 0) > 0)
    faults.push('[global.data_source] grants nothing here: this node has no data sources')
  for (const { names } of role.global?.manageRoles ?? []) faults.push(...names.flatMap(findNameFaults))
  if ([...role.metadata.keys()].some((key) => key.startsWith('_')))
    faults.push('role descriptor metadata keys may not start with [_]')
  for (const workflow of role.workflows ?? []) {
    if (!WORKFLOWS.includes(workflow)) {
      faults.push(
        `Unknown workflow [${workflow}]. A workflow must be one of the predefined workflow names [${WORKFLOWS.join(',')}].`,
      )
    }
  }
  if (role.description.length > MAX_DESCRIPTION) faults.push(`Role description must be less than ${MAX_DESCRIPTION} characters.`)
  return faults
}

const present = (fault: string | undefined): readonly string[] => (fault === undefined ? [] : [fault])

function findIndicesFaults({ names, privileges }: Pick<IndicesEntry, 'names' | 'privileges'>): readonly string[] {
  const duplicate = privileges.find((privilege, index) => privileges.indexOf(privilege) !== index)
  const faults = duplicate === undefined ? firstFault(privileges) : [`duplicate element: ${duplicate}`]
  return [...faults, ...names.flatMap(findNameFaults)]
}

/** One unknown privilege of an entry is named, not each. */
const firstFault = (privileges: readonly string[]): readonly string[] =>
  privileges.flatMap((privilege) => faultOf(() => getIndexPrivilege(privilege))).slice(0, 1)

function findNameFaults(name: string): readonly string[] {
  if (name.includes(',') && !name.startsWith('/')) return [`commas [,] are not allowed in the index name expression [${name}]`]
  return isValidPattern(name) ? [] : [`invalid regular expression pattern [${name}]`]
}

const opensFailures = ({ privileges }: IndicesEntry): boolean =>
  privileges.some(
    (privilege) =>
      faultOf(() => getIndexPrivilege(privilege)).length === 0 && getIndexPrivilege(privilege).selector === 'failures',
  )

function faultOf(check: () => unknown): readonly string[] {
  try {
    check()
    return []
  } catch (error) {
    if (error instanceof ElasticError) return [error.reason]
    throw error
  }
}

/** Throws 400 where a role query is no query, or one that a role may not have. A template is looked at when it is rendered. */
export function checkRoleQueries(role: RoleDescriptor): void {
  role.indices.forEach((entry, index) => {
    if (entry.query) checkRoleQuery(entry, entry.query, index)
  })
}

function checkRoleQuery({ names }: IndicesEntry, query: string, index: number): void {
  try {
    parseRoleQuery(query)
  } catch (error) {
    if (!(error instanceof ElasticError)) throw error
    const reason = `failed to parse field 'query' for indices [${names.join(',')}] at index privilege [${index}] of role descriptor`
    const isQueryError = error.type === 'parsing_exception'
    throw parseFailure(reason, { causedBy: error, ...(isQueryError ? { rootCause: [withoutCause(error)] } : {}) })
  }
}

const withoutCause = ({ type, reason, details: { causedBy: _, ...details } }: ElasticError): ElasticError =>
  new ElasticError(type, reason, details)

function parseRoleQuery(text: string): void {
  const query = parseJsonText(text, { positions: 'all' })
  if (isJsonObject(query) && query.has('template')) return
  if (isJsonObject(query) && query.size === 0) {
    throw contentFailure(
      "expected [FIELD_NAME] with value a query name or 'template' but found [END_OBJECT] instead",
      endPositionOf(query),
    )
  }
  if (!isJsonObject(query)) throw contentFailure(`expected [START_OBJECT] but found [${tokenName(query)}] instead`, undefined)
  checkLookups(query)
  parseQuery([query], 0)
}

/** A role query may not look anything up elsewhere: it would be read with more rights than its reader has. */
function checkLookups(value: JsonValue): void {
  if (Array.isArray(value)) for (const item of value) checkLookups(item)
  if (!isJsonObject(value)) return
  for (const [name, member] of value) {
    const what = LOOKUPS.get(name)
    if (what && isJsonObject(member) && what.isLookup(member))
      throw illegalArgument(`${what.named} isn't supported as part of a role query`)
    checkLookups(member)
  }
}

interface Lookup {
  readonly named: string
  isLookup(body: JsonObject): boolean
}

const hasMember =
  (name: string) =>
  (body: JsonObject): boolean =>
    [...body.values()].some((field) => isJsonObject(field) && field.has(name))

const LOOKUPS: ReadonlyMap<string, Lookup> = new Map([
  ['terms', { named: 'terms query with terms lookup', isLookup: hasMember('index') }],
  ['geo_shape', { named: 'geoshape query referring to indexed shapes', isLookup: hasMember('indexed_shape') }],
  ['shape', { named: 'shape query referring to indexed shapes', isLookup: hasMember('indexed_shape') }],
  ['percolate', { named: 'percolate query', isLookup: () => true }],
  ['has_child', { named: 'has_child query', isLookup: () => true }],
  ['has_parent', { named: 'has_parent query', isLookup: () => true }],
])
