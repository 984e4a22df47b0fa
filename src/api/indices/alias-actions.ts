/** Carrying out changes of aliases, however they were asked for: `_aliases`, or a single alias put or deleted. */
import type { BoundAliasAction, BoundEngine } from '../../backend/embedded/bound-engine.ts'
import { errorMembers } from '../../core/error-output.ts'
import { ElasticError } from '../../core/errors.ts'
import type { JsonOutput } from '../../core/json/output.ts'
import { writeJson } from '../../core/json/write.ts'
import type { Alias } from '../../engine/alias.ts'
import type { AliasChange } from '../../engine/alias-changes.ts'
import type { AliasGrant } from '../../request/access.ts'
import type { AliasTarget, Targets } from '../../request/names.ts'
import type { RemoteForm } from '../../request/remote-form.ts'
import { ok, type Reply } from '../../request/reply.ts'
import { checkAlias } from './alias-options.ts'
import { showAlias } from './show-index.ts'

export interface AliasAction extends AliasTarget {
  /** What an added alias is like beside its name. */
  readonly options: Omit<Alias, 'name'>
  /** A removed alias that is missing fails the whole request. */
  readonly mustExist: boolean
}

/** Input of every API that changes aliases. */
export interface AliasActions {
  readonly actions: readonly AliasAction[]
}

export const aliasTargets = ({ actions }: AliasActions): Targets => ({
  kind: 'aliases',
  actions: actions.map(({ kind, indices, aliases }) => ({ kind, indices, aliases })),
})

/** The changes for a cluster: indices and aliases are those that were granted. */
export const remoteActions: RemoteForm<AliasActions> = {
  kind: 'built',
  build: ({ actions }, access, _, query) => {
    const { actions: granted } = access.expect('aliases')
    const body = { actions: actions.map((action, at) => remoteAction(action, granted[at]!)) }
    return { method: 'POST', path: ['_aliases'], query, body: { bytes: writeJson(body) } }
  },
}

function remoteAction({ kind, options, mustExist }: AliasAction, { indices, aliases }: AliasGrant): JsonOutput {
  const names = indices.map(({ name }) => name)
  if (kind === 'removeIndex') return { remove_index: { indices: names } }
  if (kind === 'remove') return { remove: { indices: names, aliases, must_exist: mustExist ? true : undefined } }
  return { add: { indices: names, aliases, ...showAlias(options) } }
}

interface Planned {
  readonly action: AliasAction
  readonly bound: BoundAliasAction
  readonly changes: readonly AliasChange[]
  readonly failure: ElasticError | undefined
}

/** Makes all changes in one; a removal of nothing is told beside what was done, or refused where nothing was. */
export async function performAliasActions(engine: BoundEngine, { actions }: AliasActions): Promise<Reply> {
  const bound = engine.aliasActions()
  const plans = actions.map((action, at) => planAction(action, bound[at]!))
  const failures = plans.flatMap(({ failure }) => (failure ? [failure] : []))
  if (failures[0] && failures.length === plans.length) throw failures[0]
  const vital = plans.find(({ action, failure }) => failure && action.mustExist)
  if (vital?.failure) throw vital.failure
  await engine.changeAliases(plans.flatMap(({ changes }) => changes))
  if (failures.length === 0) return ok({ acknowledged: true, errors: false })
  return ok({ acknowledged: true, errors: true, action_results: plans.map(actionResult) })
}

function planAction(action: AliasAction, bound: BoundAliasAction): Planned {
  const changes = changesOf(action, bound)
  const isMissing = action.kind === 'remove' && changes.length === 0
  return { action, bound, changes, failure: isMissing ? aliasesNotFound(action.aliases) : undefined }
}

function changesOf({ kind, options }: AliasAction, { shards, aliases }: BoundAliasAction): readonly AliasChange[] {
  if (kind === 'removeIndex') return shards.map((index) => ({ kind, index }))
  if (kind === 'add')
    return shards.flatMap((index) => aliases.map((name) => ({ kind, index, alias: checkAlias({ name, ...options }) })))
  return shards.flatMap((index) =>
    index.aliases.filter(({ name }) => aliases.includes(name)).map(({ name }) => ({ kind, index, alias: name })),
  )
}

const TYPES = { add: 'add', remove: 'remove', removeIndex: 'remove_index' } as const

const actionResult = ({ action, bound, failure }: Planned): JsonOutput => ({
  action: { type: TYPES[action.kind], indices: bound.shards.map(({ name }) => name), aliases: action.aliases },
  status: failure?.status ?? 200,
  error: failure && errorMembers(failure),
})

function aliasesNotFound(names: readonly string[]): ElasticError {
  const [only, second] = names
  return new ElasticError('aliases_not_found_exception', `aliases [${names.join(', ')}] missing`, {
    members: { 'resource.type': 'aliases', 'resource.id': second === undefined ? only : names },
  })
}
