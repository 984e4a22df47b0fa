/** A document among the best of one index. */
import type { SortKey } from '../sort/sort-key.ts'

/** What a kept hit must come behind: its keys (or score), and among equals its number. */
export interface After {
  readonly keys: readonly SortKey[]
  readonly score: number
  readonly doc: number
}

export interface Hit {
  /** Its number within the index: the segment's base and its number there. */
  readonly doc: number
  /** NaN where scores were not asked for. */
  readonly score: number
  /** Empty where the order is by score. */
  readonly keys: readonly SortKey[]
}
