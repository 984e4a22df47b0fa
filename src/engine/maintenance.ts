/**
 * The background work of one index: commits (segments to files, ids to their table, a commit record), merges, purging of what nobody can
 * read any more. Nothing here is needed for durability, which the operation log has alone; a commit shortens the next start. Failures are
 * told and tried again.
 */
import type { LiveIndex } from './live-index.ts'
import type { Pause } from './pauses.ts'
import type { SegmentReader } from './reader.ts'
import { encodeSegment } from './segment/file.ts'
import { selectMerges } from './segment/merge-policy.ts'
import type { SegmentSet } from './segment-set.ts'
import type { CommitQueue } from './storage/commit-queue.ts'
import type { IndexRecords } from './storage/index-record.ts'
import type { OperationLog } from './storage/operation-log.ts'
import type { SegmentFiles } from './storage/segment-files.ts'
import { createTurns } from './turns.ts'

export interface MaintenanceParts {
  readonly number: number
  readonly live: LiveIndex
  readonly log: OperationLog
  readonly files: SegmentFiles
  readonly records: IndexRecords
  readonly queue: CommitQueue
  /** What the commit record names, as read at the start. */
  readonly committed: SegmentSet
  readonly commitDelay: number
  readonly pause: Pause
  /** Deletions before this time need not be remembered. */
  expired(): number
  failed(work: string, error: unknown): void
  /** The index is deleted: nothing may be recorded of it any more. */
  isDropped(): boolean
}

/** Operations after which a commit does not wait for its time: what a start after a crash must index again stays bounded. */
const COMMIT_OPERATIONS = 20_000
/** Bytes a builder may hold before it becomes a segment, refreshed or not. */
const BUILDER_BYTES = 32 * 1024 * 1024
/** Deletes that may wait for the next refresh before they are applied. */
const BUFFERED = 50_000
/** Records removed in one transaction. */
const PURGE_SLICE = 300
const STOPPED = new Error('the index is closed')

export class Maintenance {
  readonly #parts: MaintenanceParts
  readonly #commitInTurn = createTurns()
  readonly #mergeInTurn = createTurns()
  readonly #purgeInTurn = createTurns()
  #committed: SegmentSet
  #timer: NodeJS.Timeout | undefined
  #stopped = false
  #mergeWaits = false
  #purgeWaits = false
  #commitWaits = false
  /** The last commit failed: the next waits for its time, however much there is to do. */
  #backingOff = false

  constructor(parts: MaintenanceParts) {
    this.#parts = parts
    this.#committed = parts.committed
    parts.live.onRelease(() => this.purgeSoon())
  }

  /** The index was opened: what a crash left undone is due. */
  opened(): void {
    if (this.#isBehind()) this.changed()
    this.purgeSoon()
  }

  /** Something was written: a commit is due sooner or later. */
  changed(): void {
    const { live, log, commitDelay } = this.#parts
    const isDue =
      log.maxSeqNo - this.#committed.seqNo >= COMMIT_OPERATIONS || live.bufferedBytes > BUILDER_BYTES || live.buffered > BUFFERED
    if (isDue && !this.#backingOff) this.#commitSoon()
    else this.#timer ??= setTimeout(() => this.#commitSoon(), commitDelay).unref()
  }

  /** New segments appeared: some may be worth merging. */
  mergeSoon(): void {
    if (this.#mergeWaits || this.#stopped) return
    this.#mergeWaits = true
    this.#mergeInTurn(() => this.#mergeAll()).catch((error) => {
      if (error !== STOPPED) this.#parts.failed('merge', error)
    })
  }

  purgeSoon(): void {
    if (this.#purgeWaits || this.#stopped) return
    this.#purgeWaits = true
    this.#purgeInTurn(() => this.#purge()).catch((error) => this.#parts.failed('purge', error))
  }

  /** Brings everything written so far into segment files and a commit record. */
  commit(): Promise<void> {
    return this.#commitInTurn(() => this.#commit())
  }

  /** Starts nothing any more and waits for what runs; `commit`: once more before. */
  async stop(commit: boolean): Promise<void> {
    this.#stopped = true
    clearTimeout(this.#timer)
    await Promise.all([this.#mergeInTurn(() => {}), this.#purgeInTurn(() => {}), this.#commitInTurn(() => {})])
    if (commit) await this.commit()
  }

  #isBehind(): boolean {
    const { live, log } = this.#parts
    return log.maxSeqNo > this.#committed.seqNo || live.current !== this.#committed
  }

  #commitSoon(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#backingOff = false
    if (this.#commitWaits || this.#stopped) return
    this.#commitWaits = true
    const commit = async () => {
      this.#commitWaits = false
      await this.#commit()
    }
    this.#commitInTurn(commit).catch((error) => {
      this.#parts.failed('commit', error)
      this.#backingOff = true
      if (!this.#stopped) this.changed()
    })
  }

  async #commit(): Promise<void> {
    if (!this.#isBehind()) return
    const { live, log, files, queue } = this.#parts
    await live.seal()
    const { current: set, nextSegment } = live
    const known = new Map(this.#committed.segments.map((reader) => [reader.segment.name, reader]))
    for (const { segment } of set.segments) {
      if (!known.has(segment.name)) await files.write(segment.name, encodeSegment(segment))
    }
    await log.versions.flush(queue)
    await queue.runInBackground(() => this.#writeRecord(set, known, nextSegment))
    this.#committed = set
    await files.keepOnly(new Set(set.segments.map(({ segment }) => segment.name)))
    this.mergeSoon()
    this.purgeSoon()
  }

  /** Inside a transaction. */
  #writeRecord(set: SegmentSet, known: ReadonlyMap<string, SegmentReader>, nextSegment: number): void {
    const { number, records, log, isDropped } = this.#parts
    if (isDropped()) return
    const names = set.segments.map(({ segment }) => segment.name)
    for (const { segment, deleted } of set.segments) {
      if (deleted && deleted !== known.get(segment.name)?.deleted) records.putDeleted(number, segment.name, deleted)
    }
    for (const name of known.keys()) if (!names.includes(name)) records.removeDeleted(number, name)
    records.putCommit(number, { checkpoint: set.seqNo, segments: names, nextSegment, bytes: log.bytes })
  }

  async #mergeAll(): Promise<void> {
    this.#mergeWaits = false
    const { live } = this.#parts
    for (;;) {
      const [inputs] = this.#stopped ? [] : selectMerges(live.current.segments)
      if (!inputs) return
      await live.merge(inputs, () => this.#giveWay())
      this.changed()
    }
  }

  /** A merge may take seconds; nobody waits for it when the index is closed. */
  #giveWay(): Promise<void> {
    if (this.#stopped) throw STOPPED
    return this.#parts.pause()
  }

  async #purge(): Promise<void> {
    this.#purgeWaits = false
    const { live, log, queue, expired } = this.#parts
    const horizon = (): number => Math.min(live.horizon, this.#committed.seqNo)
    const slice = () => log.purge(horizon(), expired(), PURGE_SLICE)
    while (!this.#stopped && log.isPurgeable(horizon(), expired())) await queue.runInBackground(slice)
  }
}
