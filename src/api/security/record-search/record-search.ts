/** The search APIs over own records (`_security/_query/…`): body in, page of records out. */
import { type Aggregation, Bucket, type Ground, openAggregations } from '../../../aggregations/aggregation.ts'
import { readAggregations } from '../../../aggregations/parse.ts'
import { ElasticError, illegalArgument, validationFailed } from '../../../core/errors.ts'
import { sortInSlices } from '../../../core/event-loop.ts'
import type { JsonOutput } from '../../../core/json/output.ts'
import { type JsonContainer, positionOf } from '../../../core/json/positions.ts'
import { isJsonObject, type JsonValue, tokenName } from '../../../core/json/value.ts'
import { MATCH_ALL, type QueryNode } from '../../../query/node.ts'
import { integer, isScalar, type Option, scalarText } from '../../../query/options.ts'
import { parseQuery } from '../../../query/parse.ts'
import { searchRefusal } from '../../../query/search-failure.ts'
import { readStrictObject } from '../../../query/strict-object.ts'
import type { RequestBody } from '../../../request/api.ts'
import { ownReading } from './own-reading.ts'
import { compileRecordQuery } from './record-query.ts'
import { getField, type RecordSchema } from './record-schema.ts'
import { compileSort, type RecordSort, readSort, type SortValues } from './record-sort.ts'
import { WholeRefusal } from './whole-refusal.ts'

export interface RecordSearch {
  readonly query: QueryNode
  readonly from: number
  readonly size: number
  readonly sort: readonly RecordSort[]
  readonly searchAfter: SortValues | undefined
  readonly aggregations: readonly Aggregation[]
}

const LARGEST_WINDOW = 10_000

/** `parser` names the body in error texts. */
export function parseRecordSearch<Item>(body: RequestBody, parser: string, schema: RecordSchema<Item>): RecordSearch {
  const given = body.present ? readBody(body.json(), parser, schema) : {}
  const { query = MATCH_ALL, from = 0, size = 10, sort = [], search_after: searchAfter } = given
  if (given.aggs && given.aggregations) throw twiceGiven(parser)
  const faults: string[] = []
  if (from < 0) faults.push(`[from] parameter cannot be negative but was [${from}]`)
  if (size < 0) faults.push(`[size] parameter cannot be negative but was [${size}]`)
  if (searchAfter && from > 0) faults.push('[from] parameter must be set to 0 when [search_after] is used')
  if (faults.length > 0) throw validationFailed(faults)
  assertWindow({ from, size, sort, searchAfter })
  return { query, from, size, sort, searchAfter, aggregations: given.aggs ?? given.aggregations ?? [] }
}

const twiceGiven = (parser: string): ElasticError =>
  new ElasticError('x_content_parse_exception', `Failed to build [${parser}] after last required field arrived`, {
    causedBy: illegalArgument("Duplicate 'aggs' or 'aggregations' field"),
  })

type Given = Partial<Omit<RecordSearch, 'searchAfter' | 'aggregations'>> & {
  readonly search_after?: SortValues
  readonly aggs?: readonly Aggregation[]
  readonly aggregations?: readonly Aggregation[]
}

function readBody<Item>(json: JsonValue, parser: string, schema: RecordSchema<Item>): Given {
  if (!isJsonObject(json)) {
    throw new ElasticError('x_content_parse_exception', `[1:1] [${parser}] Expected START_OBJECT but was: ${tokenName(json)}`)
  }
  const readQuery = (container: JsonContainer, key: string | number): QueryNode =>
    parseQuery(container, key, undefined, ownReading(schema))
  const aggregations = readAggregations(readQuery)
  const readers = {
    query: ({ container, key }: Option) => readQuery(container, key),
    from: integer,
    size: integer,
    sort: readSort,
    search_after: readSearchAfter,
  }
  try {
    if (!schema.refuseAggregation) return readStrictObject(parser, json, readers)
    return readStrictObject(parser, json, { ...readers, aggs: aggregations, aggregations })
  } catch (error) {
    throw error instanceof WholeRefusal ? illegalArgument(error.message) : error
  }
}

