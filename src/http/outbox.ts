/**
 * Replies that became ready in one turn of the event loop, written together at its end. A write to a client that sleeps has to wake it, which
 * costs as much as all the rest of a small request; the writes behind the first find it awake (`bench/README.md`). Owned by `journey.ts`.
 */

/** Milliseconds that a reply waits for others while they come. */
const LONGEST_WAIT = 0.5

export class Outbox {
  #waiting: (() => void)[] = []
  #since = 0
  #isScheduled = false

  /** `write` sends one reply, soon, and never throws. */
  put(write: () => void): void {
    const now = performance.now()
    if (this.#waiting.length === 0) this.#since = now
    this.#waiting.push(write)
    if (now - this.#since > LONGEST_WAIT) this.flush()
    else if (!this.#isScheduled) this.#schedule()
  }

  /** Writes what waits now; called before work that may take long. */
  flush(): void {
    const ready = this.#waiting
    if (ready.length === 0) return
    this.#waiting = []
    for (const write of ready) write()
  }

  #schedule(): void {
    this.#isScheduled = true
    setImmediate(() => {
      this.#isScheduled = false
      this.flush()
    })
  }
}
