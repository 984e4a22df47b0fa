/** Time as a value that is passed in, so that tests can hold it still. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number
}

export const systemClock: Clock = { now: () => Date.now() }

/**
 * A clock that cannot be set back while the process runs: what has expired stays expired. `elapsed` counts milliseconds of its own, from
 * anywhere.
 */
export function createSteadyClock(wall: Clock, elapsed: () => number = () => performance.now()): Clock {
  const lead = wall.now() - elapsed()
  return { now: () => Math.max(wall.now(), Math.floor(lead + elapsed())) }
}
