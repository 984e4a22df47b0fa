/**
 * Rollover: an alias, or a data stream, is given a new index to write to. What that comes to is worked out here; `lmdb-engine.ts` asks while
 * nobody else changes names, and carries it out.
 */
import { resolveDateMathName } from '../core/date-math.ts'
import { ElasticError, illegalArgument } from '../core/errors.ts'
import type { Alias } from './alias.ts'
import { checkOutcome } from './alias-changes.ts'
import type { DataStreams } from './data-streams/data-stream.ts'
import { streamAliasNames } from './data-streams/stream-aliases.ts'
import type { RolloverRequest } from './engine.ts'
import { checkIndexName, refuseStreamNames } from './names.ts'
import type { Shard } from './shard.ts'
import { applyTemplates, type ResolvedRequest } from './templates/apply-templates.ts'
import { findIndexTemplate } from './templates/find-template.ts'
import type { Templates } from './templates/template.ts'

export interface Names {
  readonly indices: ReadonlyMap<string, Shard>
  readonly streams: DataStreams
  readonly templates: Templates
  /** Epoch milliseconds. */
  readonly now: number
}

export const rolloverTargetNotFound = (target: string): ElasticError =>
  new ElasticError('resource_not_found_exception', `rollover target [${target}] does not exist`)

const streamsRolledAlone = (): ElasticError =>
  new ElasticError(
    'illegal_state_exception',
    'Aliases to data streams cannot be rolled over. Please rollover the data stream itself.',
  )

/** The index of an alias that takes writes. Throws where the target is none, or has no such index. */
export function writeIndexOfAlias(target: string, { indices, streams }: Names): Shard {
  if (streamAliasNames(streams).has(target)) throw streamsRolledAlone()
  if (indices.has(target))
    throw illegalArgument('rollover target is a [concrete index] but one of [alias,data_stream] was expected')
  const members = [...indices.values()].filter((shard) => aliasOf(shard, target))
  if (members.length === 0) throw rolloverTargetNotFound(target)
  const writer = members.find((shard) => aliasOf(shard, target)?.isWriteIndex === true)
  const [only, second] = members
  if (writer) return writer
  if (only && !second && aliasOf(only, target)?.isWriteIndex === undefined) return only
  throw illegalArgument(`rollover target [${target}] does not point to a write index`)
}

/** The name of the new index, and how it is asked for. Throws 400 where it is taken, or none follows on the old one. */
export function newIndexName(
  { index }: RolloverRequest,
  old: Shard,
  { indices, streams, now }: Names,
): { readonly name: string; readonly providedName: string } {
  const providedName = index ?? nextName(old.providedName, now)
  const name = resolveDateMathName(providedName, now)
  checkIndexName(indices, name, streams)
  return { name, providedName }
}

/** `logs-1` → `logs-000002`; date math is kept and counted on alike. */
function nextName(name: string, now: number): string {
  const [, prefix, counter] = /^(.*)-(\d+)>?$/.exec(name) ?? []
  const isCounted = /^.*-\d+$/.test(resolveDateMathName(name, now))
  if (!isCounted || prefix === undefined || counter === undefined)
    throw illegalArgument(`index name [${name}] does not match pattern '^.*-\\d+$'`)
  if (Number(counter) >= 2 ** 31 - 1) throw illegalArgument(`For input string: "${counter}"`)
  return `${prefix}-${String(Number(counter) + 1).padStart(6, '0')}${name.endsWith('>') ? '>' : ''}`
}

export interface AliasRollover {
  /** The aliases that the old index is left with. */
  readonly oldAliases: readonly Alias[]
  readonly created: ResolvedRequest
}

/**
 * Where the write index was named as such, the old index keeps the alias; otherwise the alias goes over. Its filter and routing stay with
 * the old index (Elasticsearch drops them, which would show documents that the filter hid).
 */
export function planAliasRollover(
  request: RolloverRequest,
  old: Shard,
  { name, providedName }: { readonly name: string; readonly providedName: string },
  names: Names,
): AliasRollover {
  const { target, settings, mappings } = request
  const held = aliasOf(old, target)!
  const isNamed = held.isWriteIndex === true
  const templated = applyTemplates({ name, settings, mappings, aliases: [] }, names.templates)
  if (templated.aliases.some((alias) => alias.name === target)) throw duplicatedAlias(target, name, names.templates)
  const alias: Alias = {
    name: target,
    ...(isNamed ? { isWriteIndex: true } : {}),
    ...(held.isHidden === undefined ? {} : { isHidden: held.isHidden }),
  }
  const aliases = [...request.aliases.filter((one) => one.name !== target), alias]
  const created = applyTemplates({ name, providedName, settings, mappings, aliases }, names.templates)
  const oldAliases = old.aliases.flatMap((one) => (one.name !== target ? one : isNamed ? { ...one, isWriteIndex: false } : []))
  refuseStreamNames(created.aliases, names.streams)
  const others = [...names.indices.values()].filter((shard) => shard !== old)
  checkOutcome(
    [...others, { name: old.name, uuid: old.uuid, aliases: oldAliases }, { name, uuid: '_na_', aliases: created.aliases }],
    new Set(created.aliases.map((one) => one.name)),
  )
  return { oldAliases, created }
}

const aliasOf = ({ aliases }: Shard, name: string): Alias | undefined => aliases.find((alias) => alias.name === name)

/** Throws 400 where something is said of the new index of a data stream. */
export function refuseDescription({ index, settings, mappings, aliases }: RolloverRequest): void {
  if (index !== undefined) throw illegalArgument('new index name may not be specified when rolling over a data stream')
  if (settings.size === 0 && (mappings === undefined || mappings.size === 0) && aliases.length === 0) return
  throw illegalArgument('aliases, mappings, and index settings may not be specified when rolling over a data stream')
}

function duplicatedAlias(alias: string, index: string, templates: Templates): ElasticError {
  const template = findIndexTemplate(templates, index)?.name ?? index
  return illegalArgument(
    `Rollover alias [${alias}] can point to multiple indices, found duplicated alias [[${alias}]] in index template [${template}]`,
  )
}
