/** `value_count`: how many values there are. */
import { readStrictObject } from '../../query/strict-object.ts'
import type { AggregationKind } from '../kind.ts'
import { openValues, SOURCE, toSource } from '../value-source.ts'

export const valueCount: AggregationKind = {
  hasBuckets: false,
  parse(body, { name }) {
    const source = toSource(readStrictObject('value_count', body, SOURCE))
    return {
      open(ground) {
        const values = openValues(ground, source, `[${name}] agg`)
        // Texts are kept each once.
        const count = values.type === 'keyword' ? values.distinct : values.of
        const start = () => {
          let found = 0
          return {
            collect: (item: Parameters<typeof count>[0]) => {
              found += count(item).length
            },
            result: () => [['value', found] as const],
            get order() {
              return found
            },
          }
        }
        return { type: 'value_count', start }
      },
    }
  },
}
