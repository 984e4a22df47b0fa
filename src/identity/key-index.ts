/** Ids of keys by owner, made when somebody first asks: authentication never does. Used by `api-keys.ts`. */
import { inSlices, sortInSlices } from '../core/event-loop.ts'
import type { Collection } from '../store/collection.ts'
import type { ApiKeyRecord } from './api-key-record.ts'

export class KeyIndex {
  readonly #records: Collection<ApiKeyRecord>
  readonly #byUser = new Map<string, Set<string>>()
  readonly #userOf = new Map<string, string>()
  #filling: Promise<void> | undefined

  constructor(records: Collection<ApiKeyRecord>) {
    this.#records = records
    records.onChange((id) => this.#filling && this.#note(id))
  }

  async *all(): AsyncIterableIterator<string> {
    await this.#fill()
    yield* inSlices(this.#userOf.keys())
  }

  async *ofUser(username: string): AsyncIterableIterator<string> {
    await this.#fill()
    yield* inSlices(this.#byUser.get(username)?.values() ?? [])
  }

  /** What changes meanwhile is noted by the listener. */
  #fill(): Promise<void> {
    this.#filling ??= this.#noteAll()
    return this.#filling
  }

  async #noteAll(): Promise<void> {
    const made: Made[] = []
    for await (const id of inSlices(this.#records.ids())) {
      const created = this.#records.peek(id)?.created
      if (created !== undefined) made.push({ id, created })
    }
    for await (const { id } of inSlices(await sortInSlices(made, compareMade))) this.#note(id)
  }

  #note(id: string): void {
    const username = this.#records.peek(id)?.owner.username
    const before = this.#userOf.get(id)
    if (username === before) return
    if (before !== undefined) this.#drop(id, before)
    if (username === undefined) return
    this.#userOf.set(id, username)
    const ids = this.#byUser.get(username)
    if (ids) ids.add(id)
    else this.#byUser.set(username, new Set([id]))
  }

  #drop(id: string, username: string): void {
    this.#userOf.delete(id)
    const ids = this.#byUser.get(username)
    ids?.delete(id)
    if (ids?.size === 0) this.#byUser.delete(username)
  }
}

interface Made {
  readonly id: string
  readonly created: number
}

/** Ids made in the same millisecond count up, in bytes; their texts do not sort like that. */
const compareMade = (one: Made, other: Made): number =>
  one.created - other.created || Buffer.compare(Buffer.from(one.id, 'base64url'), Buffer.from(other.id, 'base64url'))
