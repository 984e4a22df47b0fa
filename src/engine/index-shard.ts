/**
 * One index: puts together its record and mapping (`index-state.ts`), its log of operations, its searchable segments (`live-index.ts`) and
 * their upkeep (`maintenance.ts`). Made by `recovery.ts`, held by `lmdb-engine.ts`.
 */
import type { Analyzer } from '../analysis/analyzer.ts'
import { type ErrorIndex, indexClosed, indexNotFound } from '../core/errors.ts'
import type { JsonObject } from '../core/json/value.ts'
import type { ParsedDocument } from '../mapping/parsed-document.ts'
import type { Alias } from './alias.ts'
import type { IndexState } from './index-state.ts'
import type { LiveIndex } from './live-index.ts'
import type { Maintenance } from './maintenance.ts'
import type { Pause } from './pauses.ts'
import { prepare } from './prepare.ts'
import type { IndexReader, StoredDocument } from './reader.ts'
import type { Shard, ShardStats, WriteOperation } from './shard.ts'
import { ShardReader, storedDocument } from './shard-reader.ts'
import type { CommitQueue } from './storage/commit-queue.ts'
import type { IndexRecord } from './storage/index-record.ts'
import type { OperationLog } from './storage/operation-log.ts'
import { isStorageFailure, storageFailure } from './storage/storage-failure.ts'
import { withChanges } from './with-changes.ts'
import { WriteCounter } from './write-counter.ts'
import { type Outcome, type WriteContext, WriteJob } from './write-job.ts'

export interface ShardParts {
  readonly state: IndexState
  readonly log: OperationLog
  readonly live: LiveIndex
  readonly maintenance: Maintenance
  readonly queue: CommitQueue
  now(): number
  newId(): string
  readonly pause: Pause
  failed(work: string, error: unknown): void
  refused(error: Error): void
  /** Something changed that the catalogue of names shows. */
  namesChanged(): void
}

export class IndexShard implements Shard {
  readonly #parts: ShardParts
  readonly #write: WriteContext
  readonly #writes = new WriteCounter()
  #refreshTimer: NodeJS.Timeout | undefined
  /** Another stands in its place. */
  #isReplaced = false

