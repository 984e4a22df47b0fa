/** `sort`: a field, several, each with its order, what a missing value counts as, and how several values become one. */
import { ElasticError, illegalArgument, parsingException } from '../../core/errors.ts'
import { namePositionOf, positionOf } from '../../core/json/positions.ts'
import type { JsonObject, JsonValue } from '../../core/json/value.ts'
import { isJsonObject, tokenName } from '../../core/json/value.ts'
import type { FieldSort, SortMode, SortSpec } from '../../engine/search/request.ts'
import { isScalar } from '../../query/options.ts'
import { suggestion } from '../../query/suggestion.ts'
import { type BodyMember, textOf, unknownKey } from './body-member.ts'

/** The `sort` member of a body. */
export function parseSort(member: BodyMember): readonly SortSpec[] {
  const { value } = member
  if (typeof value === 'string') return optimised([namedSort(value)])
  if (isJsonObject(value)) return optimised(sortsOf(value))
  if (Array.isArray(value)) return optimised(value.flatMap(listed))
  throw unknownKey(member)
}

/** The `sort` parameter: `field`, `field:asc`, `field:desc`. */
export function parseSortParameter(words: readonly string[]): readonly SortSpec[] {
  return optimised(
    words.map((word) => {
      const colon = word.lastIndexOf(':')
      return colon < 0 ? namedSort(word) : withOrder(word.slice(0, colon), word.slice(colon + 1))
    }),
  )
}

/** The order by score alone is the order of a search without `sort`. */
function optimised(sorts: readonly SortSpec[]): readonly SortSpec[] {
  const [only] = sorts
  const isDefault = sorts.length === 1 && only?.by === 'score' && only.descending
  return isDefault ? [] : sorts
}

function listed(item: JsonValue): readonly SortSpec[] {
  if (typeof item === 'string') return [namedSort(item)]
  if (isJsonObject(item)) return sortsOf(item)
  throw illegalArgument('malformed sort format, within the sort array, an object, or an actual string are allowed')
}

function sortsOf(body: JsonObject): readonly SortSpec[] {
  return [...body].map(([field, value]) => {
    if (isJsonObject(value)) return optionsSort(field, value)
    if (isScalar(value)) return withOrder(field, textOf({ body, key: field, value }))
    throw parsingException(`malformed sort format, found [${tokenName(value)}]`, positionOf(body, field))
  })
}

const SCRIPTED = new Set(['_script', '_geo_distance', '_geoDistance'])

function namedSort(field: string, descending = field === '_score'): SortSpec {
  if (field === '_score') return { by: 'score', descending }
  if (field === '_doc') return { by: 'doc', descending }
  if (field === '_shard_doc') return { by: 'shardDoc', descending }
  if (SCRIPTED.has(field)) throw illegalArgument(`[${field}] sort is not supported`)
  return { by: 'field', field, descending, missing: '_last', mode: undefined, unmappedType: undefined, format: undefined }
}

const withOrder = (field: string, order: string): SortSpec => namedSort(field, isDescending(order))

function isDescending(order: string): boolean {
  const word = order.toUpperCase()
  if (word === 'ASC' || word === 'DESC') return word === 'DESC'
  throw illegalArgument(`No enum constant org.elasticsearch.search.sort.SortOrder.${word}`)
}

const OPTIONS = ['order', 'missing', 'mode', 'unmapped_type', 'format'] as const

function optionsSort(field: string, body: JsonObject): SortSpec {
  const isField = field !== '_score'
  const parser = isField ? 'field_sort' : '_score'
  refuseUnknown(parser, body, isField ? OPTIONS : ['order'])
  const text = (key: string): string | undefined => (body.has(key) ? textOf({ body, key, value: body.get(key)! }) : undefined)
  const order = text('order')
  const base = order === undefined ? namedSort(field) : withOrder(field, order)
  if (base.by !== 'field') return base
  return {
    ...base,
    missing: missingOf(body),
    mode: modeOf(text('mode')),
    unmappedType: text('unmapped_type'),
    format: text('format'),
  }
}

function refuseUnknown(parser: string, body: JsonObject, known: readonly string[]): void {
  for (const key of body.keys()) {
    if (known.includes(key)) continue
    const place = namePositionOf(body, key)
    const where = place ? `[${place.line}:${place.column}] ` : ''
    throw new ElasticError('x_content_parse_exception', `${where}[${parser}] unknown field [${key}]${suggestion(key, known)}`)
  }
}

function missingOf(body: JsonObject): FieldSort['missing'] {
  const value = body.get('missing')
  if (value === undefined || value === null || value === '_last') return '_last'
  if (value === '_first') return '_first'
  if (isScalar(value)) return { value }
  throw unknownKey({ body, key: 'missing', value })
}

const MODES: readonly string[] = ['min', 'max', 'sum', 'avg', 'median'] satisfies SortMode[]

function modeOf(text: string | undefined): SortMode | undefined {
  if (text === undefined) return undefined
  const mode = text.toLowerCase()
  if (MODES.includes(mode)) return mode as SortMode
  throw illegalArgument(`Unknown SortMode [${text}]`)
}
