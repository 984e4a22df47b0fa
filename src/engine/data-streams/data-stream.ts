/** Data streams: a name for a row of hidden indices, of which the last takes writes. Kept by the engine, made by index templates. */
import { ElasticError, illegalArgument } from '../../core/errors.ts'
import type { Alias } from '../alias.ts'
import { findIndexTemplate } from '../templates/find-template.ts'
import type { DataStreamOptions, IndexTemplate, Templates } from '../templates/template.ts'

export interface DataStream extends DataStreamOptions {
  readonly name: string
  /** Backing indices, the oldest first; there is always one, and the last is the write index. */
  readonly indices: readonly string[]
  /** Grows with each rollover; part of the names of backing indices. */
  readonly generation: number
  /** Names that it may share with other streams, in the order of the names. */
  readonly aliases: readonly StreamAlias[]
}

/** What an alias is like on a stream. Of all streams that share it, at most one takes writes. */
export type StreamAlias = Pick<Alias, 'name' | 'filter'> & { readonly isWriteIndex?: true }

export type DataStreams = ReadonlyMap<string, DataStream>

/** A template that makes data streams. */
export type StreamTemplate = IndexTemplate & { readonly dataStream: DataStreamOptions }

/** The template that makes this name a data stream; undefined: none does. */
export function findStreamTemplate(templates: Pick<Templates, 'index'>, name: string): StreamTemplate | undefined {
  const template = findIndexTemplate(templates, name)
  return template?.dataStream ? (template as StreamTemplate) : undefined
}

/** Throws 400 where no template does. */
export function getStreamTemplate(templates: Templates, name: string): StreamTemplate {
  const template = findStreamTemplate(templates, name)
  if (!template) throw illegalArgument(`no matching index template found for data stream [${name}]`)
  return template
}

export const writeIndexOf = ({ indices }: DataStream): string => indices.at(-1)!

/** `.ds-<name>-2026.11.25-000001` */
export function backingIndexName(stream: string, generation: number, now: number): string {
  const date = new Date(now).toISOString().slice(0, 10).replaceAll('-', '.')
  return `.ds-${stream}-${date}-${String(generation).padStart(6, '0')}`
}

const owners = new WeakMap<DataStreams, ReadonlyMap<string, DataStream>>()

/** The stream that an index belongs to. */
export function streamOfIndex(streams: DataStreams, index: string): DataStream | undefined {
  if (streams.size === 0) return undefined
  const known = owners.get(streams)
  if (known) return known.get(index)
  const all = new Map([...streams.values()].flatMap((stream) => stream.indices.map((name) => [name, stream] as const)))
  owners.set(streams, all)
  return all.get(index)
}

/** Throws 400 where a stream would lose its write index. */
export function refuseWriteIndex(streams: DataStreams, index: string): void {
  const stream = streamOfIndex(streams, index)
  if (!stream || writeIndexOf(stream) !== index) return
  throw illegalArgument(`index [${index}] is the write index for data stream [${stream.name}] and cannot be deleted`)
}

/** Throws 400 where templates changed so that a stream would have none any more. */
export function refuseOrphans(streams: DataStreams, before: Templates, after: Templates): void {
  const orphans = [...streams.values()].filter(({ name }) => !findStreamTemplate(after, name)).map(({ name }) => name)
  if (orphans.length === 0) return
  const removed = [...before.index.keys()].filter((name) => !after.index.has(name))
  if (removed.length > 0) {
    throw illegalArgument(
      `unable to remove composable templates [${removed.join(', ')}] as they are in use by a data streams [${orphans.join(', ')}]`,
    )
  }
  const changed = [...after.index.values()].find((template) => before.index.get(template.name) !== template)
  const { name = '', patterns = [], priority, dataStream } = changed ?? {}
  const kind = dataStream ? '' : ' and no data stream configuration'
  throw illegalArgument(
    `composable template [${name}] with index patterns [${patterns.join(', ')}], priority [${priority ?? 'null'}]${kind} would cause data streams [${orphans.join(', ')}] to no longer match a data stream template`,
  )
}

/** Throws 400 where the name of a new stream is taken. */
export function refuseTaken(
  name: string,
  streams: DataStreams,
  indices: { has(name: string): boolean },
  aliases: ReadonlySet<string>,
): void {
  if (streams.has(name)) throw new ElasticError('resource_already_exists_exception', `data_stream [${name}] already exists`)
  if (aliases.has(name)) throw illegalArgument(`data stream [${name}] conflicts with alias`)
  if (indices.has(name)) throw illegalArgument(`data stream [${name}] conflicts with index`)
}
