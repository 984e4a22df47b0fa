/**
 * Several roles together: what their holder may do. Grants add up, and what one role denies no other grants; `limit-roles.ts`
 * makes the one kind that is less than its parts.
 * Resolved by `role-service.ts`, asked by authorization on every request, by privilege checks and by whoever prints privileges.
 */
import { isWithin } from '../core/automaton.ts'
import { ANYTHING } from '../core/language.ts'
import type { CompiledRole } from './compiled-role.ts'
import { IndexPermission, type IndexRights } from './index-permission.ts'
import { patternLanguage } from './name-pattern.ts'

/** Roles that add up. */
export interface RoleUnion {
  readonly roles: readonly CompiledRole[]
  readonly indices: IndexPermission
}

export interface RoleSet {
  /** Names of the roles that exist, sorted. */
  readonly names: readonly string[]
  /** Names that were assigned and are no role, sorted. */
  readonly missing: readonly string[]
  /** Whatever is asked about, all of these must grant it: one, or more where rights are limited by those of somebody else. */
  readonly sides: readonly RoleUnion[]
  /** The only workflows these roles may be used in; undefined: they may be used for everything. */
  readonly workflows: readonly string[] | undefined
  /** Equal only for the same versions of the same roles: part of every key under which something seen through them is kept. */
  readonly fingerprint: string
  readonly indices: IndexRights
  /** Whether some role takes a cluster action away: then nothing grants it. */
  deniesCluster(action: string): boolean
  grantsCluster(action: string): boolean
  /** Whether it is granted where a request concerns nothing but what is the caller's own (`manage_own_api_key`). */
  grantsOwn(action: string): boolean
  mayRunAs(username: string): boolean
  /** Whether the privileges of these applications (patterns, when read) may be managed: `global.application.manage`. */
  managesApplications(applications: readonly string[]): boolean
  /** Whether data of these applications may be written to profiles: `global.profile.write`. */
  writesProfiles(applications: readonly string[]): boolean
}

/** Joins roles; `missing` are names that stand for none. */
export function joinRoles(found: readonly CompiledRole[], missing: readonly string[]): RoleSet {
  const roles = [...found].sort((one, other) => compareNames(one.name, other.name))
  const cluster = roles.flatMap((role) => role.cluster)
  const runAs = roles.flatMap((role) => role.runAs)
  const managed = roles.flatMap((role) => role.managedApplications)
  const written = roles.flatMap((role) => role.writtenProfiles)
  const granted = new Map<string, boolean>()
  const denied = roles.flatMap((role) => role.denied.cluster)
  const deniesCluster = (action: string): boolean =>
    denied.some(({ actions, byRequest }) => actions.includes(action) || byRequest.has(action))
  const decide = (action: string): boolean =>
    !deniesCluster(action) && cluster.some((privilege) => privilege.actions.includes(action))
  const indices = new IndexPermission(
    roles.flatMap((role) => role.indices),
    roles.flatMap((role) => role.denied.indices),
  )
  const grantsCluster = (action: string): boolean => {
    const known = granted.get(action)
    if (known !== undefined) return known
    granted.set(action, decide(action))
    return decide(action)
  }
  return {
    names: roles.map((role) => role.name),
    missing: [...missing].sort(compareNames),
    sides: [{ roles, indices }],
    workflows: commonWorkflows(roles),
    fingerprint: roles.map((role) => role.stamp).join('\n'),
    indices,
    deniesCluster,
    grantsCluster,
    grantsOwn: (action) =>
      grantsCluster(action) || (!deniesCluster(action) && cluster.some((privilege) => privilege.byRequest.has(action))),
    mayRunAs: (username) => runAs.some((matcher) => matcher.matches(username)),
    managesApplications: (applications) => isWithinManaged(applications, managed),
    writesProfiles: (applications) => isWithinManaged(applications, written),
  }
}

/** One role that is restricted restricts all that come with it. */
function commonWorkflows(roles: readonly CompiledRole[]): readonly string[] | undefined {
  const restricted = roles.flatMap(({ descriptor }) => (descriptor.workflows ? [descriptor.workflows] : []))
  const [first, ...others] = restricted
  return first?.filter((workflow) => others.every((list) => list.includes(workflow)))
}

/** None named means all of them. */
const isWithinManaged = (applications: readonly string[], managed: readonly string[]): boolean =>
  managed.length > 0 && isWithin(applications.length === 0 ? ANYTHING : patternLanguage(applications), patternLanguage(managed))

/** As Java sorts strings: by UTF-16 units. */
const compareNames = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)
