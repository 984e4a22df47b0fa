/**
 * One role, compiled: its entries ready to be asked. Made once per version of a role by `role-service.ts`; `role-set.ts` joins several.
 */
import type { View } from '../request/access.ts'
import { type ActionSet, joinActions } from './action-set.ts'
import { compileNamePattern, type NameMatcher } from './name-pattern.ts'
import { type CompiledClusterPrivilege, getClusterPrivilege, getIndexPrivilege } from './privileges.ts'
import type { ApplicationEntry, FieldSecurity, IndicesEntry, RoleDescriptor } from './role-descriptor.ts'

/** One entry of `indices`. */
export interface CompiledEntry {
  readonly role: string
  /** Where it stands in the role: `indices[0]`. */
  readonly line: string
  readonly names: readonly NameMatcher[]
  /** What it allows on data. */
  readonly actions: ActionSet
  /** What it allows on failure stores. */
  readonly failureActions: ActionSet
  /** Allowed besides, though no privilege says so: whoever may write may also change the mapping, as in every 8.x and 9.x. */
  readonly extraActions: readonly string[]
  readonly allowsRestricted: boolean
  /** undefined: everything in the index. */
  readonly view: View | undefined
  readonly source: IndicesEntry
}

export interface CompiledRole {
  readonly name: string
  /** Differs between any two versions of any role. */
  readonly stamp: string
  readonly descriptor: RoleDescriptor
  readonly cluster: readonly CompiledClusterPrivilege[]
  readonly indices: readonly CompiledEntry[]
  readonly runAs: readonly NameMatcher[]
  readonly applications: readonly CompiledApplication[]
  /** Applications whose privileges may be managed. */
  readonly managedApplications: readonly string[]
  /** Patterns of applications whose data in profiles may be written. */
  readonly writtenProfiles: readonly string[]
  /** Privileges that roles may be given which the holder puts. */
  readonly managedIndices: readonly CompiledEntry[]
  readonly denied: { readonly cluster: readonly CompiledClusterPrivilege[]; readonly indices: readonly CompiledEntry[] }
}

/** One entry of `applications`. */
export interface CompiledApplication {
  readonly application: NameMatcher
  readonly source: ApplicationEntry
}

/** Compiles a role; throws 400 where a pattern or privilege in it means nothing (it then grants nothing either). */
export function compileRole(name: string, stamp: string, descriptor: RoleDescriptor): CompiledRole {
  return {
    name,
    stamp,
    descriptor,
    cluster: descriptor.cluster.map(getClusterPrivilege),
    indices: descriptor.indices.flatMap((entry, at) => compileEntry(name, `indices[${at}]`, entry)),
    runAs: descriptor.runAs.map(compileNamePattern),
    applications: descriptor.applications.map(compileApplication),
    managedApplications: descriptor.global?.manageApplications ?? [],
    writtenProfiles: descriptor.global?.writeProfiles ?? [],
    managedIndices: (descriptor.global?.manageRoles ?? []).flatMap((managed, at) =>
      compileEntry(name, `global.role.manage.indices[${at}]`, { ...managed, ...PLAIN }),
    ),
    denied: {
      cluster: (descriptor.deny?.cluster ?? []).map(getClusterPrivilege),
      indices: (descriptor.deny?.indices ?? []).flatMap((entry, at) =>
        compileEntry(name, `deny.indices[${at}]`, { ...entry, ...DENIED }),
      ),
    },
  }
}

function compileApplication(source: ApplicationEntry): CompiledApplication {
  // Resources are compared as languages when asked about; a pattern that is none refuses the role as a whole.
  for (const resource of source.resources) compileNamePattern(resource)
  return { application: compileNamePattern(source.application), source }
}

const DENIED = { fieldSecurity: undefined, query: undefined, allowRestrictedIndices: true }
const PLAIN = { fieldSecurity: undefined, query: undefined, allowRestrictedIndices: false }

const MAPPING_WRITERS: ReadonlySet<string> = new Set(['create_doc', 'create', 'index', 'write'])
const MAPPING_CHANGES = ['indices:admin/mapping/put', 'indices:admin/mapping/auto_put']

/** No entry where it opens nothing (`none`). */
function compileEntry(role: string, line: string, source: IndicesEntry): readonly CompiledEntry[] {
  const names = source.names.map(compileNamePattern)
  const privileges = source.privileges.filter((name) => name.toLowerCase() !== 'none').map(getIndexPrivilege)
  if (privileges.length === 0) return []
  const actionsOn = (other: 'data' | 'failures'): ActionSet =>
    joinActions(
      privileges.filter(({ selector }) => selector === other || selector === 'all').map((privilege) => privilege.actions),
    )
  const extraActions = source.privileges.some((name) => MAPPING_WRITERS.has(name.toLowerCase())) ? MAPPING_CHANGES : []
  const common = {
    role,
    line,
    names,
    extraActions,
    allowsRestricted: source.allowRestrictedIndices,
    view: viewOf(source),
    source,
  }
  return [{ ...common, actions: actionsOn('data'), failureActions: actionsOn('failures') }]
}

function viewOf({ query, fieldSecurity }: IndicesEntry): View | undefined {
  const fields = fieldSecurity && restrictsFields(fieldSecurity) ? fieldSecurity : undefined
  if (query === undefined && fields === undefined) return undefined
  return {
    documents: query === undefined ? [] : [query],
    fields: fields ? [{ grant: fields.grant, except: fields.except ?? [] }] : [],
  }
}

/** `{"grant":["*"]}` alone takes nothing away. */
const restrictsFields = ({ grant, except = [] }: FieldSecurity): boolean => !grant.includes('*') || except.length > 0
