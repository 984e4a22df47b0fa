/** Ids of keys by owner, made when somebody first asks: authentication never does. Used by `api-keys.ts`. */
import { WorkSlice } from '../core/event-loop.ts'
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
    yield* pausing(this.#userOf.keys())
  }

  async *ofUser(username: string): AsyncIterableIterator<string> {
    await this.#fill()
    yield* pausing(this.#byUser.get(username)?.values() ?? [])
  }

  /** What changes meanwhile is noted by the listener. */
  #fill(): Promise<void> {
    this.#filling ??= this.#noteAll()
    return this.#filling
  }

  async #noteAll(): Promise<void> {
    const made: [string, number][] = []
    for await (const [id, { value }] of pausing(this.#records.entries())) made.push([id, value.created])
    made.sort(([one, first], [other, second]) => first - second || compareIds(one, other))
    for await (const [id] of pausing(made)) this.#note(id)
  }

  #note(id: string): void {
    const username = this.#records.find(id)?.value.owner.username
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

/** Ids made in the same millisecond count up, in bytes; their texts do not sort like that. */
const compareIds = (one: string, other: string): number =>
  Buffer.compare(Buffer.from(one, 'base64url'), Buffer.from(other, 'base64url'))

async function* pausing<Item>(items: Iterable<Item>): AsyncIterableIterator<Item> {
  const slice = new WorkSlice()
  for (const item of items) {
    yield item
    if (slice.isOver) await slice.pause()
  }
}
