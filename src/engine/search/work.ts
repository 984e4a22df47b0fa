/** Time-slicing: long loops ask whether their slice is used up and, if so, let the event loop go round before they go on. */
import { setImmediate as turn } from 'node:timers/promises'

/** How long a search may run without a pause, in milliseconds. */
const SLICE = 4

export class Work {
  #until = performance.now() + SLICE
  readonly #deadline: number

  /** `limit`: milliseconds that all of it may take; undefined or negative: no limit. */
  constructor(limit?: number) {
    this.#deadline = limit === undefined || limit < 0 ? Number.POSITIVE_INFINITY : performance.now() + limit
  }

  /** The time for all of it is over. */
  get isOver(): boolean {
    return performance.now() >= this.#deadline
  }

  /** True when it is time to pause. Cheap, yet not free: ask once in some hundred steps. */
  get isDue(): boolean {
    return performance.now() >= this.#until
  }

  /** Lets everybody else run, then begins a new slice. */
  async pause(): Promise<void> {
    await turn()
    this.#until = performance.now() + SLICE
  }
}
