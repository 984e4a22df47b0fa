/**
 * What a list of changes makes of the aliases of all indices: worked out as a whole, so that it happens as a whole or not at all. The rules
 * that bind several indices (one write index, hidden everywhere or nowhere, no alias named like an index) are checked on the outcome.
 */
import { ElasticError, type ErrorIndex, illegalArgument, indexNotFound } from '../core/errors.ts'
import type { Alias } from './alias.ts'
import { type DataStream, type DataStreams, streamOfIndex } from './data-streams/data-stream.ts'
import { planStreamAliases, type StreamAliasChange, sharedAlias, streamAliasNames } from './data-streams/stream-aliases.ts'

/** A change of the aliases of an index. */
export type IndexAliasChange =
  | { readonly kind: 'add'; readonly index: ErrorIndex; readonly alias: Alias }
  /** An alias that is not there is no fault here. */
  | { readonly kind: 'remove'; readonly index: ErrorIndex; readonly alias: string }
  | { readonly kind: 'removeIndex'; readonly index: ErrorIndex }

export type AliasChange = IndexAliasChange | StreamAliasChange

/** An index as far as its names go. */
export interface Named extends ErrorIndex {
  readonly aliases: readonly Alias[]
}

export interface AliasPlan {
  /** The aliases that indices are to have, where they change. */
  readonly changed: ReadonlyMap<string, readonly Alias[]>
  readonly removed: ReadonlySet<string>
}

/** The outcome of changes; throws where it may not be. Indices that are to be removed go first, so that an alias may take their name. */
export function planAliases(
  indices: ReadonlyMap<string, Named>,
  changes: readonly AliasChange[],
  streams: DataStreams = new Map(),
): AliasPlan & { readonly streams: ReadonlyMap<string, DataStream> } {
  const plan = planIndexAliases(
    indices,
    changes.filter((change) => 'index' in change),
    streams,
  )
  const changedStreams = planStreamAliases(
    streams,
    changes.filter((change) => 'stream' in change),
  )
  checkStreamAliases(new Map([...streams, ...changedStreams]), { indices, changes, plan })
  return { ...plan, streams: changedStreams }
}

interface Outcome {
  readonly indices: ReadonlyMap<string, Named>
  readonly changes: readonly AliasChange[]
  readonly plan: AliasPlan
}

/** No name of a stream's alias is anything else's. */
function checkStreamAliases(streams: DataStreams, { indices, changes, plan }: Outcome): void {
  const names = streamAliasNames(streams)
  if (names.size === 0) return
  for (const change of changes) {
    if (change.kind === 'add' && names.has(change.alias.name)) throw notUnique(change.alias.name)
    if (change.kind !== 'addToStream') continue
    const { name } = change.alias
    if (streams.has(name) || (indices.has(name) && !plan.removed.has(name))) throw takenName(name)
    const isTaken = [...indices.values()].some(
      (index) =>
        !plan.removed.has(index.name) && (plan.changed.get(index.name) ?? index.aliases).some((one) => one.name === name),
    )
    if (isTaken) throw notUnique(name)
  }
}

const notUnique = (alias: string): ElasticError =>
  new ElasticError(
    'illegal_state_exception',
    `index, alias, data stream, view, and dataset names need to be unique, but the following duplicates were found [${sharedAlias(alias).reason}]`,
  )

function planIndexAliases(
  indices: ReadonlyMap<string, Named>,
  changes: readonly IndexAliasChange[],
  streams: DataStreams,
): AliasPlan {
  for (const { index } of changes) refuseBacking(index.name, streams)
  for (const change of changes) if (change.kind === 'add' && streams.has(change.alias.name)) throw takenName(change.alias.name)
  for (const { index } of changes) if (indices.get(index.name)?.uuid !== index.uuid) throw indexNotFound(index.name)
  const removed = new Set(changes.filter(({ kind }) => kind === 'removeIndex').map(({ index }) => index.name))
  const changed = new Map<string, readonly Alias[]>()
  for (const change of changes) {
    if (change.kind === 'removeIndex') continue
    const { name } = change.index
    if (removed.has(name)) throw goneBefore(name)
    const before = changed.get(name) ?? indices.get(name)!.aliases
    const after = change.kind === 'add' ? withAlias(before, change.alias) : before.filter((alias) => alias.name !== change.alias)
    changed.set(name, after)
  }
  const outcome = [...indices.values()].filter(({ name }) => !removed.has(name))
  checkOutcome(
    outcome.map((index) => ({ ...pick(index), aliases: changed.get(index.name) ?? index.aliases })),
    new Set([...changed.values()].flat().map((alias) => alias.name)),
  )
  return { changed, removed }
}

function refuseBacking(index: string, streams: DataStreams): void {
  const stream = streamOfIndex(streams, index)
  if (!stream) return
  throw illegalArgument(
    `The provided expressions [${index}] match a backing index belonging to data stream [${stream.name}]. Data stream backing indices don't support aliases.`,
  )
}

const pick = ({ name, uuid }: Named): ErrorIndex => ({ name, uuid })

/** In the order of names, as replies show them. */
const withAlias = (aliases: readonly Alias[], added: Alias): readonly Alias[] =>
  [...aliases.filter(({ name }) => name !== added.name), added].sort((one, other) => (one.name < other.name ? -1 : 1))

/** Throws unless the aliases in question may be as they are on these indices. */
export function checkOutcome(indices: readonly Named[], questioned: ReadonlySet<string>): void {
  if (questioned.size === 0) return
  for (const { name } of indices) if (questioned.has(name)) throw takenName(name)
  const members = new Map<string, { readonly index: string; readonly alias: Alias }[]>()
  for (const { name: index, aliases } of indices) {
    for (const alias of aliases) {
      if (!questioned.has(alias.name)) continue
      const known = members.get(alias.name)
      if (known) known.push({ index, alias })
      else members.set(alias.name, [{ index, alias }])
    }
  }
  for (const [name, behind] of members) {
    checkWriteIndex(name, behind)
    checkHidden(name, behind)
  }
}

type Members = readonly { readonly index: string; readonly alias: Alias }[]

function checkWriteIndex(alias: string, members: Members): void {
  const writers = members
    .filter((member) => member.alias.isWriteIndex === true)
    .map(({ index }) => index)
    .reverse()
  if (writers.length < 2) return
  throw new ElasticError('illegal_state_exception', `alias [${alias}] has more than one write index [${writers.join(',')}]`)
}

function checkHidden(alias: string, members: Members): void {
  const namesWhere = (hidden: boolean): string =>
    members
      .filter((member) => (member.alias.isHidden ?? false) === hidden)
      .map(({ index }) => index)
      .reverse()
      .join(',')
  const [hidden, shown] = [namesWhere(true), namesWhere(false)]
  if (hidden === '' || shown === '') return
  throw new ElasticError(
    'illegal_state_exception',
    `alias [${alias}] has is_hidden set to true on indices [${hidden}] but does not have is_hidden set to true on indices [${shown}]; alias must have the same is_hidden setting on all indices`,
  )
}

/** 400: something else has the name of an alias. */
export const takenName = (alias: string): ElasticError =>
  new ElasticError(
    'invalid_alias_name_exception',
    `Invalid alias name [${alias}]: an index, data stream, ESQL view, or ESQL dataset exists with the same name as the alias`,
  )

/** An index that the same request removes. */
const goneBefore = (index: string): ElasticError =>
  new ElasticError('index_not_found_exception', `no such index [${index}]`, { members: { index_uuid: '_na_', index } })
