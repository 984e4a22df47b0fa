/**
 * Why a request is allowed or refused. The decision itself runs, by the authorizer, on rights that record what they are asked; its Access is
 * thrown away, so nothing is executed. Called by `POST /_sallyport/_explain`, and for denied requests with `?explain=true`.
 */
import { ElasticError, illegalArgument } from '../core/errors.ts'
import { WorkSlice } from '../core/event-loop.ts'
import { compileWildcard, isWildcard } from '../core/wildcard.ts'
import type { Grants } from '../request/access.ts'
import type { Call } from '../request/api.ts'
import type { Catalogue } from '../request/catalogue.ts'
import { actingSubject, type Identity, type Subject } from '../request/identity.ts'
import type { Targets } from '../request/names.ts'
import type { RoleSet } from '../roles/role-set.ts'
import { type AuthorizerParts, createAuthorizer } from './authorize.ts'
import { type CatalogueView, createCatalogueReader } from './catalogue-view.ts'
import { deniedNames, findNamed } from './find-named.ts'
import { type AskedQuestion, type Question, recordRights, type Trial } from './record-rights.ts'
import { linesFor, type RoleLine } from './role-lines.ts'
import { seenCatalogue, seesEveryName } from './seen-catalogue.ts'
import { findSmallestChange, type SmallestChange } from './smallest-change.ts'

/** Names that a request may give; each may be asked about several times. */
const MAX_GIVEN = 100
/** Names told of those that wildcards match. */
const MAX_NAMES = 100
const MAX_QUESTIONS = 1_000

export interface Answer extends AskedQuestion {
  /** By side: one's own rights, then those that limit them. */
  readonly lines: readonly (readonly RoleLine[])[]
}

export interface Explanation {
  readonly identity: Identity
  readonly call: Call
  readonly isAllowed: boolean
  readonly refusal: ElasticError | undefined
  readonly grants: Grants | undefined
  /** What the acting party may do, by the roles as they are now. */
  readonly rights: RoleSet
  /** What was asked about names given as such, and about everything else. */
  readonly answers: readonly Answer[]
  /** Names that wildcards match: those that are allowed, and those that are left out without a word. */
  readonly expanded: readonly Answer[]
  /** Wildcards match more names than are told. */
  readonly hasMore: boolean
  readonly change: SmallestChange
  /** Whether whoever asks sees every name. */
  readonly isComplete: boolean
}

export interface Explainer {
  /** `asker`: whose sight of names it is made with. Throws 400 for requests with too many names to explain. */
  explain(asker: Subject, identity: Identity, call: Call): Promise<Explanation>
}

export function createExplainer(parts: AuthorizerParts): Explainer {
  const readAll = createCatalogueReader(parts.catalogue)
  const actual = (subject: Subject): RoleSet => parts.roles.rightsOf(subject)

  return {
    async explain(asker, identity, call) {
      refuseCrowd(call.targets)
      const view = readAll()
      const seeing = actual(asker)
      const catalogue = seenCatalogue(parts.catalogue(), view, seeing)
      const trials = createTrials(parts, catalogue)
      const rights = actual(actingSubject(identity))
      const trial = trials.attempt(identity, call, actual)
      const isAllowed = isPermitted(trial)
      const enforcesViews = parts.enforcesViews === true
      const request = { identity, call, actual, attempt: trials.attempt, isPermitted, enforcesViews, slice: new WorkSlice() }
      const change = isAllowed ? ({ kind: 'none' } as const) : await findSmallestChange(request)
      const asked = new Set(trial.questions.flatMap(({ question }) => (question.kind === 'index' ? [question.name] : [])))
      const expansion = expand(call, rights, trials.view, asked)
      // What is behind a name is told with the name.
      const told = trial.questions.filter(({ question }) => question.kind !== 'behind')
      const answers = told.map((question) => answer(question, trials.view, isAllowed))
      return { identity, call, ...trial, isAllowed, rights, answers, ...expansion, change, isComplete: seesEveryName(seeing) }
    },
  }
}

interface Trials {
  readonly view: CatalogueView
  attempt(identity: Identity, call: Call, actual: (subject: Subject) => RoleSet): Trial
}

