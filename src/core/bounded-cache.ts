/**
 * A map that forgets: what was not used for long goes first, and nothing outlives its time. Who goes is found by "second chance" (the clock
 * algorithm): a look-up only marks its entry, as it stands on the way of every request.
 */
import type { Clock } from './clock.ts'

interface Kept<Value> {
  readonly value: Value
  readonly until: number
  /** Since it was last passed over. */
  isUsed: boolean
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
    if (this.#clock.now() >= kept.until) {
      this.#entries.delete(key)
      return undefined
    }
    kept.isUsed = true
    return kept.value
  }

  set(key: Key, value: Value): void {
    if (this.#limit <= 0) return
    this.#entries.delete(key)
    if (this.#entries.size >= this.#limit) this.#evict()
    this.#entries.set(key, { value, until: this.#clock.now() + this.#ttl, isUsed: false })
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

  /** A Map keeps the order of insertion, and a loop over it comes to what is appended meanwhile. */
  #evict(): void {
    for (const [key, kept] of this.#entries) {
      this.#entries.delete(key)
      if (!kept.isUsed) return
      kept.isUsed = false
      this.#entries.set(key, kept)
    }
  }
}
