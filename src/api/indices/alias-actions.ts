/** Carrying out changes of aliases, however they were asked for: `_aliases`, or a single alias put or deleted. */
import type { BoundAliasAction, BoundEngine } from '../../backend/embedded/bound-engine.ts'
import { errorMembers } from '../../core/error-output.ts'
import { ElasticError, illegalArgument } from '../../core/errors.ts'
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

function remoteAction({ kind, options, mustExist }: AliasAction, { indices, streams, aliases }: AliasGrant): JsonOutput {
  const names = [...indices.map(({ name }) => name), ...streams]
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
  refuseStreams(action, bound)
  const changes = [...indexChanges(action, bound), ...streamChanges(action, bound)]
  const isMissing = action.kind === 'remove' && changes.length === 0
  return { action, bound, changes, failure: isMissing ? aliasesNotFound(action.aliases) : undefined }
}

/** An alias is of indices or of data streams, which are not removed as indices are. */
function refuseStreams({ kind }: AliasAction, { shards, streams }: BoundAliasAction): void {
  if (streams.length === 0) return
  if (kind === 'removeIndex') throw illegalArgument('Unsupported action [REMOVE_INDEX]')
  if (kind !== 'add' || shards.length === 0) return
  const names = [...shards, ...streams].map(({ name }) => name).join(', ')
  throw illegalArgument(`expressions [${names}] that match with both data streams and regular indices are disallowed`)
}

function streamChanges({ kind, options }: AliasAction, { streams, aliases }: BoundAliasAction): readonly AliasChange[] {
  if (kind === 'add') {
    return streams.flatMap(({ name: stream }) =>
      aliases.map((name) => ({ kind: 'addToStream', stream, alias: checkAlias({ name, ...options }) }) as const),
    )
  }
  return streams.flatMap(({ name: stream, aliases: held }) =>
    held
      .filter(({ name }) => aliases.includes(name))
      .map(({ name }) => ({ kind: 'removeFromStream', stream, alias: name }) as const),
  )
}

function indexChanges({ kind, options }: AliasAction, { shards, aliases }: BoundAliasAction): readonly AliasChange[] {
  if (kind === 'removeIndex') return shards.map((index) => ({ kind, index }))
  if (kind === 'add')
    return shards.flatMap((index) => aliases.map((name) => ({ kind, index, alias: checkAlias({ name, ...options }) })))
  return shards.flatMap((index) =>
    index.aliases.filter(({ name }) => aliases.includes(name)).map(({ name }) => ({ kind, index, alias: name })),
  )
}

const TYPES = { add: 'add', remove: 'remove', removeIndex: 'remove_index' } as const

const actionResult = ({ action, bound, failure }: Planned): JsonOutput => ({
  action: {
    type: TYPES[action.kind],
    indices: [...bound.shards, ...bound.streams].map(({ name }) => name),
    aliases: action.aliases,
  },
  status: failure?.status ?? 200,
  error: failure && errorMembers(failure),
})

function aliasesNotFound(names: readonly string[]): ElasticError {
  const [only, second] = names
  return new ElasticError('aliases_not_found_exception', `aliases [${names.join(', ')}] missing`, {
    members: { 'resource.type': 'aliases', 'resource.id': second === undefined ? only : names },
  })
}
