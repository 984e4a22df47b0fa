/** One at a time, in the order asked for: work on shared state that spans several turns of the event loop. */

/** Runs work once all earlier work has settled; its result or failure is the caller's. */
export type InTurn = <T>(work: () => Promise<T> | T) => Promise<T>

export function createTurns(): InTurn {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const mine = last.then(work)
    last = mine.catch(() => {})
    return mine
  }
}
