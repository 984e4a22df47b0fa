/** `filters`: a bucket for each of several queries, by name or in their order, and one for what matches none of them. */
import { illegalArgument } from '../../core/errors.ts'
import { isJsonObject } from '../../core/json/value.ts'
import type { QueryNode } from '../../query/node.ts'
import { flag, type Option } from '../../query/options.ts'
import { readStrictObject, scalarField, textField, wrongToken } from '../../query/strict-object.ts'
import { Bucket, type Entry } from '../aggregation.ts'
import type { AggregationKind, AggregationPlace } from '../kind.ts'

interface NamedFilter {
  /** undefined: they are told apart by their order. */
  readonly name: string | undefined
  readonly query: QueryNode
}

export const filters: AggregationKind = {
  hasBuckets: true,
  parse(body, place) {
    const options = readStrictObject('filters', body, {
      filters: (option) => readFilters(option, place),
      other_bucket: scalarField(flag),
      other_bucket_key: textField,
      keyed: scalarField(flag),
    })
    const { filters: wanted = [], other_bucket_key: otherName, keyed = true } = options
    if (wanted.length === 0) throw illegalArgument('[filters] cannot be empty.')
    const other = options.other_bucket ?? otherName !== undefined
    const isNamed = wanted.every(({ name }) => name !== undefined)
    return {
      open(ground, inner) {
        const tests = wanted.map(({ name, query }) => ({ name, matches: ground.matches(query) }))
        const start = () => {
          const buckets = tests.map((test) => ({ ...test, bucket: new Bucket(inner) }))
          const rest = new Bucket(inner)
          return {
            collect: (item: Parameters<typeof rest.collect>[0]) => {
              const matching = buckets.filter(({ matches }) => matches(item))
              for (const { bucket } of matching) bucket.collect(item)
              if (matching.length === 0) rest.collect(item)
            },
            result: () => {
              const all = [...buckets, ...(other ? [{ name: otherName ?? '_other_', bucket: rest }] : [])]
              return [['buckets', printBuckets(all, isNamed, keyed)] as const]
            },
          }
        }
        return { type: 'filters', start }
      },
    }
  },
}

function printBuckets<Item>(
  all: readonly { readonly name: string | undefined; readonly bucket: Bucket<Item> }[],
  isNamed: boolean,
  keyed: boolean,
): Entry[1] {
  if (isNamed && keyed) return new Map(all.map(({ name, bucket }) => [name ?? '', new Map(bucket.members())]))
  return all.map(({ name, bucket }) => new Map([...(isNamed ? [['key', name] as const] : []), ...bucket.members()]))
}

/** Named ones come in the order of their names, whatever the order of the request. */
function readFilters(option: Option, { query }: AggregationPlace): readonly NamedFilter[] {
  const { value } = option
  if (Array.isArray(value)) return value.map((_, at) => ({ name: undefined, query: query(value, at) }))
  if (!isJsonObject(value)) throw wrongToken(option)
  return [...value.keys()].sort().map((name) => ({ name, query: query(value, name) }))
}
