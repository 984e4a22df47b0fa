/** `range` on `_seq_no`: documents of a segment are in the order of their sequence numbers, so it is a run of them. Used by `range.ts`. */
import { ElasticError, illegalArgument } from '../../../core/errors.ts'
import type { RangeBound, RangeNode } from '../../../query/node.ts'
import { scalarText } from '../../../query/options.ts'
import { firstAtLeast } from '../../segment/segment.ts'
import type { Weight } from '../weight.ts'
import { sortedDocsWeight } from '../weights/doc-set.ts'

/** Throws 400 for a bound that is no whole number. */
export function seqNoRange({ lower, upper }: RangeNode, score: number): Weight {
  const from = lower ? parseBound(lower) + (lower.inclusive ? 0 : 1) : 0
  const behind = upper ? parseBound(upper) + (upper.inclusive ? 1 : 0) : Number.POSITIVE_INFINITY
  return sortedDocsWeight(score, ({ segment: { seqNos, docCount } }) => {
    const first = firstAtLeast(seqNos, docCount, from)
    const end = firstAtLeast(seqNos, docCount, behind)
    return end > first ? Uint32Array.from({ length: end - first }, (_, nth) => first + nth) : undefined
  })
}

function parseBound({ value }: RangeBound): number {
  const text = scalarText(value)
  const number = text.trim() === '' ? Number.NaN : Number(text)
  if (Number.isNaN(number)) throw new ElasticError('number_format_exception', `For input string: "${text}"`)
  if (Number.isInteger(number)) return number
  throw illegalArgument(`Value [${text}] has a decimal part`)
}
