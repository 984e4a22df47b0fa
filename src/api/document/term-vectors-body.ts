/**
 * What `_termvectors` and the members of `_mtermvectors` ask for: defaults, then what the body says, as Elasticsearch's hand-written parser
 * reads it. A member it does not know is refused.
 */
import { type ElasticError, illegalArgument, parseFailure } from '../../core/errors.ts'
import { positionOf } from '../../core/json/positions.ts'
import { isJsonNumber, isJsonObject, type JsonObject, type JsonValue, numberText, tokenName } from '../../core/json/value.ts'
import { parseBoolean } from '../../core/units.ts'
import type { VersionType } from '../../engine/shard.ts'
import type { TermFilter } from '../../engine/term-vectors/select-terms.ts'
import type { ParameterReader, ParameterTable } from '../../request/parameters.ts'
import { longParameter, parseLong } from '../long-parameter.ts'
import { checkPreference } from '../preference.ts'
import { parseVersionType } from './write-conditions.ts'

export interface TermVectorsRequest {
  readonly index: string | undefined
  readonly id: string | undefined
  /** A document that is not in the index. */
  readonly doc: JsonObject | undefined
  readonly routing: string | undefined
  readonly version: number | undefined
  readonly versionType: VersionType
  readonly realtime: boolean
  /** Names and patterns; undefined: fields that are mapped with term vectors. */
  readonly fields: readonly string[] | undefined
  readonly positions: boolean
  readonly offsets: boolean
  readonly termStatistics: boolean
  readonly fieldStatistics: boolean
  /** Names of analyzers by field. */
  readonly analyzers: ReadonlyMap<string, string>
  readonly filter: TermFilter | undefined
}

/** Parameters of both APIs. There are no payloads, since no analyzer makes any: whether they are wanted changes nothing. */
export const TERM_VECTORS_PARAMETERS = {
  field_statistics: 'boolean',
  fields: 'list',
  offsets: 'boolean',
  payloads: 'boolean',
  positions: 'boolean',
  preference: 'text',
  realtime: 'boolean',
  routing: 'text',
  term_statistics: 'boolean',
  version: 'text',
  version_type: 'text',
} as const satisfies ParameterTable

export const NO_REQUEST: TermVectorsRequest = {
  index: undefined,
  id: undefined,
  doc: undefined,
  routing: undefined,
  version: undefined,
  versionType: 'internal',
  realtime: true,
  fields: undefined,
  positions: true,
  offsets: true,
  termStatistics: false,
  fieldStatistics: true,
  analyzers: new Map(),
  filter: undefined,
}

/** The query parameters over what is there already. */
export function withParameters(request: TermVectorsRequest, parameters: ParameterReader): TermVectorsRequest {
  checkPreference(parameters)
  parameters.boolean('payloads', true)
  const fields = parameters.list('fields') ?? []
  return {
    ...request,
    fields: fields.length > 0 ? [...(request.fields ?? []), ...fields] : request.fields,
    routing: parameters.text('routing') || request.routing,
    version: longParameter(parameters, 'version') ?? request.version,
    versionType: parseVersionType(parameters.text('version_type')) ?? request.versionType,
    realtime: parameters.boolean('realtime', request.realtime),
    positions: parameters.boolean('positions', request.positions),
    offsets: parameters.boolean('offsets', request.offsets),
    termStatistics: parameters.boolean('term_statistics', request.termStatistics),
    fieldStatistics: parameters.boolean('field_statistics', request.fieldStatistics),
  }
}

type Change = Partial<TermVectorsRequest>
type Member = (value: JsonValue, object: JsonObject, name: string) => Change

/** A flag that changes nothing. */
function checkedFlag(value: JsonValue): Change {
  flag(value)
  return {}
}

const termStatistics: Member = (value) => ({ termStatistics: flag(value) })
const fieldStatistics: Member = (value) => ({ fieldStatistics: flag(value) })
const routing: Member = (value, object, name) => ({ routing: text(value, object, name) })
const version: Member = (value) => ({ version: whole(value) })
const versionType: Member = (value, object, name) => ({
  versionType: parseVersionType(text(value, object, name)) ?? 'internal',
})

