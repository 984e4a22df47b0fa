/**
 * `terms`: a bucket for each value, the commonest first unless another order is asked for. Counts are exact: there is one shard, and all
 * values are kept until the end. What tunes how shards work is checked and has nothing to tune.
 */
import { ElasticError, illegalArgument, parsingException } from '../../core/errors.ts'
import { positionOf } from '../../core/json/positions.ts'
import { isJsonObject, type JsonValue } from '../../core/json/value.ts'
import { compileRegex } from '../../core/regex.ts'
import { flag, integer, isScalar, type Option, scalarText, text } from '../../query/options.ts'
import { searchFailure } from '../../query/search-failure.ts'
import { readStrictObject, scalarField, wrongToken } from '../../query/strict-object.ts'
import { Bucket, type Entry, type Ground, type Opened, type OpenedKind } from '../aggregation.ts'
import type { AggregationKind } from '../kind.ts'
import { assertBuckets } from '../most-buckets.ts'
import { compareValues, keyEntries, openValues, SOURCE, toSource, type Value, type Values } from '../value-source.ts'

interface Criterion {
  /** `_key`, `_count`, or what stands in the buckets. */
  readonly path: string
  readonly descending: boolean
}

interface TermsOptions {
  readonly size: number
  readonly minimum: number
  readonly order: readonly Criterion[]
  readonly showsErrors: boolean
  readonly isWanted: (term: string) => boolean
}

const BY_COUNT: readonly Criterion[] = [{ path: '_count', descending: true }]
const BY_KEY: Criterion = { path: '_key', descending: false }

export const terms: AggregationKind = {
  hasBuckets: true,
  parse(body, { name }) {
    const given = readStrictObject('terms', body, {
      ...SOURCE,
      size: (option) => atLeast(option, 1, 'size', name),
      shard_size: (option) => atLeast(option, 1, 'shardSize', name),
      min_doc_count: (option) => atLeast(option, 0, 'minDocCount', name),
      shard_min_doc_count: (option) => atLeast(option, 0, 'shardMinDocCount', name),
      order: readOrder,
      include: readTermSet,
      exclude: readTermSet,
      show_term_doc_count_error: scalarField(flag),
      collect_mode: readCollectMode,
      execution_hint: text,
    })
    const source = toSource(given)
    const { include, exclude, order = BY_COUNT } = given
    const options: TermsOptions = {
      size: given.size ?? 10,
      minimum: given.min_doc_count ?? 1,
      order: order.some(({ path }) => path === '_key') ? order : [...order, BY_KEY],
      showsErrors: given.show_term_doc_count_error ?? false,
      isWanted: (term) => (include?.(term) ?? true) && !(exclude?.(term) ?? false),
    }
    return {
      open<Item>(ground: Ground<Item>, inner: readonly Opened<Item>[]) {
        for (const { path } of order) assertPath(path, inner)
        return openTerms(openValues(ground, source, `[${name}] agg`), inner, options)
      },
    }
  },
}

const openTerms = <Item>(values: Values<Item>, inner: readonly Opened<Item>[], options: TermsOptions): OpenedKind<Item> => ({
  type: values.type === 'keyword' || values.type === 'text' ? 'sterms' : 'lterms',
  start() {
    const buckets = new Map<Value, Bucket<Item>>()
    const bucketOf = (value: Value): Bucket<Item> => {
      const known = buckets.get(value)
      if (known) return known
      const bucket = new Bucket(inner)
      buckets.set(value, bucket)
      return bucket
    }
    return {
      collect: (item) => {
        for (const value of values.distinct(item)) if (options.isWanted(values.text(value))) bucketOf(value).collect(item)
      },
      result: () => printTerms(buckets, values, options),
    }
  },
})

function printTerms<Item>(
  buckets: ReadonlyMap<Value, Bucket<Item>>,
  values: Values<Item>,
  { size, minimum, order, showsErrors }: TermsOptions,
): readonly Entry[] {
  const sorted = [...buckets].filter(([, { count }]) => count >= minimum).sort(comparison(order))
  const shown = sorted.slice(0, size)
  assertBuckets(shown.length)
  const others = sorted.slice(size).reduce((sum, [, { count }]) => sum + count, 0)
  const errors: readonly Entry[] = showsErrors ? [['doc_count_error_upper_bound', 0]] : []
  const printed = shown.map(
    ([value, bucket]) =>
      new Map([...keyEntries(values, value), ['doc_count', bucket.count] as const, ...errors, ...bucket.results()]),
  )
  return [
    ['doc_count_error_upper_bound', 0],
    ['sum_other_doc_count', others],
    ['buckets', printed],
  ]
}

