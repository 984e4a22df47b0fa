/**
 * The body of a search: every member is read by one entry of the table below, refused by name where it is a feature this node does not
 * offer, and unknown otherwise.
 */
import { illegalArgument } from '../../core/errors.ts'
import type { JsonObject, JsonValue } from '../../core/json/value.ts'
import { isJsonObject } from '../../core/json/value.ts'
import { parseTimeValue } from '../../core/units.ts'
import type { FieldRequest, SortSpec } from '../../engine/search/request.ts'
import type { QueryNode } from '../../query/node.ts'
import { isScalar } from '../../query/options.ts'
import { parseQuery } from '../../query/parse.ts'
import type { FetchSource } from '../fetch-source.ts'
import { type BodyMember, booleanOf, floatOf, intOf, textOf, textsOf, unknownKey } from './body-member.ts'
import { type PitOption, parsePit } from './pit-option.ts'
import { parseSlice, type SliceOption } from './slice-option.ts'
import { parseSort } from './sort-option.ts'
import { parseSourceOption } from './source-option.ts'

/** What a body, or the parameters in its place, may say. */
export interface SearchOptions {
  readonly query?: QueryNode
  readonly postFilter?: QueryNode
  readonly from?: number
  readonly size?: number
  readonly sort?: readonly SortSpec[]
  readonly searchAfter?: readonly JsonValue[]
  /** Infinite: exact; 0: not at all. */
  readonly trackTotalHits?: number
  readonly trackScores?: boolean
  readonly minScore?: number
  readonly terminateAfter?: number
  readonly source?: FetchSource
  readonly storedFields?: readonly string[]
  readonly docvalueFields?: readonly FieldRequest[]
  readonly version?: boolean
  readonly seqNoPrimaryTerm?: boolean
  readonly indicesBoost?: readonly IndexBoost[]
  /** Milliseconds; -1: none. */
  readonly timeout?: number
  readonly pointInTime?: PitOption
  readonly slice?: SliceOption
}

/** A factor for the indices whose names or aliases match. */
export interface IndexBoost {
  readonly pattern: string
  readonly boost: number
}

type Reader = (member: BodyMember) => SearchOptions

const NONE: ReadonlySet<string> = new Set()

/** Features that would change the answer and are not offered. */
const REFUSED = new Set([
  'aggs',
  'aggregations',
  'collapse',
  'ext',
  'fields',
  'highlight',
  'knn',
  'rank',
  'rescore',
  'retriever',
  'runtime_mappings',
  'script_fields',
  'suggest',
])

const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['query', (member) => ({ query: queryOf(member) })],
  ['post_filter', (member) => ({ postFilter: queryOf(member) })],
  ['from', (member) => ({ from: checkFrom(intOf(member)) })],
  ['size', (member) => ({ size: checkSize(intOf(member)) })],
  ['sort', (member) => ({ sort: parseSort(member) })],
  ['search_after', (member) => ({ searchAfter: searchAfterOf(member) })],
  ['track_total_hits', (member) => ({ trackTotalHits: trackTotalHitsOf(member) })],
  ['track_scores', (member) => ({ trackScores: booleanOf(member) })],
  ['min_score', (member) => ({ minScore: floatOf(member) })],
  ['terminate_after', (member) => ({ terminateAfter: checkTerminateAfter(intOf(member)) })],
  ['timeout', (member) => ({ timeout: parseTimeValue(textOf(member), 'timeout') })],
  ['_source', (member) => ({ source: parseSourceOption(member) })],
  ['stored_fields', (member) => ({ storedFields: textsOf(member) })],
  ['docvalue_fields', (member) => ({ docvalueFields: fieldRequests(member) })],
  ['version', (member) => ({ version: booleanOf(member) })],
  ['seq_no_primary_term', (member) => ({ seqNoPrimaryTerm: booleanOf(member) })],
  ['pit', (member) => ({ pointInTime: parsePit(member) })],
  ['slice', (member) => ({ slice: parseSlice(member) })],
  ['indices_boost', (member) => ({ indicesBoost: indicesBoostOf(member) })],
  // Groups of statistics: named and counted nowhere here, without effect on the answer.
  ['stats', checked(textsOf)],
  ['explain', (member) => refuseTrue(member)],
  ['profile', (member) => refuseTrue(member)],
])

