/** Cutting long work into slices, so that nobody else waits long for the event loop. */

const SLICE_MILLISECONDS = 5

/** A stretch of work; ask now and then whether it has taken long enough. */
export class WorkSlice {
  #since = performance.now()

  /** True when others should have their turn: then await `pause()`. */
  get isOver(): boolean {
    return performance.now() - this.#since > SLICE_MILLISECONDS
  }

  /** Lets everybody else run, then begins anew. */
  async pause(): Promise<void> {
    await new Promise<void>((resolve) => setImmediate(resolve))
    this.#since = performance.now()
  }
}
