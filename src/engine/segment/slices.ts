/**
 * Work that can be laid down. Sealing and merging are generators that yield wherever they may be interrupted; here they are run, at once
 * or in slices short enough that nobody waits for the event loop.
 */

/** Yields where it may be interrupted, returns its result. */
export type Slices<Result> = Generator<undefined, Result, undefined>

/** How long work goes on without a pause, in milliseconds. */
const SLICE = 4

export function runAtOnce<Result>(work: Slices<Result>): Result {
  let step = work.next()
  while (!step.done) step = work.next()
  return step.value
}

/** Runs work, waiting for `pause` after each few milliseconds. */
export async function runInSlices<Result>(work: Slices<Result>, pause: () => Promise<void>): Promise<Result> {
  let until = performance.now() + SLICE
  let step = work.next()
  while (!step.done) {
    if (performance.now() >= until) {
      await pause()
      until = performance.now() + SLICE
    }
    step = work.next()
  }
  return step.value
}
