/** The embedded engine: indices by name, and the lists that go with them. Implemented by `lmdb-engine.ts`. */
import type { JsonObject } from '../core/json/value.ts'
import type { Alias } from './alias.ts'
import type { AliasChange } from './alias-changes.ts'
import type { DataStream, DataStreams } from './data-streams/data-stream.ts'
import type { Shard } from './shard.ts'
import type { TemplateChanges, Templates } from './templates/template.ts'

export interface CreateIndexRequest {
  readonly name: string
  /** The name as it was asked for, where that was date math. */
  readonly providedName?: string
  /** Flat, full names, as strings; unknown ones were refused. null: not as a template has it, but as if never set. */
  readonly settings: ReadonlyMap<string, string | null>
  readonly mappings: JsonObject | undefined
  readonly aliases: readonly Alias[]
}

/** What is told of the index that took writes until now. */
export type OldIndex = Pick<Shard, 'creationDate' | 'stats'>

export interface RolloverRequest {
  /** An alias or a data stream. */
  readonly target: string
  /** The new index; left out, it is named after the one before. */
  readonly index?: string
  /** As the new index of an alias is to be; that of a data stream is as its template says. */
  readonly settings: CreateIndexRequest['settings']
  readonly mappings: CreateIndexRequest['mappings']
  readonly aliases: readonly Alias[]
  /** Asked with the index that took writes until now, and the name of the new one; false: nothing is changed. What it throws is thrown. */
  readonly decide: (old: OldIndex, newIndex: string) => boolean
}

export interface Rollover {
  readonly oldIndex: string
  readonly newIndex: string
  /** The new index; undefined where it was not made. */
  readonly created: Shard | undefined
}

export interface Engine {
  /** Every index by name; the same map until an index appears, disappears, or changes its aliases or state. */
  indices(): ReadonlyMap<string, Shard>
  /** Grows with each such change. */
  readonly namesVersion: number
  /** The index by its concrete name; throws 404 where it is gone. */
  index(name: string): Shard
  /** With what templates of its name give it. Durable when it resolves; throws `resource_already_exists_exception`. */
  createIndex(request: CreateIndexRequest): Promise<Shard>
  dataStreams(): DataStreams
  /** Makes a stream with its first index, as the template of its name says; throws 400 where none does. Durable when it resolves. */
  createDataStream(name: string): Promise<DataStream>
  /** Deletes streams with their indices, all of it or nothing. */
  deleteDataStreams(names: readonly string[]): Promise<void>
  /** Gives an alias or a data stream a new index to write to, all of it or nothing; durable when it resolves. Throws 400s and 404. */
  rollOver(request: RolloverRequest): Promise<Rollover>
  /** Durable when it resolves. */
  deleteIndex(name: string): Promise<void>
  /** Changes aliases and deletes indices: all of it or nothing, durable when it resolves. */
  changeAliases(changes: readonly AliasChange[]): Promise<void>
  /** Closes an index, which lets go of its memory and refuses reads and writes, or opens it again. Durable when it resolves. */
  setClosed(index: Shard, closed: boolean): Promise<void>
  templates(): Templates
  /** Changes templates: all of it or nothing, durable when it resolves. `plan` sees the templates that nobody else changes meanwhile. */
  changeTemplates(plan: (templates: Templates) => TemplateChanges): Promise<void>
  /** Cluster settings: `persistent` survives restarts. */
  clusterSettings(): { readonly persistent: ReadonlyMap<string, string>; readonly transient: ReadonlyMap<string, string> }
  putClusterSettings(change: {
    readonly persistent: ReadonlyMap<string, string | null>
    readonly transient: ReadonlyMap<string, string | null>
  }): Promise<void>
  close(): Promise<void>
}