  constructor(parts: ShardParts) {
    this.#parts = parts
    const { state, log, live, now, failed, refused } = parts
    this.#write = {
      index: this.#index,
      state,
      log,
      live,
      now,
      failed,
      refused,
      keepDeletes: () => state.time('index.gc_deletes', '60s'),
      checkWritable: () => this.#checkOpen(),
      changed: () => this.#changed(),
    }
  }

  get name(): string {
    return this.#parts.state.record.name
  }

  get uuid(): string {
    return this.#parts.state.record.uuid
  }

  get providedName(): string {
    const { providedName, name } = this.#parts.state.record
    return providedName ?? name
  }

  get creationDate(): number {
    return this.#parts.state.record.creationDate
  }

  get closed(): boolean {
    return this.#parts.state.record.closed
  }

  get aliases(): readonly Alias[] {
    return this.#parts.state.record.aliases
  }

  get settings(): ReadonlyMap<string, string> {
    return this.#parts.state.record.settings
  }

  /** What the engine stores of it. */
  get record(): IndexRecord {
    return this.#parts.state.record
  }

  mapping(): JsonObject {
    return this.#parts.state.mappingJson()
  }

  async putMapping(mapping: JsonObject): Promise<void> {
    this.#checkExists()
    const { state } = this.#parts
    const merged = state.latest.merge(mapping)
    if (merged === state.latest && !state.grown) return
    state.grow(merged)
    await this.#change((record) => record)
  }

  async putSettings(settings: ReadonlyMap<string, string | null>): Promise<void> {
    this.#checkExists()
    await this.#change((record) => ({ ...record, settings: withChanges(record.settings, settings) }))
    if (settings.has('index.hidden')) this.#parts.namesChanged()
    this.#rescheduleRefresh()
  }

  async write(operations: readonly WriteOperation[]): Promise<readonly Outcome[]> {
    if (operations.length === 0) return []
    const { state, newId, pause } = this.#parts
    const prepared = await prepare(state, operations, newId, pause)
    const job = new WriteJob(this.#write, prepared)
    this.#parts.queue.add(job)
    const outcomes = await job.done
    this.#writes.add(outcomes)
    return outcomes
  }

  get(id: string): StoredDocument | undefined {
    this.#checkOpen()
    const { log } = this.#parts
    const entry = log.versions.find(id.toWellFormed())
    return entry && entry.deletedAt < 0 ? storedDocument(log.read(entry.seqNo, () => id)) : undefined
  }

  reader(): IndexReader {
    this.#checkOpen()
    const { live, log, state } = this.#parts
    return new ShardReader(live.pin(), log, state.record, state.mapping)
  }

  parse(source: Buffer): ParsedDocument {
    return this.#parts.state.latest.parseDocument({ id: '', routing: undefined, source }).document
  }

  analyzer(name: string): Analyzer | undefined {
    return this.#parts.state.latest.context.analysis.find(name)
  }

  async refresh(): Promise<void> {
    this.#checkOpen()
    clearTimeout(this.#refreshTimer)
    this.#refreshTimer = undefined
    await this.#refreshNow()
  }

  stats(): ShardStats {
    const { live, log } = this.#parts
    const { segments } = live.current
    const memory = segments.reduce((sum, { segment }) => sum + segment.memory, live.bufferedBytes)
    return {
      docs: live.docCount,
      deletedDocs: segments.reduce((sum, { segment, liveCount }) => sum + segment.docCount - liveCount, 0),
      storeBytes: segments.reduce((sum, { segment }) => sum + segment.memory, log.bytes),
      segments: segments.length,
      memoryBytes: memory,
      maxSeqNo: log.maxSeqNo,
      writes: this.#writes.counts,
    }
  }

  /** Ends its background work; `commit`: leaving everything in segment files. */
  async close(commit: boolean): Promise<void> {
    clearTimeout(this.#refreshTimer)
    // What a closed index has is in its files already, and not in memory: there is nothing that a commit could name.
    await this.#parts.maintenance.stop(commit && !this.closed)
  }

  /** Stores whether it is closed. Durable when it resolves; the engine then puts another in its place. */
  async storeClosed(closed: boolean): Promise<void> {
    await this.#change((record) => ({ ...record, closed }))
  }

  /** Makes way for another in its place: whoever still holds this one can neither write nor change anything. False: it is deleted. */
  retreat(): boolean {
    this.#isReplaced = !this.#parts.state.dropped
    return this.#isReplaced
  }

  /** Just closed: leaves everything in segment files. */
  async leaveInFiles(): Promise<void> {
    clearTimeout(this.#refreshTimer)
    await this.#parts.maintenance.stop(true)
  }

  /** Inside a transaction: stores other aliases; `settle` or `unsettle` follows. */
  stageAliases(aliases: readonly Alias[]): void {
    this.#checkExists()
    this.#parts.state.write((record) => ({ ...record, aliases }))
  }

  /** Inside a transaction: deletes the index; `settle` or `unsettle` follows. */
  stageDrop(): void {
    this.#checkExists()
    this.#parts.state.drop()
  }

  /** What was staged is on disk. */
  settle(): void {
    this.#parts.state.committed()
  }

  /** What was staged is undone. */
  unsettle(final: boolean): void {
    this.#parts.state.undone(final)
  }

  /** Deletes the index. Durable when it resolves; nothing can be done with it any more, but readers that are open go on. */
  async drop(): Promise<void> {
    await this.#store(() => {
      this.#checkExists()
      this.#parts.state.drop()
    })
  }

  /** Once deleted: ends its work, and tells when the last reader has let go of its data. */
  async retire(unused: () => void): Promise<void> {
    await this.close(false)
    const { live } = this.#parts
    if (live.pinned) live.onRelease(() => live.pinned || unused())
    else unused()
  }

  get #index(): ErrorIndex {
    return { name: this.name, uuid: this.uuid }
  }

  #checkExists(): void {
    if (this.#parts.state.dropped) throw indexNotFound(this.name)
    if (this.#isReplaced) throw indexClosed(this.#index)
  }

  #checkOpen(): void {
    this.#checkExists()
    if (this.closed) throw indexClosed(this.#index)
  }

  #changed(): void {
    this.#parts.maintenance.changed()
    this.#scheduleRefresh()
  }

  #scheduleRefresh(): void {
    const { state } = this.#parts
    const interval = state.time('index.refresh_interval', '1s')
    if (interval < 0 || this.#refreshTimer || state.dropped) return
    this.#refreshTimer = setTimeout(() => {
      this.#refreshTimer = undefined
      this.#refreshNow().catch((error) => this.#parts.failed('refresh', error))
    }, interval).unref()
  }

  #rescheduleRefresh(): void {
    clearTimeout(this.#refreshTimer)
    this.#refreshTimer = undefined
    if (this.#parts.live.stale) this.#scheduleRefresh()
  }

  async #refreshNow(): Promise<void> {
    await this.#parts.live.refresh()
    this.#parts.maintenance.mergeSoon()
    this.#parts.maintenance.purgeSoon()
  }

  async #change(change: (record: IndexRecord) => IndexRecord): Promise<void> {
    await this.#store(() => {
      this.#checkExists()
      this.#parts.state.write(change)
    })
  }

  async #store(work: () => void): Promise<void> {
    const { queue, state } = this.#parts
    try {
      await queue.run(work, { committed: () => state.committed(), undone: (final) => state.undone(final) })
    } catch (error) {
      throw isStorageFailure(error) ? storageFailure(error, this.#index) : error
    }
  }
}
