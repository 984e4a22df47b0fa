/** `range` and `date_range`: a bucket for each of several spans of a field of numbers or dates; from where it begins to before its end. */
import { JsonDouble } from '../../core/json/output.ts'
import { isJsonObject, type JsonValue } from '../../core/json/value.ts'
import type { Scalar } from '../../query/node.ts'
import { flag, isScalar, type Option } from '../../query/options.ts'
import { searchRefusal } from '../../query/search-failure.ts'
import { readStrictObject, scalarField, textField, wrongToken } from '../../query/strict-object.ts'
import { Bucket, type Entry, type Ground, type Opened, type OpenedKind } from '../aggregation.ts'
import type { AggregationKind } from '../kind.ts'
import { assertNumeric, openValues, SOURCE, toSource, type ValueSource, type Values } from '../value-source.ts'

interface GivenRange {
  readonly key: string | undefined
  readonly from: Scalar | undefined
  readonly to: Scalar | undefined
}

interface Span {
  readonly key: string | undefined
  readonly from: number
  readonly to: number
}

const rangeKind = (kind: 'range' | 'date_range'): AggregationKind => ({
  hasBuckets: true,
  parse(body, { name }) {
    const options = readStrictObject(kind, body, { ...SOURCE, keyed: scalarField(flag), ranges: readRanges })
    const { ranges = [], keyed = false } = options
    const source = toSource(options)
    return {
      open<Item>(ground: Ground<Item>, inner: readonly Opened<Item>[]) {
        const values = openValues(ground, source, `[${name}] agg`)
        assertNumeric(values, source.field, kind)
        if (ranges.length === 0) throw searchRefusal(`No [ranges] specified for the [${name}] aggregation`)
        const spans = ranges
          .map((given) => spanOf(given, values))
          .sort((one, other) => one.from - other.from || one.to - other.to)
        return openSpans({ kind, spans, values, keyed, source, inner })
      },
    }
  },
})

export const range = rangeKind('range')
export const dateRange = rangeKind('date_range')

interface SpanParts<Item> {
  readonly kind: string
  readonly spans: readonly Span[]
  readonly values: Values<Item>
  readonly keyed: boolean
  readonly source: ValueSource
  readonly inner: readonly Opened<Item>[]
}

const openSpans = <Item>({ kind, spans, values, keyed, inner }: SpanParts<Item>): OpenedKind<Item> => ({
  type: kind,
  start() {
    const buckets = spans.map((span) => ({ span, bucket: new Bucket(inner) }))
    return {
      collect: (item) => {
        const present = values.of(item) as readonly number[]
        for (const { span, bucket } of buckets)
          if (present.some((value) => value >= span.from && value < span.to)) bucket.collect(item)
      },
      result() {
        const shown = buckets.map(({ span, bucket }) => ({ key: keyOf(span, values), members: membersOf(span, values, bucket) }))
        if (keyed) return [['buckets', new Map(shown.map(({ key, members }) => [key, new Map(members)]))]]
        return [['buckets', shown.map(({ key, members }) => new Map([['key', key], ...members]))]]
      },
    }
  },
})

const spanOf = <Item>({ key, from, to }: GivenRange, values: Values<Item>): Span => ({
  key,
  from: from === undefined ? Number.NEGATIVE_INFINITY : (values.parse(from) as number),
  to: to === undefined ? Number.POSITIVE_INFINITY : (values.parse(to) as number),
})

const isPlain = <Item>({ type, hasFormat }: Values<Item>): boolean => type === 'number' && !hasFormat

function keyOf<Item>({ key, from, to }: Span, values: Values<Item>): string {
  const print = (bound: number): string => {
    if (!Number.isFinite(bound)) return '*'
    return isPlain(values) && Number.isInteger(bound) ? bound.toFixed(1) : values.text(bound)
  }
  return key ?? `${print(from)}-${print(to)}`
}

function membersOf<Item>({ from, to }: Span, values: Values<Item>, bucket: Bucket<Item>): readonly Entry[] {
  const bound = (name: string, value: number): readonly Entry[] => {
    if (!Number.isFinite(value)) return []
    return [[name, new JsonDouble(value)], ...(isPlain(values) ? [] : [[`${name}_as_string`, values.text(value)] as const])]
  }
  return [...bound('from', from), ...bound('to', to), ...bucket.members()]
}

/** A list, or one alone. */
function readRanges(option: Option): readonly GivenRange[] {
  const list = Array.isArray(option.value) ? option.value : [option.value]
  return list.map((given) => readRange(option, given))
}

function readRange(option: Option, given: JsonValue): GivenRange {
  if (!isJsonObject(given)) throw wrongToken(option)
  const { key, from, to } = readStrictObject(option.kind, given, { key: textField, from: bound, to: bound })
  return { key, from, to }
}

function bound(option: Option): Scalar | undefined {
  if (option.value === null) return undefined
  if (isScalar(option.value)) return option.value
  throw wrongToken(option)
}
