/** `missing`: the documents without a value. */
import { readStrictObject } from '../../query/strict-object.ts'
import type { AggregationKind } from '../kind.ts'
import { openSingle } from '../single-bucket.ts'
import { openValues, SOURCE, toSource } from '../value-source.ts'

export const missing: AggregationKind = {
  hasBuckets: true,
  parse(body, { name }) {
    const source = toSource(readStrictObject('missing', body, SOURCE))
    return {
      open(ground, inner) {
        const values = openValues(ground, source, `[${name}] agg`)
        return openSingle('missing', inner, (item) => values.of(item).length === 0)
      },
    }
  },
}