function readSearchAfter({ container, key, value }: Option): SortValues {
  if (!Array.isArray(value)) {
    const place = positionOf(container, key)
    const where = place ? `[${place.line}:${place.column}] ` : ''
    throw new ElasticError('x_content_parse_exception', `${where}Expected [START_ARRAY] but found [${tokenName(value)}]`)
  }
  return value.map((item) => {
    if (item === null) return null
    if (isScalar(item)) return typeof item === 'boolean' ? item : scalarText(item)
    throw illegalArgument(`Can only sort by simple values, but found [${tokenName(item)}]`)
  })
}

function assertWindow({ from, size, sort, searchAfter }: Omit<RecordSearch, 'query' | 'aggregations'>): void {
  if (searchAfter && sort.length === 0) throw searchRefusal('Sort must contain at least one field.')
  if (searchAfter && searchAfter.length !== sort.length) {
    throw searchRefusal(`search_after has ${searchAfter.length} value(s) but sort has ${sort.length}.`)
  }
  if (from + size > LARGEST_WINDOW) {
    throw searchRefusal(
      `Result window is too large, from + size must be less than or equal to: [${LARGEST_WINDOW}] but was [${from + size}]. See the scroll api for a more efficient way to request large data sets. This limit can be set by changing the [index.max_result_window] index level setting.`,
    )
  }
}

export interface FoundRecord<Item> {
  readonly item: Item
  /** undefined where nothing was sorted by. */
  readonly sort: SortValues | undefined
}

export interface FoundRecords<Item> {
  /** How many match in all. */
  readonly total: number
  /** The page asked for. */
  readonly page: readonly FoundRecord<Item>[]
  /** undefined where none were asked for. */
  readonly aggregations: JsonOutput
}

/** `typed`: aggregations carry their type in their names. There may be many items: others run meanwhile. */
export async function searchRecords<Item>(
  search: RecordSearch,
  items: Iterable<Item> | AsyncIterable<Item>,
  schema: RecordSchema<Item>,
  typed = false,
): Promise<FoundRecords<Item>> {
  const matches = compileRecordQuery(search.query, schema)
  const order = compileSort(search.sort, schema)
  const aggregated = new Bucket(openAggregations(search.aggregations, recordGround(schema, typed)))
  const found: { readonly item: Item; readonly sort: SortValues }[] = []
  for await (const item of items) {
    if (!matches(item)) continue
    aggregated.collect(item)
    found.push({ item, sort: order.valuesOf(item) })
  }
  const { searchAfter, from, size, sort, aggregations } = search
  const sorted = sort.length === 0 ? found : await sortInSlices(found, (one, other) => order.compare(one.sort, other.sort))
  const after = searchAfter && order.read(searchAfter)
  const rest = after ? sorted.filter((record) => order.compare(record.sort, after) > 0) : sorted
  const page = rest.slice(from, from + size).map(({ item, sort: values }) => ({
    item,
    sort: sort.length > 0 ? order.print(values) : undefined,
  }))
  return { total: found.length, page, aggregations: aggregations.length > 0 ? new Map(aggregated.results()) : undefined }
}

/** Records as something to aggregate. Dates are printed as Elasticsearch keeps them there. */
const recordGround = <Item>(schema: RecordSchema<Item>, typed: boolean): Ground<Item> => ({
  typed,
  field(name) {
    const field = getField(schema, name)
    return { type: field.type, format: 'epoch_millis', values: (item) => field.values(item) }
  },
  matches: (query) => compileRecordQuery(query, schema),
  refusal: (name, type, isPipeline) =>
    illegalArgument(isPipeline ? `Unsupported aggregation of type [${type}]` : (schema.refuseAggregation?.(name, type) ?? '')),
})