/** An authorizer of its own for each explanation: rights and names of one are never those of another. */
function createTrials(parts: AuthorizerParts, catalogue: Catalogue): Trials {
  let rightsOf: (subject: Subject) => RoleSet = (subject) => parts.roles.rightsOf(subject)
  const roles = { rightsOf: (subject: Subject) => rightsOf(subject) }
  const authorizer = createAuthorizer({ ...parts, roles, catalogue: () => catalogue })
  const attempt: Trials['attempt'] = (identity, call, actual) => {
    const asked = new Map<string, AskedQuestion>()
    rightsOf = (subject) => {
      const rights = actual(subject)
      return recordRights(rights, (question) => note(asked, question, rights))
    }
    try {
      return { grants: authorizer.authorize(identity, call).grants, refusal: undefined, questions: [...asked.values()] }
    } catch (refusal) {
      if (!(refusal instanceof ElasticError)) throw refusal
      return { grants: undefined, refusal, questions: [...asked.values()] }
    }
  }
  return { view: createCatalogueReader(() => catalogue)(), attempt }
}

/** Whether rights are not what stands in the way: a missing index, say, is refused to everybody. */
function isPermitted({ grants, refusal }: Trial): boolean {
  if (refusal) return refusal.status !== 403
  if (grants?.kind !== 'items') return true
  return grants.items.every((item) => item.granted || item.error.status !== 403)
}

function refuseCrowd(targets: Targets): void {
  const given = countNames(targets)
  if (given > MAX_GIVEN) {
    throw illegalArgument(`a request that is to be explained may give at most [${MAX_GIVEN}] names, but found [${given}]`)
  }
}

function countNames(targets: Targets): number {
  switch (targets.kind) {
    case 'items':
      return targets.items.length
    case 'indices':
      return targets.expressions.length + (targets.aliases?.length ?? 0) + (targets.lookups?.length ?? 0)
    case 'create':
      return 1 + targets.aliases.length
    case 'rollover':
      return 2 + targets.aliases.length
    case 'aliases':
      return targets.actions.reduce((sum, { indices, aliases }) => sum + indices.length + aliases.length, 0)
    case 'cluster':
    case 'self':
      return 0
  }
}

function answer(asked: AskedQuestion, view: CatalogueView, isAllowed: boolean): Answer {
  const { question, rights } = asked
  const behind = question.kind === 'index' ? deniedBehind(question, rights, view) : []
  const lines = rights.sides.map(({ roles }) => {
    const denying = behind.flatMap((each) => linesFor(each, roles, isAllowed)).filter(({ effect }) => effect === 'denies')
    return denying.length > 0 ? denying : linesFor(question, roles, isAllowed)
  })
  if (question.kind !== 'index' || behind.length === 0) return { question, rights, lines }
  return { question: { ...question, restriction: undefined }, rights, lines }
}

/** Questions about the names by which something behind a name is denied. */
const deniedBehind = (
  { action, name }: Extract<Question, { kind: 'index' }>,
  rights: RoleSet,
  view: CatalogueView,
): readonly Question[] =>
  deniedNames(rights.indices.forAction(action), view, name).map((denied) => ({ kind: 'behind', action, name: denied }))

function note(asked: Map<string, AskedQuestion>, question: Question, rights: RoleSet): void {
  const { kind } = question
  const about = 'name' in question ? question.name : 'username' in question ? question.username : ''
  const key = JSON.stringify([kind, 'action' in question ? question.action : '', about])
  if (asked.size < MAX_QUESTIONS && !asked.has(key)) asked.set(key, { question, rights })
}

/** What wildcards match: what is not allowed they leave out without a word; here it is said. */
function expand(
  { api: { action }, targets }: Call,
  rights: RoleSet,
  view: CatalogueView,
  asked: ReadonlySet<string>,
): Pick<Explanation, 'expanded' | 'hasMore'> {
  if (targets.kind !== 'indices') return { expanded: [], hasMore: false }
  const given = targets.expressions.length === 0 || targets.expressions[0] === '_all' ? ['*'] : targets.expressions
  const patterns = given.filter(isWildcard).map((expression) => compileWildcard(expression))
  const permission = rights.indices.forAction(action)
  const expanded: Answer[] = []
  for (const name of patterns.length === 0 ? [] : view.table.names) {
    if (asked.has(name) || !patterns.some(({ matches }) => matches(name))) continue
    if (expanded.length >= MAX_NAMES) return { expanded, hasMore: true }
    const restriction = findNamed(permission, view, name)
    expanded.push(answer({ question: { kind: 'index', action, name, restriction }, rights }, view, false))
  }
  return { expanded, hasMore: false }
}