/** How each member of a body is read. The ones that name an index or a document are among the first. */
const MEMBERS: ReadonlyMap<string, Member> = new Map<string, Member>([
  ['_index', (value, object, name) => ({ index: text(value, object, name) })],
  ['_id', (value, object, name) => ({ id: text(value, object, name) })],
  ['doc', (value) => ({ doc: document(value) })],
  ['fields', (value) => ({ fields: fieldsOf(value) })],
  ['positions', (value) => ({ positions: flag(value) })],
  ['offsets', (value) => ({ offsets: flag(value) })],
  ['payloads', checkedFlag],
  ['term_statistics', termStatistics],
  ['termStatistics', termStatistics],
  ['field_statistics', fieldStatistics],
  ['fieldStatistics', fieldStatistics],
  ['per_field_analyzer', (value) => ({ analyzers: analyzersOf(value) })],
  ['filter', (value) => ({ filter: filterOf(value) })],
  ['routing', routing],
  ['_routing', routing],
  ['version', version],
  ['_version', version],
  ['version_type', versionType],
  ['_version_type', versionType],
])

/** What a body says over what is there already; throws 400 for what it does not know. */
export function withBody(request: TermVectorsRequest, body: JsonObject): TermVectorsRequest {
  let read = request
  for (const [name, value] of body) {
    if (name === 'dfs') throw illegalArgument('distributed frequencies is not supported anymore for term vectors')
    const member = MEMBERS.get(name)
    if (!member) throw refused(`unknown field [${name}]`)
    read = { ...read, ...member(value, body, name) }
    if (read.id !== undefined && read.doc !== undefined && (name === '_id' || name === 'doc'))
      throw refused('either [id] or [doc] can be specified, but not both!')
  }
  return read
}

/** What is missing, to be listed in a validation error. */
export const findTermVectorFaults = ({ index, id, doc }: TermVectorsRequest): readonly string[] => [
  ...(index === undefined ? ['index is missing'] : []),
  ...(id === undefined && doc === undefined ? ['id or doc is missing'] : []),
]

const refused = (reason: string): ElasticError => parseFailure(`failed to parse term vectors request. ${reason}`)

function scalarText(value: JsonValue): string | undefined {
  if (typeof value === 'string') return value
  if (isJsonNumber(value)) return numberText(value)
  return typeof value === 'boolean' ? String(value) : undefined
}

function text(value: JsonValue, object: JsonObject, name: string): string {
  const scalar = scalarText(value)
  if (scalar !== undefined) return scalar
  const place = positionOf(object, name)
  throw illegalArgument(`Expected text${place ? ` at ${place.line}:${place.column}` : ''} but found ${tokenName(value)}`)
}

function flag(value: JsonValue): boolean {
  if (typeof value === 'boolean') return value
  if (typeof value === 'string') return parseBoolean(value)
  throw refused(`expected a boolean but found [${tokenName(value)}]`)
}

function whole(value: JsonValue): number {
  const scalar = scalarText(value)
  const number = scalar === undefined ? undefined : parseLong(scalar)
  if (number !== undefined) return number
  throw illegalArgument(`For input string: "${scalar ?? tokenName(value)}"`)
}

function document(value: JsonValue): JsonObject {
  if (isJsonObject(value)) return value
  throw refused('field [doc] must be an object')
}

function fieldsOf(value: JsonValue): readonly string[] {
  const names = Array.isArray(value) ? value.map(scalarText) : [undefined]
  if (names.every((name) => name !== undefined)) return names
  throw refused('field [fields] must be an array')
}

function analyzersOf(value: JsonValue): ReadonlyMap<string, string> {
  if (!isJsonObject(value)) throw refused('field [per_field_analyzer] must be an object')
  return new Map(
    [...value].map(([field, analyzer]) => {
      if (typeof analyzer === 'string') return [field, analyzer]
      throw parseFailure(`expecting the analyzer at [${field}] to be a String, but got ${tokenName(analyzer)} instead`)
    }),
  )
}

const NO_LIMIT = 2_147_483_647
const NO_FILTER: TermFilter = {
  maxNumTerms: 25,
  minTermFreq: 1,
  maxTermFreq: NO_LIMIT,
  minDocFreq: 1,
  maxDocFreq: NO_LIMIT,
  minWordLength: 0,
  maxWordLength: 0,
}
const LIMITS: ReadonlyMap<string, keyof TermFilter> = new Map([
  ['max_num_terms', 'maxNumTerms'],
  ['min_term_freq', 'minTermFreq'],
  ['max_term_freq', 'maxTermFreq'],
  ['min_doc_freq', 'minDocFreq'],
  ['max_doc_freq', 'maxDocFreq'],
  ['min_word_length', 'minWordLength'],
  ['max_word_length', 'maxWordLength'],
])

function filterOf(value: JsonValue): TermFilter {
  if (!isJsonObject(value)) throw refused('field [filter] must be an object')
  const given = [...value].map(([name, limit]) => {
    const member = LIMITS.get(name)
    if (!member) throw refused(`the field [${name}] is not valid for filter parameter for term vector request`)
    return [member, whole(limit)] as const
  })
  return { ...NO_FILTER, ...Object.fromEntries(given) }
}
