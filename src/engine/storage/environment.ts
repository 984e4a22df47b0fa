/**
 * The engine's LMDB environment: its tables and the one way to change them. Opened by `lmdb-engine.ts`, written through `commit-queue.ts`.
 *
 * Transactions are synchronous on purpose. Asynchronous ones were measured too (commits of 1,000 small documents, 2 cores): they write as
 * many documents a second and hold the event loop 9 ms instead of 15 at p99, but do not roll back when their function throws, and one that
 * fails to commit (disk full) leaves rejections nobody can catch, which ends the process. A synchronous transaction rolls back and throws
 * where we stand. The loop is kept free by committing little at a time: with the ids table kept off this path (`version-map.ts`) a
 * thousand documents take 2 ms and the flush 0.4.
 */
import { type Database, open, type RootDatabase } from 'lmdb'
import { prepareLmdbFolder } from '../../core/lmdb-file.ts'

export type Table = Database<Buffer, Buffer>

/** Where tests make the storage fail. */
export interface StorageFaults {
  /** Called at the end of every transaction; throwing is a failed commit. */
  commit?(): void
  /** Called before a segment file is written. */
  segmentFile?(): void
}

export interface EnvironmentOptions {
  readonly path: string
  /** False: nothing is flushed, for nodes that live in memory only. */
  readonly durable: boolean
  readonly faults?: StorageFaults
}

export class Environment {
  /** Index records, commit records, deleted bits, cluster settings: few and small, each with a checksum. */
  readonly meta: Table
  /** Operations by index and sequence number. */
  readonly documents: Table
  /** The latest operation of each id, as of the last commit record. */
  readonly ids: Table
  /** Operations that replaced another: what they replaced can be purged once nobody looks at it. */
  readonly replaced: Table
  /** Deletions whose mark is still kept. */
  readonly tombstones: Table
  readonly #root: RootDatabase<Buffer, Buffer>
  readonly #faults: StorageFaults

  constructor({ path, durable, faults }: EnvironmentOptions) {
    prepareLmdbFolder(path)
    this.#faults = faults ?? {}
    this.#root = open<Buffer, Buffer>({
      path,
      noSubdir: false,
      overlappingSync: false,
      noSync: !durable,
      maxDbs: 8,
      encoding: 'binary',
      keyEncoding: 'binary',
    })
    const table = (name: string): Table => this.#root.openDB<Buffer, Buffer>(name, { encoding: 'binary', keyEncoding: 'binary' })
    this.meta = this.#orClose(() => table('meta'))
    this.documents = table('documents')
    this.ids = table('ids')
    this.replaced = table('replaced')
    this.tombstones = table('tombstones')
  }

  /** Runs `action` in one transaction: on disk when it returns; nothing of it happened when it throws. */
  transaction<T>(action: () => T): T {
    return this.#root.transactionSync(() => {
      const result = action()
      this.#faults.commit?.()
      return result
    })
  }

  async close(): Promise<void> {
    await this.#root.close()
  }

  /** A file that turns out damaged is let go. */
  #orClose(openFirst: () => Table): Table {
    try {
      return openFirst()
    } catch (error) {
      void this.#root.close()
      throw error
    }
  }
}
