/** Sealed records of the `meta` table by key: a damaged one stops the start. */
import { sealed, unsealed } from './checksum.ts'
import type { Table } from './environment.ts'

export class MetaRecords {
  readonly #meta: Table

  constructor(meta: Table) {
    this.#meta = meta
  }

  keys(prefix: string): string[] {
    const end = Buffer.from(prefix)
    end[end.length - 1]! += 1
    return [...this.#meta.getKeys({ start: Buffer.from(prefix), end })].map(String)
  }

  get(key: string): Buffer | undefined {
    const bytes = this.#meta.get(Buffer.from(key))
    if (!bytes) return undefined
    const content = unsealed(bytes)
    if (!content) throw new Error(`the engine's record [${key}] is damaged: its checksum does not match`)
    return content
  }

  /** Inside a transaction. */
  put(key: string, content: Buffer): void {
    this.#meta.putSync(Buffer.from(key), sealed(content))
  }

  /** Inside a transaction. */
  remove(key: string): void {
    this.#meta.removeSync(Buffer.from(key))
  }
}
