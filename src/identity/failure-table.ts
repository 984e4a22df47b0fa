/**
 * Counts failures by key and says for how long a key is locked: from the threshold on, each failure doubles the delay. Counts fade once a
 * lock is over. Bounded: keys that never reached the threshold and keys that did are kept apart, so that a flood of new keys pushes out
 * nothing but its like. Used by the login guard; knows neither users nor addresses.
 */

export interface FailureTableOptions {
  readonly threshold: number
  readonly firstDelay: number
  /** The longest lock, and the time in which a count fades to its half. */
  readonly longestDelay: number
  /** Most keys below the threshold, and most keys at or above it. */
  readonly size: number
  /** Milliseconds that have passed since anywhere: a clock that nobody can set. */
  readonly elapsed: () => number
}

interface Entry<Subject> {
  readonly subject: Subject
  readonly count: number
  /** When the last failure was. */
  readonly last: number
  /** When its lock ends; at `last` where there is none. */
  readonly until: number
}

export interface LockedEntry<Subject> {
  readonly subject: Subject
  readonly failures: number
  readonly remaining: number
}

export class FailureTable<Subject> {
  readonly #options: FailureTableOptions
  /** Least recent failure first, as Maps keep their order. */
  readonly #below = new Map<string, Entry<Subject>>()
  readonly #above = new Map<string, Entry<Subject>>()

  constructor(options: FailureTableOptions) {
    this.#options = options
  }

  /** Keys that are kept. */
  get size(): number {
    return this.#below.size + this.#above.size
  }

  /** Failures of a key as they count now: those that have faded by less than a half count whole. */
  count(key: string): number {
    return Math.round(this.#exactCount(key))
  }

  isLocked(key: string): boolean {
    const entry = this.#above.get(key)
    return entry !== undefined && entry.until > this.#options.elapsed()
  }

  /** How many more may fail before the next lock; at least one where there is none now. */
  allowance(key: string): number {
    return Math.max(1, this.#options.threshold - this.count(key))
  }

  /** One more failure. The lock it brings, if any. */
  fail(key: string, subject: Subject): LockedEntry<Subject> | undefined {
    const { threshold, firstDelay, longestDelay, size, elapsed } = this.#options
    const count = this.#exactCount(key) + 1
    const failures = Math.round(count)
    const now = elapsed()
    const isAbove = failures >= threshold
    const delay = isAbove ? Math.min(longestDelay, firstDelay * 2 ** (failures - threshold)) : 0
    const until = Math.max(now + delay, this.#find(key)?.until ?? 0)
    this.delete(key)
    insert(isAbove ? this.#above : this.#below, key, { subject, count, last: now, until }, size)
    return isAbove ? { subject, failures, remaining: until - now } : undefined
  }

  delete(key: string): void {
    this.#below.delete(key)
    this.#above.delete(key)
  }

  /** Forgets the keys whose subject `drop` names; says how many of them were locked. */
  deleteWhere(drop: (subject: Subject) => boolean): number {
    const ended = this.locked().filter(({ subject }) => drop(subject)).length
    for (const table of [this.#below, this.#above]) {
      for (const [key, { subject }] of table) if (drop(subject)) table.delete(key)
    }
    return ended
  }

  /** The locks in force. */
  locked(): readonly LockedEntry<Subject>[] {
    const now = this.#options.elapsed()
    return [...this.#above.values()]
      .filter(({ until }) => until > now)
      .map((entry) => ({ subject: entry.subject, failures: Math.round(this.#faded(entry)), remaining: entry.until - now }))
  }

  #find(key: string): Entry<Subject> | undefined {
    return this.#above.get(key) ?? this.#below.get(key)
  }

  #exactCount(key: string): number {
    const entry = this.#find(key)
    return entry ? this.#faded(entry) : 0
  }

  /** Nothing fades while a lock is in force: who waits for its end and fails again waits twice as long. */
  #faded({ count, last, until }: Entry<Subject>): number {
    const since = Math.max(0, this.#options.elapsed() - Math.max(last, until))
    return count * 2 ** (-since / this.#options.longestDelay)
  }
}

function insert<Value>(table: Map<string, Value>, key: string, value: Value, size: number): void {
  table.set(key, value)
  if (table.size > size) table.delete(table.keys().next().value as string)
}
