/** Time-slicing: long loops ask whether their slice is used up and, if so, let the event loop go round before they go on. */
import { setImmediate as turn } from 'node:timers/promises'
import { taskCancelled } from '../../core/errors.ts'

/** How long a search may run without a pause, in milliseconds. */
const SLICE = 4

export class Work {
  #until = performance.now() + SLICE
  readonly #deadline: number
  readonly #gone: (() => AbortSignal) | undefined

  /**
   * `limit`: milliseconds that all of it may take; undefined or negative: no limit. `gone`: aborted, with the reason in words, when nobody
   * wants it any more.
   */
  constructor(limit?: number, gone?: () => AbortSignal) {
    this.#gone = gone
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

  /** Lets everybody else run, then begins a new slice; throws where the work is not wanted any more. */
  async pause(): Promise<void> {
    await turn()
    this.check()
    this.#until = performance.now() + SLICE
  }

  /** Throws where the work is not wanted any more. */
  check(): void {
    const signal = this.#gone?.()
    if (signal?.aborted) throw taskCancelled(String(signal.reason))
  }
}