type KeyedBucket<Item> = readonly [Value, Bucket<Item>]

function comparison<Item>(order: readonly Criterion[]): (one: KeyedBucket<Item>, other: KeyedBucket<Item>) => number {
  const compareBy = (path: string, [key, bucket]: KeyedBucket<Item>, [otherKey, other]: KeyedBucket<Item>): number => {
    if (path === '_key') return compareValues(key, otherKey)
    if (path === '_count') return bucket.count - other.count
    return (bucket.orderOf(aggregationIn(path)) ?? 0) - (other.orderOf(aggregationIn(path)) ?? 0)
  }
  return (one, other) => {
    for (const { path, descending } of order) {
      const compared = compareBy(path, one, other)
      if (compared !== 0) return descending ? -compared : compared
    }
    return 0
  }
}

/** The aggregation that `name`, `name.value` or `name._count` names. */
const aggregationIn = (path: string): string => path.replace(/\.(value|doc_count|_count)$/, '')

/** Only what is one number can be sorted by, and is there before anything is counted. */
function assertPath<Item>(path: string, inner: readonly Opened<Item>[]): void {
  if (path === '_key' || path === '_count') return
  const name = aggregationIn(path)
  const found = inner.find((opened) => opened.name === name)
  if (found && found.start().order !== undefined) return
  const why = found
    ? `Invalid aggregation order path [${path}]. Buckets can only be sorted on a sub-aggregator path that is built out of zero or more single-bucket aggregations within the path and a final single-bucket or a metrics aggregation at the path end.`
    : `Invalid aggregation order path [${path}]. The provided aggregation [${name}] either does not exist, or is a pipeline aggregation and cannot be used to sort the buckets.`
  throw searchFailure(new ElasticError('invalid_path', why, { status: 400 }))
}

/** `{"_count": "asc"}`, or a list of such. */
function readOrder(option: Option): readonly Criterion[] {
  const list = Array.isArray(option.value) ? option.value : [option.value]
  return list.map((criterion) => readCriterion(option, criterion))
}

function readCriterion(option: Option, criterion: JsonValue): Criterion {
  if (!isJsonObject(criterion)) throw wrongToken(option)
  const [[path, given] = ['', null] as [string, JsonValue], more] = [...criterion]
  if (typeof given !== 'string' || more) {
    throw parsingException('Must specify at least one field for [order]', positionOf(criterion))
  }
  const direction = given.toLowerCase()
  if (direction !== 'asc' && direction !== 'desc')
    throw parsingException(`Unknown order direction [${given}]`, positionOf(criterion, path))
  return { path: path === '_term' || path === '_time' ? '_key' : path, descending: direction === 'desc' }
}

/** Terms by name, or by a regular expression over the whole of them. */
function readTermSet(option: Option): (term: string) => boolean {
  const { value } = option
  if (typeof value === 'string') {
    const pattern = compileRegex(value)
    return (term) => pattern.matches(term)
  }
  if (isJsonObject(value)) throw illegalArgument(`[${option.key}] by partition is not supported in this context`)
  if (!Array.isArray(value)) throw wrongToken(option)
  const names = new Set(value.map((name) => (isScalar(name) ? scalarText(name) : '')))
  return (term) => names.has(term)
}

function readCollectMode(option: Option): string {
  const mode = text(option)
  if (mode === 'breadth_first' || mode === 'depth_first') return mode
  throw new ElasticError('parse_exception', `no [collect_mode] found for value [${mode}]`)
}

function atLeast(option: Option, least: number, called: string, name: string): number {
  const value = integer(option)
  if (value >= least) return value
  const than = least === 0 ? 'greater than or equal to 0' : 'greater than 0'
  throw illegalArgument(`[${called}] must be ${than}. Found [${value}] in [${name}]`)
}
