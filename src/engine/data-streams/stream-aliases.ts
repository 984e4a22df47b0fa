/**
 * Aliases of data streams: kept with the stream, not with its indices. Of the streams that share one, at most one takes writes: to say so of
 * another moves it. Called by `alias-changes.ts`, and where a stream is made.
 */
import { ElasticError, illegalArgument, indexNotFound } from '../../core/errors.ts'
import type { Alias } from '../alias.ts'
import type { DataStream, DataStreams, StreamAlias } from './data-stream.ts'

export type StreamAliasChange =
  | { readonly kind: 'addToStream'; readonly stream: string; readonly alias: Alias }
  /** An alias that is not there is no fault here. */
  | { readonly kind: 'removeFromStream'; readonly stream: string; readonly alias: string }

/** The streams that changes leave otherwise than they were. Throws 400 for what aliases of streams cannot say, 404 for a stream that is gone. */
export function planStreamAliases(streams: DataStreams, changes: readonly StreamAliasChange[]): ReadonlyMap<string, DataStream> {
  const planned = new Map<string, DataStream>()
  for (const change of changes) {
    const stream = planned.get(change.stream) ?? streams.get(change.stream)
    if (!stream) throw indexNotFound(change.stream)
    const after = change.kind === 'addToStream' ? withAlias(stream, change.alias) : withoutAlias(stream, change.alias)
    planned.set(stream.name, after)
    if (change.kind === 'addToStream' && change.alias.isWriteIndex)
      for (const other of othersWriting(change, streams, planned)) planned.set(other.name, other)
  }
  return planned
}

/** Streams that took writes of the alias until now, as they are once they do not. */
function othersWriting(
  { stream, alias }: Extract<StreamAliasChange, { kind: 'addToStream' }>,
  streams: DataStreams,
  planned: ReadonlyMap<string, DataStream>,
): readonly DataStream[] {
  const isWriting = (one: StreamAlias): boolean => one.name === alias.name && one.isWriteIndex === true
  return [...new Map([...streams, ...planned]).values()]
    .filter(({ name, aliases }) => name !== stream && aliases.some(isWriting))
    .map((other) => ({ ...other, aliases: other.aliases.map((one) => (isWriting(one) ? withoutWrites(one) : one)) }))
}

const withoutWrites = ({ name, filter }: StreamAlias): StreamAlias => ({ name, ...(filter === undefined ? {} : { filter }) })

const withoutAlias = (stream: DataStream, alias: string): DataStream => ({
  ...stream,
  aliases: stream.aliases.filter(({ name }) => name !== alias),
})

/** What is not said stays as it was. */
function withAlias(stream: DataStream, { name, filter, isWriteIndex, ...rest }: Alias): DataStream {
  if (rest.indexRouting !== undefined || rest.searchRouting !== undefined) throw unsupported('routing')
  if (rest.isHidden !== undefined) throw unsupported('is_hidden')
  const before = stream.aliases.find((alias) => alias.name === name)
  const [kept, writes] = [filter ?? before?.filter, isWriteIndex ?? before?.isWriteIndex ?? false]
  const alias: StreamAlias = {
    name,
    ...(kept === undefined ? {} : { filter: kept }),
    ...(writes ? { isWriteIndex: true } : {}),
  }
  const aliases = [...withoutAlias(stream, name).aliases, alias]
  return { ...stream, aliases: aliases.sort((one, other) => (one.name < other.name ? -1 : 1)) }
}

const unsupported = (option: string): ElasticError =>
  illegalArgument(`aliases that point to data streams don't support ${option}`)

/** 500, as Elasticsearch has it: an alias is of indices or of streams. */
export const sharedAlias = (alias: string): ElasticError =>
  new ElasticError('illegal_state_exception', `data stream alias and indices alias have the same name (${alias})`)

/** The names of all aliases of streams. */
export const streamAliasNames = (streams: DataStreams): ReadonlySet<string> =>
  new Set([...streams.values()].flatMap(({ aliases }) => aliases.map(({ name }) => name)))
