/**
 * The smallest change of roles that would allow a refused request: least privileges on the very names, denials lifted. It is found by
 * deciding again with the change made, as often as something else is in the way, and then without each part that turns out not to matter.
 */
import type { WorkSlice } from '../core/event-loop.ts'
import { fromPlain } from '../core/json/convert.ts'
import { isWildcard } from '../core/wildcard.ts'
import type { Call } from '../request/api.ts'
import { actingSubject, type Identity, type Subject } from '../request/identity.ts'
import { type CompiledRole, compileRole } from '../roles/compiled-role.ts'
import { limitRoles } from '../roles/limit-roles.ts'
import { parseRole } from '../roles/parse-role.ts'
import { clusterPrivilegesGranting, indexPrivilegesGranting } from '../roles/privileges.ts'
import { isRestrictedName } from '../roles/restricted-names.ts'
import { joinRoles, type RoleSet, type RoleUnion } from '../roles/role-set.ts'
import type { AskedQuestion, Question, Trial } from './record-rights.ts'
import { linesFor } from './role-lines.ts'

/** `side`: 0 is the party's own roles, the others limit them (an API key's owner). */
export type RoleChange =
  | { readonly kind: 'cluster'; readonly side: number; readonly privilege: string }
  | { readonly kind: 'index'; readonly side: number; readonly name: string; readonly privilege: string }
  | { readonly kind: 'run_as'; readonly side: number; readonly username: string }
  /** A denial that has to go. */
  | { readonly kind: 'undeny'; readonly side: number; readonly role: string; readonly line: string }

export interface ChangeRequest {
  readonly identity: Identity
  readonly call: Call
  readonly actual: (subject: Subject) => RoleSet
  attempt(identity: Identity, call: Call, rightsOf: (subject: Subject) => RoleSet): Trial
  isPermitted(trial: Trial): boolean
  readonly enforcesViews: boolean
  readonly slice: WorkSlice
}

/** What it would take; `unknown`: more than is looked for. */
export type SmallestChange =
  | { readonly kind: 'none' }
  | { readonly kind: 'changes'; readonly changes: readonly RoleChange[] }
  | { readonly kind: 'impossible' }
  | { readonly kind: 'unknown' }

const MAX_ROUNDS = 100
const MAX_CHANGES = 200

export async function findSmallestChange(request: ChangeRequest): Promise<SmallestChange> {
  let changes: readonly RoleChange[] = []
  for (let round = 0; round < MAX_ROUNDS && changes.length <= MAX_CHANGES; round++) {
    const trial = attemptWith(request, changes)
    if (request.isPermitted(trial)) return { kind: 'changes', changes: await withoutNeedless(request, changes) }
    const isNew = (change: RoleChange): boolean => !changes.some((known) => isSame(known, change))
    const answering = nextChanges(trial, request).filter(isNew)
    // What was not asked about rights is a rule about denials: aliases under which something is denied stay.
    const more = answering.length > 0 ? answering : liftings(request).filter(isNew)
    if (more.length === 0) return { kind: 'impossible' }
    changes = [...changes, ...more]
    if (request.slice.isOver) await request.slice.pause()
  }
  return { kind: 'unknown' }
}

function attemptWith({ identity, call, actual, attempt }: ChangeRequest, changes: readonly RoleChange[]): Trial {
  const changed = new WeakMap<RoleSet, RoleSet>()
  return attempt(identity, call, (subject) => {
    const rights = actual(subject)
    const known = changed.get(rights) ?? applyChanges(rights, changes)
    changed.set(rights, known)
    return known
  })
}

/** One that mattered may matter no more once another is gone: what is missing can then be found missing first. */
async function withoutNeedless(request: ChangeRequest, changes: readonly RoleChange[]): Promise<readonly RoleChange[]> {
  let kept = changes
  for (const change of changes) {
    const fewer = kept.filter((other) => other !== change)
    if (request.isPermitted(attemptWith(request, fewer))) kept = fewer
    if (request.slice.isOver) await request.slice.pause()
  }
  return kept.length === changes.length ? kept : withoutNeedless(request, kept)
}

/** The changes that answer the questions which went wrong, each once. */
function nextChanges({ questions }: Trial, request: ChangeRequest): readonly RoleChange[] {
  const changes = questions.flatMap((asked) => (isFailed(asked.question, request) ? changesFor(asked, request.call) : []))
  return [...new Map(changes.map((change) => [JSON.stringify(change), change])).values()]
}

/** Every denial on indices lifted; what turns out not to matter stays. */
const liftings = ({ identity, actual }: ChangeRequest): readonly RoleChange[] =>
  actual(actingSubject(identity)).sides.flatMap(({ indices }, side) =>
    indices.denied.map(({ role, line }) => ({ kind: 'undeny', side, role, line }) as const),
  )

