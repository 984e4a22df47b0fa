/** Points in time in the words of the cluster behind: Elasticsearch and OpenSearch have an API each. Used by `forward-long-read.ts`. */
import type { JsonOutput } from '../../core/json/output.ts'
import { isJsonNumber, isJsonObject, type JsonObject, type JsonValue, numberText } from '../../core/json/value.ts'
import { writeJson } from '../../core/json/write.ts'
import type { UpstreamRequest } from '../../request/remote-form.ts'
import type { UpstreamProduct } from './product.ts'
import { brokenUpstream } from './upstream-errors.ts'

export interface PointInTimeWords {
  /** The request that opens one on these names, comma-separated. */
  open(names: string, query: ReadonlyMap<string, string>, body: JsonObject): UpstreamRequest
  /** The id in the reply to it. */
  readonly idMember: 'id' | 'pit_id'
  close(id: string): UpstreamRequest
  /** How many the reply to it says were closed. */
  freed(reply: JsonObject): number
  /** The order of a search, with what makes no two hits equal where the cluster does not add that itself. */
  sorted(body: ReadonlyMap<string, JsonOutput>): ReadonlyMap<string, JsonOutput>
}

const ELASTICSEARCH: PointInTimeWords = {
  open: (names, query, body) => ({
    method: 'POST',
    path: [names, '_pit'],
    query,
    ...(body.size > 0 ? { body: { bytes: writeJson(body) } } : {}),
  }),
  idMember: 'id',
  close: (id) => ({ method: 'DELETE', path: ['_pit'], query: new Map(), body: { bytes: writeJson({ id }) } }),
  freed: (reply) => {
    const freed = reply.get('num_freed')
    if (!isJsonNumber(freed)) throw brokenUpstream()
    return Number(numberText(freed))
  },
  sorted: (body) => body,
}

const OPEN_SEARCH: PointInTimeWords = {
  // A filter of indices only saves time, and there is none.
  open: (names, query) => ({ method: 'POST', path: [names, '_search', 'point_in_time'], query: openSearchQuery(query) }),
  idMember: 'pit_id',
  close: (id) => ({
    method: 'DELETE',
    path: ['_search', 'point_in_time'],
    query: new Map(),
    body: { bytes: writeJson({ pit_id: [id] }) },
  }),
  freed: (reply) => {
    const pits = reply.get('pits')
    if (!Array.isArray(pits)) throw brokenUpstream()
    return pits.filter((pit) => isJsonObject(pit) && pit.get('successful') === true).length
  },
  sorted: (body) => body,
}

/** Knows the order of documents in their shards, and does not add it. */
const NEWER_OPEN_SEARCH: PointInTimeWords = { ...OPEN_SEARCH, sorted: withTiebreak }

export function pointInTimeWords({ type, major, minor }: UpstreamProduct): PointInTimeWords {
  if (type === 'elasticsearch') return ELASTICSEARCH
  return major > 3 || (major === 3 && minor >= 3) ? NEWER_OPEN_SEARCH : OPEN_SEARCH
}

function openSearchQuery(query: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const { max_concurrent_shard_requests: _, allow_partial_search_results: partial, ...rest } = Object.fromEntries(query)
  const isPartial = partial === '' || partial === 'true'
  return new Map(Object.entries({ ...rest, allow_partial_pit_creation: String(isPartial) }))
}

/** A caller who gives fewer values to go on behind does without. */
function withTiebreak(body: ReadonlyMap<string, JsonOutput>): ReadonlyMap<string, JsonOutput> {
  const given = body.get('sort') as JsonValue | undefined
  const sort = given === undefined || Array.isArray(given) ? (given ?? []) : [given]
  const after = body.get('search_after')
  const isTotal = sort.length === 0 || sort.some((one) => one === '_shard_doc' || (isJsonObject(one) && one.has('_shard_doc')))
  if (isTotal || (Array.isArray(after) && after.length === sort.length)) return body
  return new Map(body).set('sort', [...sort, { _shard_doc: 'asc' }])
}
