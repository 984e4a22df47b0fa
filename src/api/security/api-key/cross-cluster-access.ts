/** What a cross-cluster key gives access to: read from bodies, turned into the one role such a key has, and printed. */
import { illegalArgument, parseFailure } from '../../../core/errors.ts'
import { isJsonObject, type JsonObject, type JsonValue } from '../../../core/json/value.ts'
import { writeJsonText } from '../../../core/json/write.ts'
import type { Option } from '../../../query/options.ts'
import { objectField, readStrictObject, textField, wrongToken } from '../../../query/strict-object.ts'
import { parseIndices } from '../../../roles/parse-indices.ts'
import { parseRole } from '../../../roles/parse-role.ts'
import { type IndicesEntry, printRole } from '../../../roles/role-descriptor.ts'

export interface CrossClusterAccess {
  readonly search: readonly IndicesEntry[]
  readonly replication: readonly IndicesEntry[]
}

const ROLE = 'cross_cluster'
const SEARCH = ['read', 'read_cross_cluster', 'view_index_metadata']
const REPLICATION = ['cross_cluster_replication', 'cross_cluster_replication_internal']
const MEMBERS: ReadonlySet<string> = new Set(['names', 'query', 'field_security', 'allow_restricted_indices'])

/** The member `access`; what it may not hold is checked by `assertAccess`. */
export function readAccess(option: Option): CrossClusterAccess {
  const given = readStrictObject('cross_cluster_api_key_request_access', objectField(option), {
    search: (list) => readEntries(list, SEARCH),
    replication: (list) => readEntries(list, REPLICATION),
  })
  return { search: given.search ?? [], replication: given.replication ?? [] }
}

/** Throws 400 for access to nothing, and for restrictions that the other cluster could not keep. */
export function assertAccess({ search, replication }: CrossClusterAccess): void {
  const isRestricted = ({ query, fieldSecurity }: IndicesEntry): boolean => query !== undefined || fieldSecurity !== undefined
  if (search.length + replication.length === 0)
    throw illegalArgument('must specify non-empty access for either [search] or [replication]')
  if (replication.some(isRestricted)) throw illegalArgument('replication does not support document or field level security')
  if (replication.length > 0 && search.some(isRestricted))
    throw illegalArgument('search does not support document or field level security if replication is assigned')
}

/** Access as a record keeps it, with the role it comes to. */
export function storedAccess({ search, replication }: CrossClusterAccess): { readonly access: string; readonly roles: string } {
  const cluster = [
    ...(search.length > 0 ? ['cross_cluster_search', 'monitor_enrich'] : []),
    ...(replication.length > 0 ? ['cross_cluster_replication'] : []),
  ]
  const role = { ...parseRole(ROLE, new Map()), cluster, indices: [...search, ...replication] }
  const access = {
    search: search.length > 0 ? search.map(printEntry) : undefined,
    replication: replication.length > 0 ? replication.map(printEntry) : undefined,
  }
  return { access: writeJsonText(access), roles: writeJsonText(new Map([[ROLE, printRole(role)]])) }
}

const printEntry = ({ names, query, fieldSecurity, allowRestrictedIndices }: IndicesEntry) => ({
  names,
  field_security: fieldSecurity && { grant: fieldSecurity.grant, except: fieldSecurity.except },
  query,
  allow_restricted_indices: allowRestrictedIndices,
})

function readEntries(option: Option, privileges: readonly string[]): readonly IndicesEntry[] {
  if (!Array.isArray(option.value)) throw wrongToken(option)
  for (const entry of option.value) assertMembers(entry)
  const entries = option.value.map((entry) => (isJsonObject(entry) ? withPrivileges(entry, privileges) : entry))
  return parseIndices(ROLE, new Map<string, JsonValue>([['indices', entries]]), 'indices')
}

/** Which privileges it comes to is not the client's to say. */
function assertMembers(entry: JsonValue): void {
  const unknown = isJsonObject(entry) ? [...entry.keys()].find((name) => !MEMBERS.has(name)) : undefined
  if (unknown === undefined) return
  throw parseFailure(`failed to parse indices privileges for role [${ROLE}]. unexpected field [${unknown}]`)
}

const withPrivileges = (entry: JsonObject, privileges: readonly string[]): JsonObject =>
  new Map<string, JsonValue>([...entry, ['privileges', [...privileges]]])

/** The member `certificate_identity`: a regular expression over certificate subjects, for other clusters to look at. */
export function readCertificateIdentity(option: Option): string {
  const text = textField(option)
  try {
    new RegExp(text)
    return text
  } catch {
    throw illegalArgument(`Invalid certificate_identity format: [${text}]. Must be a valid regex.`)
  }
}
