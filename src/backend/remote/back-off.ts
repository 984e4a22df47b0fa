/** How long a node that failed is left alone: longer each time, and never at the same moment as others do. */

/** The first pause, in milliseconds. */
const FIRST = 500

/** Milliseconds after so many failures in a row; `random` is from 0 to 1. */
export function backOff(failures: number, longest: number, random = Math.random()): number {
  const whole = Math.min(longest, FIRST * 2 ** Math.min(failures - 1, 20))
  return whole / 2 + (whole / 2) * random
}
