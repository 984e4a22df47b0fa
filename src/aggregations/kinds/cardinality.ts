/** `cardinality`: how many values there are, each counted once. Exact, whatever `precision_threshold` allows. */
import { illegalArgument } from '../../core/errors.ts'
import { integer, type Option, text } from '../../query/options.ts'
import { readStrictObject } from '../../query/strict-object.ts'
import type { AggregationKind } from '../kind.ts'
import { openValues, SOURCE, toSource, type Value } from '../value-source.ts'

export const cardinality: AggregationKind = {
  hasBuckets: false,
  parse(body, { name }) {
    const source = toSource(
      readStrictObject('cardinality', body, {
        ...SOURCE,
        precision_threshold: (option) => threshold(option, name),
        rehash: () => undefined,
        execution_hint: text,
      }),
    )
    return {
      open(ground) {
        const values = openValues(ground, source, `[${name}] agg`)
        const start = () => {
          const seen = new Set<Value>()
          return {
            collect: (item: Parameters<typeof values.of>[0]) => {
              for (const value of values.of(item)) seen.add(value)
            },
            result: () => [['value', seen.size] as const],
            get order() {
              return seen.size
            },
          }
        }
        return { type: 'cardinality', start }
      },
    }
  },
}

function threshold(option: Option, name: string): number {
  const value = integer(option)
  if (value >= 0) return value
  throw illegalArgument(`[precisionThreshold] must be greater than or equal to 0. Found [${value}] in [${name}]`)
}
