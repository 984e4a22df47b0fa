/**
 * Id → latest operation, for one index. New entries live in memory and go to the ids table in sorted batches when a commit record is
 * written: ids arrive in random order, and putting each into the tree as it comes would cost a page per document (11 µs instead of 2).
 * After a crash the entries that were in memory come back from the documents table, which holds every operation.
 */
import type { CommitQueue } from './commit-queue.ts'
import type { Table } from './environment.ts'
import { idKey } from './keys.ts'
import { decodeVersion, encodeVersion, type VersionEntry } from './version-entry.ts'

const FLUSH_SLICE = 500

export class VersionMap {
  readonly #table: Table
  readonly #index: number
  /** Written by the running transaction, not yet on disk. */
  #staged = new Map<string, VersionEntry>()
  #recent = new Map<string, VersionEntry>()
  #flushing = new Map<string, VersionEntry>()

  constructor(table: Table, index: number) {
    this.#table = table
    this.#index = index
  }

  /** The latest operation; inside a transaction what it wrote so far counts. */
  find(id: string): VersionEntry | undefined {
    return this.#staged.get(id) ?? this.#committed(id)
  }

  stage(id: string, entry: VersionEntry): void {
    this.#staged.set(id, entry)
  }

  commitStaged(): void {
    if (this.#staged.size === 0) return
    for (const [id, entry] of this.#staged) this.#recent.set(id, entry)
    this.#staged.clear()
  }

  dropStaged(): void {
    this.#staged.clear()
  }

  /** An operation met while recovering. A later one in the table whose record was damaged is not replaced by an older one. */
  restore(id: string, entry: VersionEntry): void {
    const stored = this.#stored(id)
    if (!stored || stored.seqNo <= entry.seqNo) this.#recent.set(id, entry)
  }

  /** Moves everything known now to the table, a slice per transaction. A failure leaves what is not yet there in memory. */
  async flush(queue: CommitQueue): Promise<void> {
    // What a failed flush left is older than what came since.
    this.#flushing = this.#flushing.size === 0 ? this.#recent : new Map([...this.#flushing, ...this.#recent])
    this.#recent = new Map()
    const ids = [...this.#flushing.keys()].sort()
    for (let at = 0; at < ids.length; at += FLUSH_SLICE) {
      const slice = ids.slice(at, at + FLUSH_SLICE)
      await queue.runInBackground(() => {
        for (const id of slice) this.#table.putSync(idKey(this.#index, id), encodeVersion(this.#flushing.get(id)!))
      })
    }
    this.#flushing = new Map()
  }

  /**
   * Inside a transaction: forgets an id whose tombstone has expired; false where it lives again. Only for operations that a commit record
   * covers: those are in the table and nowhere else.
   */
  forget(id: string, seqNo: number): boolean {
    if (this.#committed(id)?.seqNo !== seqNo) return false
    this.#table.removeSync(idKey(this.#index, id))
    return true
  }

  #committed(id: string): VersionEntry | undefined {
    return this.#recent.get(id) ?? this.#flushing.get(id) ?? this.#stored(id)
  }

  #stored(id: string): VersionEntry | undefined {
    const bytes = this.#table.getBinaryFast(idKey(this.#index, id))
    return bytes && decodeVersion(bytes)
  }
}
