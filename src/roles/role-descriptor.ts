/**
 * A role as written: what it would grant, not yet compiled. Parsed by `parse-role.ts`, checked by `validate-role.ts`, printed here in
 * Elasticsearch's order. Metadata keeps every digit and key.
 */
import type { JsonOutput } from '../core/json/output.ts'
import type { JsonObject } from '../core/json/value.ts'
import { type DeniedPrivileges, printDeny } from './denied-privileges.ts'
import { type GlobalPrivileges, printGlobal } from './global-privileges.ts'

export interface FieldSecurity {
  readonly grant: readonly string[]
  /** undefined: not given, which prints differently from `[]`. */
  readonly except: readonly string[] | undefined
}

/** One entry of `indices`. */
export interface IndicesEntry {
  readonly names: readonly string[]
  readonly privileges: readonly string[]
  readonly fieldSecurity: FieldSecurity | undefined
  /** A query as JSON text, possibly a template. */
  readonly query: string | undefined
  readonly allowRestrictedIndices: boolean
}

export interface RemoteIndicesEntry extends IndicesEntry {
  readonly clusters: readonly string[]
}

export interface RemoteClusterEntry {
  readonly privileges: readonly string[]
  readonly clusters: readonly string[]
}

export interface ApplicationEntry {
  readonly application: string
  readonly privileges: readonly string[]
  readonly resources: readonly string[]
}

export interface RoleDescriptor {
  readonly cluster: readonly string[]
  readonly global: GlobalPrivileges | undefined
  readonly indices: readonly IndicesEntry[]
  readonly applications: readonly ApplicationEntry[]
  readonly runAs: readonly string[]
  readonly metadata: JsonObject
  readonly remoteIndices: readonly RemoteIndicesEntry[]
  readonly remoteCluster: readonly RemoteClusterEntry[]
  /** Workflows an API key is restricted to. */
  readonly workflows: readonly string[] | undefined
  /** What is taken away; undefined: nothing. */
  readonly deny: DeniedPrivileges | undefined
  readonly description: string
}

/** A role as replies show it. `transient` is `transient_metadata`. */
export function printRole(role: RoleDescriptor, transient: JsonOutput = { enabled: true }): JsonOutput {
  return {
    cluster: role.cluster,
    global: role.global && printGlobal(role.global),
    indices: role.indices.map(printIndices),
    applications: role.applications.map(({ application, privileges, resources }) => ({ application, privileges, resources })),
    run_as: role.runAs,
    metadata: role.metadata,
    transient_metadata: transient,
    remote_indices: absentWhenEmpty(role.remoteIndices.map((entry) => ({ ...printIndices(entry), clusters: entry.clusters }))),
    remote_cluster: absentWhenEmpty(role.remoteCluster.map(({ privileges, clusters }) => ({ privileges, clusters }))),
    restriction: role.workflows && { workflows: role.workflows },
    description: role.description === '' ? undefined : role.description,
    deny: role.deny && printDeny(role.deny),
  }
}

const printIndices = (entry: IndicesEntry) => ({
  names: entry.names,
  privileges: entry.privileges,
  field_security: entry.fieldSecurity && { grant: entry.fieldSecurity.grant, except: entry.fieldSecurity.except },
  query: entry.query,
  allow_restricted_indices: entry.allowRestrictedIndices,
})

const absentWhenEmpty = <Item>(list: readonly Item[]): readonly Item[] | undefined => (list.length === 0 ? undefined : list)