function isFailed(question: Question, { enforcesViews }: ChangeRequest): boolean {
  if (question.kind === 'behind') return true
  if (question.kind !== 'index') return !question.isAllowed
  return question.restriction === undefined || (question.restriction.kind === 'views' && !enforcesViews)
}

function changesFor({ question, rights }: AskedQuestion, call: Call): readonly RoleChange[] {
  return rights.sides.flatMap((union, side) => {
    const lifted = linesFor(question, union.roles, false).filter(({ effect }) => effect === 'denies')
    if (lifted.length > 0) return lifted.map(({ role, line }) => ({ kind: 'undeny', side, role, line }) as const)
    return isGrantedBy(question, union) ? [] : additions(question, side, call)
  })
}

function isGrantedBy(question: Question, union: RoleUnion): boolean {
  const own = joinRoles(union.roles, [])
  switch (question.kind) {
    case 'cluster':
      return own.grantsCluster(question.action)
    case 'run_as':
      return own.mayRunAs(question.username)
    case 'anywhere':
      return own.indices.forAction(question.action).grantsAnything
    case 'index':
      return own.indices.forAction(question.action).find(question.name)?.kind === 'unrestricted'
    case 'behind':
      return true
  }
}

function additions(question: Question, side: number, call: Call): readonly RoleChange[] {
  if (question.kind === 'run_as') return [{ kind: 'run_as', side, username: question.username }]
  const [clusterPrivilege] = question.kind === 'cluster' ? clusterPrivilegesGranting(question.action) : []
  if (clusterPrivilege) return [{ kind: 'cluster', side, privilege: clusterPrivilege }]
  const [privilege] = question.kind === 'cluster' ? [] : indexPrivilegesGranting(question.action)
  if (!privilege) return []
  const names = question.kind === 'anywhere' ? namesOf(call) : question.kind === 'index' ? [question.name] : []
  return names.map((name) => ({ kind: 'index', side, name, privilege }) as const)
}

/** The names that a request gives, as patterns of a role. */
function namesOf({ targets }: Call): readonly string[] {
  if (targets.kind === 'items') return [...new Set(targets.items.map(({ index }) => index))]
  if (targets.kind === 'create') return [targets.index]
  if (targets.kind === 'rollover') return targets.index === undefined ? [targets.target] : [targets.target, targets.index]
  const given = targets.kind === 'aliases' ? targets.actions.flatMap((action) => [...action.indices, ...action.aliases]) : []
  const expressions = targets.kind === 'indices' ? targets.expressions : given
  const names = [...new Set(expressions)].filter((expression) => !expression.startsWith('-') && expression !== '_all')
  return names.length === 0 ? ['*'] : names
}

/** Rights with the changes made, side by side. */
function applyChanges(rights: RoleSet, changes: readonly RoleChange[]): RoleSet {
  const sides = rights.sides.map(({ roles }, side) =>
    changeSide(
      roles,
      changes.filter((change) => change.side === side),
    ),
  )
  const [own, ...limits] = sides.map((roles) => joinRoles(roles, []))
  if (!own) return rights
  return limits.reduce(limitRoles, { ...own, names: rights.names, missing: rights.missing })
}

function changeSide(roles: readonly CompiledRole[], changes: readonly RoleChange[]): readonly CompiledRole[] {
  const isLifted = (role: string, line: string): boolean =>
    changes.some((change) => change.kind === 'undeny' && change.role === role && change.line === line)
  const lifting = new Set(changes.flatMap((change) => (change.kind === 'undeny' ? [change.role] : [])))
  const kept = roles.map((role) => {
    if (!lifting.has(role.name)) return role
    const cluster = role.denied.cluster.filter((_, at) => !isLifted(role.name, `deny.cluster[${at}]`))
    return { ...role, denied: { cluster, indices: role.denied.indices.filter(({ line }) => !isLifted(role.name, line)) } }
  })
  const added = {
    cluster: changes.flatMap((change) => (change.kind === 'cluster' ? [change.privilege] : [])),
    run_as: changes.flatMap((change) => (change.kind === 'run_as' ? [change.username] : [])),
    indices: changes.flatMap((change) => (change.kind === 'index' ? [entryOf(change)] : [])),
  }
  return [...kept, compileRole('', '', parseRole('', fromPlain(added)))]
}

/** As an entry of a role. Restricted names need to be allowed as such. */
export const entryOf = ({ name, privilege }: Extract<RoleChange, { kind: 'index' }>) => ({
  names: [name],
  privileges: [privilege],
  ...(needsRestricted(name) ? { allow_restricted_indices: true } : {}),
})

const needsRestricted = (name: string): boolean => !isWildcard(name) && isRestrictedName(name)

const isSame = (one: RoleChange, other: RoleChange): boolean => JSON.stringify(one) === JSON.stringify(other)
