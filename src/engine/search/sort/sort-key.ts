/** The values hits are ordered by, and their order. */
import { compareTerms } from '../../segment/utf8-order.ts'

/** null: a string that is missing; numbers have sentinels for that. */
export type SortKey = number | bigint | string | null

/** How keys of one sort compare: before, after or equal. */
export interface KeyOrder {
  readonly descending: boolean
  readonly missingFirst: boolean
}

export function compareKeys(a: SortKey, b: SortKey, { descending, missingFirst }: KeyOrder): number {
  if (a === null || b === null) return compareMissing(a, b, missingFirst)
  const order = typeof a === 'string' || typeof b === 'string' ? compareTerms(String(a), String(b)) : compareNumbers(a, b)
  return descending ? -order : order
}

function compareMissing(a: SortKey, b: SortKey, missingFirst: boolean): number {
  if (a === b) return 0
  return (a === null) === missingFirst ? -1 : 1
}

const compareNumbers = (a: number | bigint, b: number | bigint): number => (a < b ? -1 : a > b ? 1 : 0)
