/**
 * The engine within one Access: what was not granted cannot be named here. APIs of the backend get this and nothing else of the engine
 * that could reach an index.
 */

import type { JsonObject } from '../../core/json/value.ts'
import type { Alias } from '../../engine/alias.ts'
import type { AliasChange } from '../../engine/alias-changes.ts'
import type { DataStream } from '../../engine/data-streams/data-stream.ts'
import type { Rollover, RolloverRequest } from '../../engine/engine.ts'
import type { Shard, ShardStats } from '../../engine/shard.ts'
import type { TemplateChanges, Templates } from '../../engine/templates/template.ts'
import type { NodeFacts } from '../../request/node-facts.ts'
import type { LongReads } from './long-reads.ts'

/** An index within an access. */
export interface BoundIndex {
  readonly shard: Shard
  /** The alias it was reached through, if any. */
  readonly alias: string | undefined
  /** The data stream it was reached through, if any. */
  readonly dataStream?: DataStream | undefined
  /** The data stream whose backing index it is, however it was reached. */
  readonly backs?: DataStream | undefined
}

/** What a write does to its index, as data streams tell them apart: they only grow. */
export type WriteMode = 'append' | 'replace' | 'replaceSeen' | 'change'

/** What a missing index may be made for. */
export interface Creation {
  readonly mode: WriteMode
  /** It must be a data stream. */
  readonly requireDataStream: boolean
}

/** An action of an `aliases` access: the indices, data streams and names it may bear on. */
export interface BoundAliasAction {
  readonly kind: 'add' | 'remove' | 'removeIndex'
  readonly shards: readonly Shard[]
  readonly streams: readonly DataStream[]
  readonly aliases: readonly string[]
}

/** What a cluster action may know of an index: facts, and no way into it. */
export interface IndexOverview {
  readonly name: string
  readonly closed: boolean
  readonly aliases: readonly string[]
  /** `index.number_of_replicas`. */
  readonly replicas: number
  stats(): ShardStats
}

export interface BoundEngine {
  /** Facts about the node that answers. */
  readonly node: NodeFacts
  /** Epoch milliseconds. */
  now(): number
  /** Every index, for a `cluster` access (`_cluster/health`, `_cluster/stats`), in the order of their names. */
  overview(): readonly IndexOverview[]
  /** The granted indices of an `indices` access, in the order of their names. */
  indices(): readonly BoundIndex[]
  /** The index that lookup `position` of an `indices` access reads. */
  lookup(position: number): BoundIndex
  /** The index of item `position` of an `items` access; throws the item's denial, or 404 where it is missing and may not be made. */
  item(position: number): BoundIndex
  /** The same, made first where it is missing and the item may create it. */
  itemOrCreate(position: number, creation: Creation): Promise<BoundIndex>
  /** Readers that stay open between requests, each for the caller that opened it. */
  readonly longReads: LongReads
  /** Makes the index of a `create` access. */
  createIndex(request: {
    readonly providedName?: string
    readonly settings: ReadonlyMap<string, string | null>
    readonly mappings: JsonObject | undefined
    readonly aliases: readonly Alias[]
  }): Promise<Shard>
  /** The actions of an `aliases` access, in their order. */
  aliasActions(): readonly BoundAliasAction[]
  /** Makes changes within them: all or none. */
  changeAliases(changes: readonly AliasChange[]): Promise<void>
  /** Closes a granted index, or opens it. */
  setClosed(index: BoundIndex, closed: boolean): Promise<void>
  /** The data streams there are, for an `indices` access: those that the expressions name. */
  dataStreams(): readonly DataStream[]
  /** The name of the template that a granted stream is made by, now. */
  templateNameOf(): (stream: string) => string | undefined
  /** Makes the data stream of a `create` access. */
  createDataStream(): Promise<DataStream>
  /** Deletes granted data streams. */
  deleteDataStreams(streams: readonly DataStream[]): Promise<void>
  /** Gives the target of a `rollover` access its new index. */
  rollOver(request: Omit<RolloverRequest, 'target' | 'index'>): Promise<Rollover>
  /** Deletes a granted index. */
  deleteIndex(index: BoundIndex): Promise<void>
  /** A cluster setting that bears on this call (`action.destructive_requires_name`), transient before persistent before the node's own; for any access. */
  clusterSetting(name: string): string | undefined
  /** Templates, for a `cluster` access. */
  readonly templates: {
    get(): Templates
    /** Changes them by a plan that is made while nobody else changes any; all or nothing. */
    change(plan: (templates: Templates) => TemplateChanges): Promise<void>
  }
  /** Cluster settings, for a `cluster` access. */
  readonly clusterSettings: {
    get(): { readonly persistent: ReadonlyMap<string, string>; readonly transient: ReadonlyMap<string, string> }
    put(change: {
      readonly persistent: ReadonlyMap<string, string | null>
      readonly transient: ReadonlyMap<string, string | null>
    }): Promise<void>
  }
}
