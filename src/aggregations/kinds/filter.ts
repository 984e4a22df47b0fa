/** `filter`: the documents that match a query. */
import type { AggregationKind } from '../kind.ts'
import { openSingle } from '../single-bucket.ts'

export const filter: AggregationKind = {
  hasBuckets: true,
  parse(body, { query }) {
    const node = query([body], 0)
    return { open: (ground, inner) => openSingle('filter', inner, ground.matches(node)) }
  },
}
