/** Which lines of which roles stand behind an answer: for whoever asks why. Reads compiled roles; decides nothing. */
import type { CompiledEntry, CompiledRole } from '../roles/compiled-role.ts'
import { matchesEverything } from '../roles/name-pattern.ts'
import { isRestrictedName } from '../roles/restricted-names.ts'
import type { Question } from './record-rights.ts'

/**
 * What a line does about a question: it grants it, grants it in part (document or field restrictions), denies it, or fails for its names,
 * its privileges, or because the name is restricted.
 */
export type LineEffect = 'grants' | 'grants in part' | 'denies' | 'other names' | 'other privileges' | 'restricted name'

export interface RoleLine {
  readonly role: string
  /** `indices[0]`, `deny.cluster[1]`. */
  readonly line: string
  readonly effect: LineEffect
  /** What the line says, as a role has it. */
  readonly names: readonly string[]
  readonly privileges: readonly string[]
}

/** Lines told of one side; those of a hundred roles that nearly grant something help nobody. */
const MAX_LINES = 20
const MAX_NEAR = 5

/**
 * The lines of one side's roles that matter to a question: those that decide it, else those that nearly do, the nearest first.
 * `isAllowed`: the request was allowed in the end, by a `global` line where no other is to be seen.
 */
export function linesFor(question: Question, roles: readonly CompiledRole[], isAllowed: boolean): readonly RoleLine[] {
  const lines = roles.flatMap((role) => linesOf(question, role))
  const denying = lines.filter(({ effect }) => effect === 'denies')
  const deciding = denying.length > 0 ? denying : lines.filter(({ effect }) => DECIDING.has(effect))
  if (deciding.length > 0) return deciding.slice(0, MAX_LINES)
  if (isAllowed && question.kind === 'cluster') return roles.flatMap(globalLines).slice(0, MAX_LINES)
  return [...lines].sort((one, other) => NEARNESS.indexOf(one.effect) - NEARNESS.indexOf(other.effect)).slice(0, MAX_NEAR)
}

const DECIDING: ReadonlySet<LineEffect> = new Set<LineEffect>(['grants', 'grants in part'])
const NEARNESS: readonly LineEffect[] = ['restricted name', 'other privileges', 'other names']

/** Lines that allow a cluster action for what it is about. */
function globalLines({ name: role, managedApplications, managedIndices }: CompiledRole): readonly RoleLine[] {
  const effect = 'grants' as const
  const applications = { role, line: 'global.application.manage', effect, names: managedApplications, privileges: [] }
  return [...(managedApplications.length > 0 ? [applications] : []), ...managedIndices.map((entry) => lineOf(entry, effect))]
}

function linesOf(question: Question, role: CompiledRole): readonly RoleLine[] {
  switch (question.kind) {
    case 'cluster':
      return clusterLines(question.action, role)
    case 'run_as':
      return runAsLines(question.username, role)
    case 'anywhere':
      return anywhereLines(question.action, role)
    case 'index':
    case 'behind':
      return indexLines(question.action, question.name, role)
  }
}

function runAsLines(username: string, { name: role, runAs, descriptor }: CompiledRole): readonly RoleLine[] {
  return runAs.flatMap((matcher, at) => {
    const names = [descriptor.runAs[at] as string]
    return matcher.matches(username) ? [{ role, line: `run_as[${at}]`, effect: 'grants' as const, names, privileges: [] }] : []
  })
}

function clusterLines(action: string, { name: role, cluster, denied, descriptor }: CompiledRole): readonly RoleLine[] {
  const granting = cluster.flatMap(({ actions }, at) => {
    const privileges = [descriptor.cluster[at] as string]
    return actions.includes(action) ? [{ role, line: `cluster[${at}]`, effect: 'grants' as const, names: [], privileges }] : []
  })
  const denying = denied.cluster.flatMap(({ actions, byRequest, name }, at) => {
    const line = { role, line: `deny.cluster[${at}]`, effect: 'denies' as const, names: [], privileges: [name] }
    return actions.includes(action) || byRequest.has(action) ? [line] : []
  })
  return denying.length > 0 ? denying : granting
}

/** A denial of every name stops an action before it comes to names. */
function anywhereLines(action: string, { indices, denied }: CompiledRole): readonly RoleLine[] {
  const denying = denied.indices.filter((entry) => entry.actions.includes(action) && entry.names.some(matchesEverything))
  if (denying.length > 0) return denying.map((entry) => lineOf(entry, 'denies'))
  return indices.filter((entry) => allows(entry, action)).map((entry) => lineOf(entry, 'grants'))
}

function indexLines(action: string, name: string, { indices, denied }: CompiledRole): readonly RoleLine[] {
  const denying = denied.indices.filter((entry) => entry.actions.includes(action) && names(entry, name))
  if (denying.length > 0) return denying.map((entry) => lineOf(entry, 'denies'))
  return indices.flatMap((entry) => {
    const effect = effectOf(entry, action, name)
    return effect ? [lineOf(entry, effect)] : []
  })
}

function effectOf(entry: CompiledEntry, action: string, name: string): LineEffect | undefined {
  const isNamed = names(entry, name)
  if (!allows(entry, action)) return isNamed ? 'other privileges' : undefined
  if (!isNamed) return 'other names'
  if (isRestrictedName(name) && !entry.allowsRestricted) return 'restricted name'
  return entry.view ? 'grants in part' : 'grants'
}

const lineOf = ({ role, line, source: { names, privileges } }: CompiledEntry, effect: LineEffect): RoleLine => ({
  role,
  line,
  effect,
  names,
  privileges,
})

const allows = (entry: CompiledEntry, action: string): boolean =>
  entry.actions.includes(action) || entry.extraActions.includes(action)

const names = (entry: CompiledEntry, name: string): boolean => entry.names.some((matcher) => matcher.matches(name))
