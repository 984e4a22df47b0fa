/** The search APIs over own records (`_security/_query/…`): body in, page of records out. */
import { ElasticError, illegalArgument, validationFailed } from '../../../core/errors.ts'
import { positionOf } from '../../../core/json/positions.ts'
import { isJsonObject, type JsonValue, tokenName } from '../../../core/json/value.ts'
import { MATCH_ALL, type QueryNode } from '../../../query/node.ts'
import { integer, isScalar, type Option, scalarText } from '../../../query/options.ts'
import { parseQuery } from '../../../query/parse.ts'
import { readStrictObject } from '../../../query/strict-object.ts'
import type { RequestBody } from '../../../request/api.ts'
import { compileRecordQuery } from './record-query.ts'
import type { RecordSchema } from './record-schema.ts'
import { compileSort, NestedSort, type RecordSort, readSort, type SortValues } from './record-sort.ts'
import { refuseUnsupported } from './unsupported.ts'

export interface RecordSearch {
  readonly query: QueryNode
  readonly from: number
  readonly size: number
  readonly sort: readonly RecordSort[]
  readonly searchAfter: SortValues | undefined
}

const LARGEST_WINDOW = 10_000

/** `parser` names the body in error texts. */
export function parseRecordSearch(body: RequestBody, parser: string): RecordSearch {
  const given = body.present ? readBody(body.json(), parser) : {}
  const { query = MATCH_ALL, from = 0, size = 10, sort = [], search_after: searchAfter } = given
  const faults: string[] = []
  if (from < 0) faults.push(`[from] parameter cannot be negative but was [${from}]`)
  if (size < 0) faults.push(`[size] parameter cannot be negative but was [${size}]`)
  if (searchAfter && from > 0) faults.push('[from] parameter must be set to 0 when [search_after] is used')
  if (faults.length > 0) throw validationFailed(faults)
  assertWindow({ from, size, sort, searchAfter })
  return { query, from, size, sort, searchAfter }
}

function readBody(json: JsonValue, parser: string) {
  if (!isJsonObject(json)) {
    throw new ElasticError('x_content_parse_exception', `[1:1] [${parser}] Expected START_OBJECT but was: ${tokenName(json)}`)
  }
  refuseUnsupported(json.get('query') ?? null)
  try {
    return readStrictObject(parser, json, {
      query: ({ container, key }) => parseQuery(container, key),
      from: integer,
      size: integer,
      sort: readSort,
      search_after: readSearchAfter,
    })
  } catch (error) {
    throw error instanceof NestedSort ? illegalArgument('nested sorting is not currently supported in this context') : error
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

function assertWindow({ from, size, sort, searchAfter }: Omit<RecordSearch, 'query'>): void {
  if (searchAfter && sort.length === 0) throw illegalArgument('Sort must contain at least one field.')
  if (searchAfter && searchAfter.length !== sort.length) {
    throw illegalArgument(`search_after has ${searchAfter.length} value(s) but sort has ${sort.length}.`)
  }
  if (from + size > LARGEST_WINDOW) {
    throw illegalArgument(
      `Result window is too large, from + size must be less than or equal to: [${LARGEST_WINDOW}] but was [${from + size}]`,
    )
  }
}

export interface FoundRecord<Item> {
  readonly item: Item
  /** undefined where nothing was sorted by. */
  readonly sort: SortValues | undefined
}

/** The page asked for, and how many records match in all. */
export function searchRecords<Item>(
  search: RecordSearch,
  items: Iterable<Item>,
  schema: RecordSchema<Item>,
): { readonly total: number; readonly page: readonly FoundRecord<Item>[] } {
  const matches = compileRecordQuery(search.query, schema)
  const order = compileSort(search.sort, schema)
  const found = Array.from(items)
    .filter(matches)
    .map((item) => ({ item, sort: order.valuesOf(item) }))
    .sort((one, other) => order.compare(one.sort, other.sort))
  const { searchAfter, from, size, sort } = search
  const after = searchAfter && order.read(searchAfter)
  const rest = after ? found.filter((record) => order.compare(record.sort, after) > 0) : found
  const page = rest.slice(from, from + size)
  const shown = ({ item, sort: values }: FoundRecord<Item>): FoundRecord<Item> => ({
    item,
    sort: sort.length > 0 && values ? order.print(values) : undefined,
  })
  return { total: found.length, page: page.map(shown) }
}
