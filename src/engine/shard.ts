/**
 * One index of the engine (always one shard), as the backend and the APIs use it. It knows no users: what may be done to it was decided
 * before. Implemented by `index-shard.ts`.
 */

import type { Analyzer } from '../analysis/analyzer.ts'
import type { ElasticError } from '../core/errors.ts'
import type { JsonObject } from '../core/json/value.ts'
import type { ParsedDocument } from '../mapping/parsed-document.ts'
import type { Alias } from './alias.ts'
import type { IndexReader, StoredDocument } from './reader.ts'

export type VersionType = 'internal' | 'external' | 'external_gte'

/** What a write that brings new fields is refused with; undefined: they extend the mapping. */
export interface NewFields {
  readonly refuseNewFields?: ElasticError
}

/** Conditions under which a write goes through; otherwise 409 `version_conflict_engine_exception`. */
export interface WriteConditions {
  readonly version?: number
  readonly versionType?: VersionType
  readonly ifSeqNo?: number
  readonly ifPrimaryTerm?: number
}

export interface IndexOperation extends WriteConditions, NewFields {
  readonly kind: 'index' | 'create'
  /** undefined: one is generated. */
  readonly id: string | undefined
  readonly routing: string | undefined
  /** The document, byte for byte as it came. */
  readonly source: Buffer
}

export interface DeleteOperation extends WriteConditions {
  readonly kind: 'delete'
  readonly id: string
  readonly routing: string | undefined
}

export interface UpdateOperation extends WriteConditions, NewFields {
  readonly kind: 'update'
  readonly id: string
  readonly routing: string | undefined
  readonly doc: JsonObject | undefined
  readonly docAsUpsert: boolean
  readonly upsert: JsonObject | undefined
  readonly detectNoop: boolean
  /** How often to try again after a conflict with another writer. */
  readonly retryOnConflict: number
}

export type WriteOperation = IndexOperation | DeleteOperation | UpdateOperation

export interface WriteResult {
  readonly id: string
  readonly result: 'created' | 'updated' | 'deleted' | 'not_found' | 'noop'
  readonly version: number
  readonly seqNo: number
  readonly primaryTerm: number
  /** The document after an update, for `_source` in the reply. */
  readonly source?: Buffer
}

export interface ShardStats {
  /** Live documents, refreshed or not. */
  readonly docs: number
  readonly deletedDocs: number
  /** Bytes of documents and segments on disk. */
  readonly storeBytes: number
  readonly segments: number
  /** Bytes of segments in memory. */
  readonly memoryBytes: number
  readonly maxSeqNo: number
  /** Operations since the index was opened. */
  readonly writes: WriteCounts
}

/** Operations that were carried out, by what came of them. */
export interface WriteCounts {
  readonly indexed: number
  readonly deleted: number
  readonly noops: number
}

export interface Shard {
  readonly name: string
  readonly uuid: string
  readonly creationDate: number
  /** The name, or the date math that it was made of. */
  readonly providedName: string
  readonly closed: boolean
  /** In the order of their names. */
  readonly aliases: readonly Alias[]
  /** Settings as strings, full names (`index.number_of_replicas`). */
  readonly settings: ReadonlyMap<string, string>
  /** `{properties: …, dynamic: …}` as `GET _mapping` prints it. */
  mapping(): JsonObject
  /** Merges into the mapping; throws on conflict, then nothing changed. Durable when it resolves. */
  putMapping(mapping: JsonObject): Promise<void>
  /** Changes dynamic settings. Durable when it resolves. */
  putSettings(settings: ReadonlyMap<string, string | null>): Promise<void>
  /**
   * Runs operations in order; one that fails yields its error and does not stop the others. Durable (flushed to disk) when it resolves.
   * Operations of concurrent callers share one flush.
   */
  write(operations: readonly WriteOperation[]): Promise<readonly (WriteResult | ElasticError)[]>
  /** Real time: sees every acknowledged write. */
  get(id: string): StoredDocument | undefined
  /** What the last refresh made visible. */
  reader(): IndexReader
  /** Reads a document as if it were to be indexed, and keeps nothing of it; throws 400 where it would be refused. */
  parse(source: Buffer): ParsedDocument
  /** An analyzer that mappings of this index may name. */
  analyzer(name: string): Analyzer | undefined
  /** Makes every acknowledged write visible to new readers. */
  refresh(): Promise<void>
  stats(): ShardStats
}
