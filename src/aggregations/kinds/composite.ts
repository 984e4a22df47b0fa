/** `composite`: a bucket for each combination of values of several sources, in their order, page by page (`after`). */
import { illegalArgument } from '../../core/errors.ts'
import { JsonDouble, type JsonOutput } from '../../core/json/output.ts'
import type { JsonObject } from '../../core/json/value.ts'
import { integer, isScalar } from '../../query/options.ts'
import { searchRefusal } from '../../query/search-failure.ts'
import { objectField, readStrictObject } from '../../query/strict-object.ts'
import { Bucket, type Entry, type Ground, type Opened, type OpenedKind } from '../aggregation.ts'
import type { AggregationKind } from '../kind.ts'
import { assertBuckets } from '../most-buckets.ts'
import { compareValues, openValues, type Value, type Values } from '../value-source.ts'
import { type CompositeSource, readSources } from './composite-source.ts'

/** Values of one combination, in the order of the sources; null: none. */
type Combination = readonly (Value | null)[]

interface OpenedSource<Item> {
  readonly source: CompositeSource
  readonly values: Values<Item>
}

export const composite: AggregationKind = {
  hasBuckets: true,
  parse(body, { name }) {
    const {
      size = 10,
      sources,
      after,
    } = readStrictObject('composite', body, {
      sources: readSources,
      size: integer,
      after: objectField,
    })
    if (!sources) throw illegalArgument('Required [sources]')
    if (size <= 0) throw illegalArgument(`[size] must be greater than 0. Found [${size}] in [${name}]`)
    assertBuckets(size)
    return {
      open<Item>(ground: Ground<Item>, inner: readonly Opened<Item>[]) {
        const opened = sources.map((source) => openSource(ground, source, name))
        return openComposite({ opened, inner, size, behind: after && readAfter(after, opened) })
      },
    }
  },
}

function openSource<Item>(ground: Ground<Item>, source: CompositeSource, name: string): OpenedSource<Item> {
  const values = openValues(ground, source, `[${source.name}] of composite agg [${name}]`)
  const isNumeric = values.type === 'date' || values.type === 'number'
  if (source.kind === 'terms' || isNumeric) return { source, values }
  throw searchRefusal(`Field [${source.field}] of type [${values.type}] is not supported for aggregation [composite]`)
}

interface CompositeParts<Item> {
  readonly opened: readonly OpenedSource<Item>[]
  readonly inner: readonly Opened<Item>[]
  readonly size: number
  readonly behind: Combination | undefined
}

const openComposite = <Item>({ opened, inner, size, behind }: CompositeParts<Item>): OpenedKind<Item> => ({
  type: 'composite',
  start() {
    const buckets = new Map<string, { readonly key: Combination; readonly bucket: Bucket<Item> }>()
    const add = (key: Combination, item: Item): void => {
      if (behind && compareCombinations(opened, key, behind) <= 0) return
      const id = JSON.stringify(key)
      const known = buckets.get(id) ?? { key, bucket: new Bucket(inner) }
      buckets.set(id, known)
      known.bucket.collect(item)
    }
    return {
      collect: (item) => {
        for (const key of combinationsOf(opened, item)) add(key, item)
      },
      result() {
        const page = [...buckets.values()]
          .sort((one, other) => compareCombinations(opened, one.key, other.key))
          .slice(0, size)
          .map(({ key, bucket }) => ({ key: printKey(opened, key), bucket }))
        const last = page.at(-1)
        const printed = page.map(({ key, bucket }) => new Map<string, JsonOutput>([['key', key], ...bucket.members()]))
        return [...(last ? [['after_key', last.key] as const] : []), ['buckets', printed]]
      },
    }
  },
})

/** Every combination of a document's values; none where a source has no value and no bucket for that. */
function combinationsOf<Item>(opened: readonly OpenedSource<Item>[], item: Item): readonly Combination[] {
  let combinations: readonly Combination[] = [[]]
  for (const { source, values } of opened) {
    const own: readonly (Value | null)[] = [...new Set(values.of(item).map((value) => source.floor(value)))]
    const choices = own.length === 0 && source.withMissing ? [null] : own
    combinations = combinations.flatMap((before) => choices.map((choice) => [...before, choice]))
  }
  return combinations
}

function compareCombinations<Item>(opened: readonly OpenedSource<Item>[], one: Combination, other: Combination): number {
  for (const [at, { source }] of opened.entries()) {
    const [first, second] = [one[at] ?? null, other[at] ?? null]
    if (first === second) continue
    if (first === null || second === null) return (first === null) === source.missingFirst ? -1 : 1
    const order = compareValues(first, second)
    if (order !== 0) return source.descending ? -order : order
  }
  return 0
}

function printKey<Item>(opened: readonly OpenedSource<Item>[], key: Combination): ReadonlyMap<string, JsonOutput> {
  return new Map(opened.map(({ source, values }, at): Entry => [source.name, printValue(source, values, key[at] ?? null)]))
}

function printValue<Item>({ kind }: CompositeSource, values: Values<Item>, value: Value | null): JsonOutput {
  if (value === null || typeof value === 'string') return value
  if (values.type === 'boolean') return value === 1
  if (values.hasFormat || (kind === 'histogram' && values.type === 'date')) return values.text(value)
  return kind === 'histogram' ? new JsonDouble(value) : value
}

/** `after` names a value for each source, as `after_key` printed it. */
function readAfter<Item>(after: JsonObject, opened: readonly OpenedSource<Item>[]): Combination {
  if (after.size !== opened.length) {
    throw searchRefusal(`[after] has ${after.size} value(s) but [sources] has ${opened.length}`)
  }
  return opened.map(({ source, values }) => {
    const given = after.get(source.name)
    if (given === undefined) throw searchRefusal(`Missing value for [after.${source.name}]`)
    if (given === null && source.withMissing) return null
    if (given !== null && isScalar(given)) return values.parse(given)
    throw searchRefusal(`Invalid value for [after.${source.name}]`)
  })
}
