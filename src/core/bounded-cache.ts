/** A map that forgets: what was used least recently goes first, and nothing outlives its time. */
import type { Clock } from './clock.ts'

interface Kept<Value> {
  readonly value: Value
  readonly until: number
}

export interface BoundedCacheOptions {
  /** Most entries; 0: keeps nothing. */
  readonly size: number
  /** Milliseconds an entry lives; unlimited where left out. */
  readonly ttl?: number
  readonly clock: Clock
}

export class BoundedCache<Key, Value> {
  readonly #entries = new Map<Key, Kept<Value>>()
  readonly #limit: number
  readonly #ttl: number
  readonly #clock: Clock

  constructor({ size, ttl, clock }: BoundedCacheOptions) {
    this.#limit = size
    this.#ttl = ttl ?? Number.POSITIVE_INFINITY
    this.#clock = clock
  }

  get size(): number {
    return this.#entries.size
  }

  get(key: Key): Value | undefined {
    const kept = this.#entries.get(key)
    if (!kept) return undefined
    this.#entries.delete(key)
    if (this.#clock.now() >= kept.until) return undefined
    // A Map keeps the order of insertion: the least recently used entry is its first.
    this.#entries.set(key, kept)
    return kept.value
  }

  set(key: Key, value: Value): void {
    if (this.#limit <= 0) return
    this.#entries.delete(key)
    this.#entries.set(key, { value, until: this.#clock.now() + this.#ttl })
    if (this.#entries.size > this.#limit) this.#entries.delete(this.#entries.keys().next().value as Key)
  }

  delete(key: Key): boolean {
    return this.#entries.delete(key)
  }

  /** Forgets every entry that `drop` names. */
  deleteWhere(drop: (value: Value) => boolean): void {
    for (const [key, { value }] of this.#entries) if (drop(value)) this.#entries.delete(key)
  }

  clear(): void {
    this.#entries.clear()
  }
}
