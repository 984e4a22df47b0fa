/**
 * What was changed in a store that several processes write, in its order: each of them learns from it what to read anew. Part of the
 * environment of the records, written in the transaction of the change, so nobody sees the one without the other. Used by `local-store.ts`.
 */
import type { Database, RootDatabase } from 'lmdb'

/** One changed record. */
export interface NotedChange {
  readonly collection: string
  readonly id: string
}

/** Entries that are kept: whoever is further behind reads everything anew. */
const LENGTH = 10_000
const COUNTER = Buffer.alloc(8)

export class ChangeLog {
  readonly #root: RootDatabase<Buffer, Buffer>
  readonly #entries: Database<Buffer, Buffer>
  #seen: number

  constructor(root: RootDatabase<Buffer, Buffer>) {
    this.#root = root
    this.#entries = root.openDB<Buffer, Buffer>({ name: '.changes', keyEncoding: 'binary', encoding: 'binary' })
    this.#seen = this.#last()
  }

  /** Everything that is read after this call is as new as the disk, all of one moment. */
  renew(): void {
    this.#root.resetReadTxn()
  }

  /**
   * Hands over what came since the last call, each record once; `all`: more than is kept. Where `take` throws, the next call begins at the
   * same place.
   */
  catchUp(take: (changes: readonly NotedChange[] | 'all') => void): void {
    const last = this.#last()
    if (last === this.#seen) return
    take(this.#since(this.#seen, last))
    this.#seen = last
  }

  /** Within the transaction that makes the changes, behind `catchUp`. The result is called once that is durable: they are nothing new here. */
  note(changes: readonly NotedChange[]): () => void {
    let at = this.#last()
    for (const { collection, id } of changes) {
      this.#entries.putSync(keyOf(++at), Buffer.from(JSON.stringify([collection, id])))
      if (at > LENGTH) this.#entries.removeSync(keyOf(at - LENGTH))
    }
    if (changes.length > 0) this.#entries.putSync(COUNTER, keyOf(at))
    return () => {
      this.#seen = at
    }
  }

  /** The highest version of a collection that was deleted by any process. */
  retired(collection: string): number {
    const bytes = this.#entries.get(retiredKey(collection))
    return bytes ? numberOf(bytes) : 0
  }

  /** Within the transaction that deletes. */
  retire(collection: string, version: number): void {
    if (version > this.retired(collection)) this.#entries.putSync(retiredKey(collection), keyOf(version))
  }

  #since(seen: number, last: number): readonly NotedChange[] | 'all' {
    if (last - seen > LENGTH) return 'all'
    const found = new Map<string, NotedChange>()
    for (let at = seen + 1; at <= last; at++) {
      const text = this.#entries.get(keyOf(at))?.toString()
      if (text === undefined) return 'all'
      const [collection, id] = JSON.parse(text) as [string, string]
      found.set(text, { collection, id })
    }
    return [...found.values()]
  }

  #last(): number {
    const bytes = this.#entries.get(COUNTER)
    return bytes ? numberOf(bytes) : 0
  }
}

/** Numbers have eight bytes, the other keys begin with a letter, which no number comes to. */
const retiredKey = (collection: string): Buffer => Buffer.from(`retired/${collection}`)

function keyOf(at: number): Buffer {
  const key = Buffer.allocUnsafe(8)
  key.writeBigInt64BE(BigInt(at))
  return key
}

const numberOf = (bytes: Buffer): number => Number(bytes.readBigInt64BE())