/** Reads a body; what it does not say is left open. Members in `except` are somebody else's. */
export function parseSearchBody(body: JsonObject, except: ReadonlySet<string> = NONE): SearchOptions {
  let options: SearchOptions = {}
  for (const [key, value] of body) {
    if (except.has(key)) continue
    const member = { body, key, value }
    if (REFUSED.has(key) && !isScalar(value)) throw illegalArgument(`[${key}] is not supported by this node`)
    const read = READERS.get(key)
    if (!read) throw unknownKey(member)
    options = { ...options, ...read(member) }
  }
  return options
}

function queryOf(member: BodyMember): QueryNode {
  if (!isJsonObject(member.value)) throw unknownKey(member)
  return parseQuery(member.body, member.key)
}

/** A negative offset is refused. */
export function checkFrom(from: number): number {
  if (from >= 0) return from
  throw illegalArgument(`[from] parameter cannot be negative but was [${from}]`)
}

/** A negative page size is refused. */
export function checkSize(size: number): number {
  if (size >= 0) return size
  throw illegalArgument(`[size] parameter cannot be negative, found [${size}]`)
}

/** A negative number of hits to stop after is refused. */
export function checkTerminateAfter(hits: number): number {
  if (hits >= 0) return hits
  throw illegalArgument('terminateAfter must be > 0')
}

function trackTotalHitsOf(member: BodyMember): number {
  const { value } = member
  if (value === true || value === 'true') return Number.POSITIVE_INFINITY
  if (value === false || value === 'false') return 0
  return checkTrackTotalHits(intOf(member))
}

/** -1 counts all. */
export function checkTrackTotalHits(hits: number): number {
  if (hits === -1) return Number.POSITIVE_INFINITY
  if (hits >= 0) return hits
  throw illegalArgument(`[track_total_hits] parameter must be positive or equals to -1, got ${hits}`)
}

function searchAfterOf(member: BodyMember): readonly JsonValue[] {
  const { value } = member
  if (!Array.isArray(value)) throw unknownKey(member)
  if (value.length === 0) throw illegalArgument('Values must contains at least one value.')
  for (const item of value) {
    if (item !== null && !isScalar(item)) throw illegalArgument("Can't handle search_after field value of this type")
  }
  return value
}

function fieldRequests(member: BodyMember): readonly FieldRequest[] {
  const { value } = member
  if (!Array.isArray(value)) throw unknownKey(member)
  return value.map((item) => fieldRequest(item, member))
}

function fieldRequest(item: JsonValue, member: BodyMember): FieldRequest {
  if (typeof item === 'string') return { field: item, format: undefined }
  if (!isJsonObject(item)) throw unknownKey({ ...member, value: item })
  const field = item.get('field')
  const format = item.get('format') ?? undefined
  const isKnown = [...item.keys()].every((key) => key === 'field' || key === 'format')
  if (!isKnown || typeof field !== 'string' || (format !== undefined && typeof format !== 'string')) {
    throw unknownKey({ ...member, value: item })
  }
  return { field, format }
}

function indicesBoostOf(member: BodyMember): readonly IndexBoost[] {
  if (!Array.isArray(member.value)) throw unknownKey(member)
  return member.value.flatMap((item) => {
    if (!isJsonObject(item)) throw unknownKey({ ...member, value: item })
    return [...item].map(([pattern, value]) => ({ pattern, boost: floatOf({ body: item, key: pattern, value }) }))
  })
}

/** Read for its errors only. */
function checked(read: (member: BodyMember) => unknown): Reader {
  return (member) => {
    read(member)
    return {}
  }
}

function refuseTrue(member: BodyMember): SearchOptions {
  if (booleanOf(member)) throw illegalArgument(`[${member.key}] is not supported by this node`)
  return {}
}
