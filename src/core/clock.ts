/** Time as a value that is passed in, so that tests can hold it still. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number
}

export const systemClock: Clock = { now: () => Date.now() }

export interface SteadyClockOptions {
  /** Milliseconds of its own, from anywhere, which nobody can set. */
  readonly elapsed?: () => number
  /** Told once when the wall clock is found to have been set back, by how many milliseconds; again only after it has caught up. */
  readonly onSetBack?: (millis: number) => void
}

/** Clocks are put right by less than this all the time. */
const TOLERANCE = 5000

/** A clock that cannot be set back while the process runs: what has expired stays expired. */
export function createSteadyClock(wall: Clock, options: SteadyClockOptions = {}): Clock {
  const { elapsed = () => performance.now(), onSetBack = () => {} } = options
  const lead = wall.now() - elapsed()
  let isBehind = false
  return {
    now() {
      const [time, least] = [wall.now(), Math.floor(lead + elapsed())]
      const wasBehind = isBehind
      isBehind = least - time > TOLERANCE
      if (isBehind && !wasBehind) onSetBack(least - time)
      return Math.max(time, least)
    },
  }
}
