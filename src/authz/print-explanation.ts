/** An explanation as JSON: what `POST /_sallyport/_explain` answers, and what a denial with `?explain=true` carries. */
import type { ElasticError } from '../core/errors.ts'
import type { JsonOutput } from '../core/json/output.ts'
import type { ItemGrant } from '../request/access.ts'
import type { Identity, Subject } from '../request/identity.ts'
import type { Answer, Explanation } from './explain.ts'
import type { Question } from './record-rights.ts'
import type { RoleLine } from './role-lines.ts'
import { entryOf, type RoleChange, type SmallestChange } from './smallest-change.ts'

export function printExplanation(explanation: Explanation): JsonOutput {
  const { identity, call, refusal, rights, answers, expanded, hasMore, change, isComplete } = explanation
  const isName = ({ question }: Answer): boolean => question.kind === 'index'
  const names = [...answers.filter(isName), ...expanded]
  return {
    allowed: explanation.isAllowed,
    refusal: refusal && printRefusal(refusal),
    identity: printIdentity(identity),
    roles: rights.names,
    missing_roles: rights.missing.length > 0 ? rights.missing : undefined,
    action: call.api.action,
    api: call.api.name,
    steps: answers.filter((each) => !isName(each)).map(printAnswer),
    names: names.length > 0 ? names.map(printAnswer) : undefined,
    more_names: hasMore ? true : undefined,
    indices: printIndices(explanation),
    items: printItems(explanation),
    change: printChange(change, identity),
    sees_every_name: isComplete,
  }
}

const printRefusal = ({ status, type, reason }: ElasticError): JsonOutput => ({ status, type, reason })

function printIdentity({ authenticating, effective, runAs }: Identity): JsonOutput {
  if (runAs === undefined) return printSubject(authenticating)
  return { ...printSubject(authenticating), run_as: effective ? printSubject(effective) : { username: runAs, found: false } }
}

const printSubject = ({ kind, username, apiKey, realm }: Subject) => ({
  kind,
  username,
  api_key: apiKey && { id: apiKey.id, name: apiKey.name },
  realm: realm.name,
})

function printAnswer({ question, lines }: Answer): JsonOutput {
  return { ...printQuestion(question), because: lines.flatMap((side, at) => printSide(side, at)) }
}

function printQuestion(question: Question) {
  switch (question.kind) {
    case 'index': {
      const { name, action, restriction } = question
      return { name, action, allowed: restriction !== undefined, restricted: restriction?.kind === 'views' ? true : undefined }
    }
    case 'behind':
      return { step: question.kind, name: question.name, action: question.action, allowed: false }
    case 'run_as':
      return { step: question.kind, username: question.username, allowed: question.isAllowed }
    case 'cluster':
      return { step: question.kind, action: question.action, allowed: question.isAllowed }
    case 'anywhere':
      return { step: 'any_index', action: question.action, allowed: question.isAllowed }
  }
}

/** Whose roles these are: where rights are limited by somebody else's, both sides count. */
function printSide(lines: readonly RoleLine[], side: number): readonly JsonOutput[] {
  const of = side === 0 ? {} : { of: 'owner' }
  if (lines.length === 0) return [{ ...of, effect: 'no line' }]
  return lines.map(({ role, line, effect, names, privileges }) => ({
    ...of,
    role,
    line,
    effect,
    names: names.length > 0 ? names : undefined,
    privileges: privileges.length > 0 ? privileges : undefined,
  }))
}

/** The concrete indices that would be acted upon. */
function printIndices({ grants, expanded, hasMore }: Explanation): JsonOutput {
  if (grants?.kind !== 'indices') return undefined
  const shown = hasMore ? grants.indices.slice(0, expanded.length) : grants.indices
  return shown.map(({ name, alias }) => ({ index: name, alias }))
}

function printItems({ grants, call }: Explanation): JsonOutput {
  if (grants?.kind !== 'items' || call.targets.kind !== 'items') return undefined
  const { items } = call.targets
  return grants.items.map((grant, at) => ({ name: items[at]?.index, action: items[at]?.action, ...printItem(grant) }))
}

const printItem = (grant: ItemGrant) =>
  grant.granted
    ? { allowed: true, index: grant.index.name }
    : { allowed: grant.error.status !== 403, refusal: printRefusal(grant.error) }

/** What to add to and to take out of roles, by whose roles they are; null: no change of roles helps. */
function printChange(change: SmallestChange, { authenticating }: Identity): JsonOutput {
  if (change.kind === 'none') return undefined
  if (change.kind === 'impossible') return null
  if (change.kind === 'unknown') return 'too large to be found'
  const sides = [...new Set(change.changes.map(({ side }) => side))].sort()
  return sides.map((side) => ({
    of: side > 0 ? 'owner' : authenticating.kind === 'api_key' ? 'api_key' : 'roles',
    ...printSideChange(change.changes.filter((each) => each.side === side)),
  }))
}

function printSideChange(changes: readonly RoleChange[]) {
  const cluster = changes.flatMap((change) => (change.kind === 'cluster' ? [change.privilege] : []))
  const runAs = changes.flatMap((change) => (change.kind === 'run_as' ? [change.username] : []))
  const lifted = changes.flatMap((change) => (change.kind === 'undeny' ? [{ role: change.role, line: change.line }] : []))
  const indices = mergeEntries(changes)
  const add = {
    cluster: cluster.length > 0 ? cluster : undefined,
    indices: indices.length > 0 ? indices : undefined,
    run_as: runAs.length > 0 ? runAs : undefined,
  }
  const adds = cluster.length + indices.length + runAs.length > 0
  return { add: adds ? add : undefined, remove: lifted.length > 0 ? lifted : undefined }
}

type Entry = ReturnType<typeof entryOf>

/** Names with the same privileges share an entry. */
function mergeEntries(changes: readonly RoleChange[]): readonly Entry[] {
  const byName = new Map<string, Entry>()
  for (const change of changes) {
    if (change.kind !== 'index') continue
    const known = byName.get(change.name)
    const entry = entryOf(change)
    byName.set(change.name, known ? { ...known, privileges: [...new Set([...known.privileges, ...entry.privileges])] } : entry)
  }
  const merged = new Map<string, Entry>()
  for (const entry of byName.values()) {
    const key = JSON.stringify({ ...entry, names: [] })
    const known = merged.get(key)
    merged.set(key, known ? { ...known, names: [...known.names, ...entry.names] } : entry)
  }
  return [...merged.values()]
}
