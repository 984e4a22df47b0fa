/**
 * The privileges of a set of roles as one list: `_privileges`. Entries that say the same of the same names are one; what one of them shows
 * whole is not shown as restricted.
 */
import type { JsonOutput } from '../core/json/output.ts'
import { printDeny } from '../roles/denied-privileges.ts'
import { printGlobal } from '../roles/global-privileges.ts'
import type {
  ApplicationEntry,
  FieldSecurity,
  IndicesEntry,
  RemoteIndicesEntry,
  RoleDescriptor,
} from '../roles/role-descriptor.ts'
import type { RoleSet } from '../roles/role-set.ts'

/** What `_privileges` answers for these roles. */
export function printOwnPrivileges(roles: RoleSet): JsonOutput {
  const [union, limit] = roles.sides
  if (!union || limit) throw new Error('limited rights are no list')
  const descriptors = union.roles.map((role) => role.descriptor)
  const remoteIndices = mergeIndices(descriptors.flatMap((role) => role.remoteIndices))
  const remoteCluster = descriptors.flatMap((role) => role.remoteCluster)
  const denied = descriptors.flatMap(({ deny }) => (deny ? [printDeny(deny)] : []))
  return {
    cluster: sorted(descriptors.flatMap((role) => role.cluster)),
    global: descriptors.flatMap(printOwnGlobal),
    indices: mergeIndices(descriptors.flatMap((role) => role.indices)).map(printMerged),
    applications: mergeApplications(descriptors.flatMap((role) => role.applications)),
    run_as: sorted(descriptors.flatMap((role) => role.runAs)),
    remote_indices: remoteIndices.length > 0 ? remoteIndices.map(printRemote) : undefined,
    remote_cluster:
      remoteCluster.length > 0
        ? remoteCluster.map(({ privileges, clusters }) => ({ privileges: sorted(privileges), clusters: sorted(clusters) }))
        : undefined,
    deny: denied.length > 0 ? denied : undefined,
  }
}

/** Only the categories that are given, unlike in a role. */
function printOwnGlobal({ global }: RoleDescriptor): readonly JsonOutput[] {
  if (!global) return []
  const { application, profile, role, data_source: dataSource } = printGlobal(global)
  return [
    {
      application: global.manageApplications ? application : undefined,
      profile: global.writeProfiles ? profile : undefined,
      role: global.manageRoles ? role : undefined,
      data_source: global.dataSources.length > 0 ? dataSource : undefined,
    },
  ]
}

interface Merged {
  readonly names: readonly string[]
  readonly clusters: readonly string[] | undefined
  readonly allowRestrictedIndices: boolean
  readonly privileges: ReadonlySet<string>
  /** undefined: everything is shown. */
  readonly fields: readonly FieldSecurity[] | undefined
  readonly queries: readonly string[] | undefined
}

function mergeIndices(entries: readonly (IndicesEntry | RemoteIndicesEntry)[]): readonly Merged[] {
  const merged: Merged[] = []
  for (const entry of entries.map(asMerged)) {
    const at = merged.findIndex((other) => isMergeable(other, entry))
    const other = merged[at]
    if (other) merged[at] = mergeTwo(other, entry)
    else merged.push(entry)
  }
  return merged
}

const asMerged = (entry: IndicesEntry | RemoteIndicesEntry): Merged => ({
  names: sorted(entry.names),
  clusters: 'clusters' in entry ? sorted(entry.clusters) : undefined,
  allowRestrictedIndices: entry.allowRestrictedIndices,
  privileges: new Set(entry.privileges),
  fields: entry.fieldSecurity && [entry.fieldSecurity],
  queries: entry.query === undefined ? undefined : [entry.query],
})

/** The same names; and either the same privileges, or nothing that restricts them. */
function isMergeable(one: Merged, other: Merged): boolean {
  if (keyOf(one) !== keyOf(other)) return false
  const isOpen = [one, other].every(({ fields, queries }) => fields === undefined && queries === undefined)
  return isOpen || String(sorted([...one.privileges])) === String(sorted([...other.privileges]))
}

const keyOf = ({ names, clusters, allowRestrictedIndices }: Merged): string =>
  JSON.stringify([names, clusters, allowRestrictedIndices])

const mergeTwo = (one: Merged, other: Merged): Merged => ({
  ...one,
  privileges: new Set([...one.privileges, ...other.privileges]),
  fields: one.fields && other.fields ? [...one.fields, ...other.fields] : undefined,
  queries: one.queries && other.queries ? [...new Set([...one.queries, ...other.queries])] : undefined,
})

const printMerged = ({ names, privileges, fields, queries, allowRestrictedIndices }: Merged) => ({
  names,
  privileges: sorted([...privileges]),
  field_security: fields?.map(({ grant, except = [] }) => ({ grant, except: except.length > 0 ? except : undefined })),
  query: queries,
  allow_restricted_indices: allowRestrictedIndices,
})

const printRemote = (entry: Merged): JsonOutput => ({ ...printMerged(entry), clusters: entry.clusters })

/** The same application and resources join their privileges; the same application and privileges join their resources. */
function mergeApplications(entries: readonly ApplicationEntry[]): readonly JsonOutput[] {
  const byResources = group(entries, ({ application, resources }) => [application, sorted(resources)])
  const joined = byResources.map((members) => ({
    ...first(members),
    privileges: unique(members.flatMap((entry) => entry.privileges)),
  }))
  const byPrivileges = group(joined, ({ application, privileges }) => [application, sorted(privileges)])
  return byPrivileges.map((members) => {
    const { application, privileges } = first(members)
    return { application, privileges, resources: unique(members.flatMap((entry) => entry.resources)) }
  })
}

function group<Item>(items: readonly Item[], keyOfItem: (item: Item) => unknown): readonly (readonly Item[])[] {
  const groups = new Map<string, Item[]>()
  for (const item of items) {
    const key = JSON.stringify(keyOfItem(item))
    groups.set(key, [...(groups.get(key) ?? []), item])
  }
  return [...groups.values()]
}

const unique = (texts: readonly string[]): readonly string[] => [...new Set(texts)]
const first = <Item>(items: readonly Item[]): Item => items[0] as Item

/** Once each, as Java sorts strings. */
const sorted = (texts: readonly string[]): readonly string[] => [...new Set(texts)].sort((one, other) => (one < other ? -1 : 1))
