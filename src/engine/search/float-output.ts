/** A 32-bit float as Java prints it: the fewest digits that lead back to it. Scores are such. */
import { JsonDouble } from '../../core/json/output.ts'

const FEWEST = 6
const MOST = 9

export function floatOutput(value: number): JsonDouble | string {
  // Jackson writes what is no number as a text.
  if (!Number.isFinite(value)) return String(value)
  for (let digits = FEWEST; digits < MOST; digits++) {
    const shorter = Number(value.toPrecision(digits))
    if (Math.fround(shorter) === value) return new JsonDouble(shorter)
  }
  return new JsonDouble(Number(value.toPrecision(MOST)))
}
