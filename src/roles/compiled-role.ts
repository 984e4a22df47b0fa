/**
 * One role, compiled: its entries ready to be asked. Made once per version of a role by `role-service.ts`; `role-set.ts` joins several.
 */
import type { View } from '../request/access.ts'
import { type ActionSet, joinActions } from './action-set.ts'
import { compileNamePattern, type NameMatcher } from './name-pattern.ts'
import { type CompiledClusterPrivilege, getClusterPrivilege, getIndexPrivilege } from './privileges.ts'
import type { FieldSecurity, IndicesEntry, RoleDescriptor } from './role-descriptor.ts'

/** One entry of `indices`. */
export interface CompiledEntry {
  readonly role: string
  readonly names: readonly NameMatcher[]
  /** What it allows on data. */
  readonly actions: ActionSet
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
}

/** Compiles a role; throws 400 where a pattern or privilege in it means nothing (it then grants nothing either). */
export function compileRole(name: string, stamp: string, descriptor: RoleDescriptor): CompiledRole {
  return {
    name,
    stamp,
    descriptor,
    cluster: descriptor.cluster.map(getClusterPrivilege),
    indices: descriptor.indices.flatMap((entry) => compileEntry(name, entry)),
    runAs: descriptor.runAs.map(compileNamePattern),
  }
}

/** No entry where it opens nothing on data (`none`, failure stores only). */
function compileEntry(role: string, source: IndicesEntry): readonly CompiledEntry[] {
  const names = source.names.map(compileNamePattern)
  const privileges = source.privileges
    .filter((privilege) => privilege.toLowerCase() !== 'none')
    .map(getIndexPrivilege)
    .filter(({ selector }) => selector !== 'failures')
  if (privileges.length === 0) return []
  const actions = joinActions(privileges.map((privilege) => privilege.actions))
  return [{ role, names, actions, allowsRestricted: source.allowRestrictedIndices, view: viewOf(source), source }]
}

function viewOf({ query, fieldSecurity }: IndicesEntry): View | undefined {
  const fields = fieldSecurity && restrictsFields(fieldSecurity) ? fieldSecurity : undefined
  if (query === undefined && fields === undefined) return undefined
  return { documents: query, fields: fields && { grant: fields.grant, except: fields.except ?? [] } }
}

/** `{"grant":["*"]}` alone takes nothing away. */
const restrictsFields = ({ grant, except = [] }: FieldSecurity): boolean => !grant.includes('*') || except.length > 0
