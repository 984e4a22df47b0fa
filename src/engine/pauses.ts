/**
 * Giving way to everybody else who waits for the event loop. All sliced work of the engine (parsing bulks, sealing, merging, recovering)
 * pauses here, and each turn of the loop lets one of them go on: ten slices of four milliseconds in one turn would be forty.
 */

/** Resolves in a later turn of the event loop. */
export type Pause = () => Promise<void>

export function createPause(): Pause {
  const waiting: (() => void)[] = []
  let scheduled = false
  const schedule = (): void => {
    if (scheduled || waiting.length === 0) return
    scheduled = true
    setImmediate(() => {
      scheduled = false
      waiting.shift()?.()
      schedule()
    })
  }
  return () =>
    new Promise((resolve) => {
      waiting.push(resolve)
      schedule()
    })
}
