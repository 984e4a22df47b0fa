/**
 * The table of what is said otherwise by the clusters that a gateway may stand before: Elasticsearch 7 to 9, OpenSearch 2 and 3. Clients are
 * spoken to as the newest Elasticsearch does. Measured on real nodes of each; `translate.ts` reads it. What all clusters can be told in the
 * same words is no difference: a value that is the default anyway never goes up.
 */
import type { JsonOutput } from '../../core/json/output.ts'
import { isJsonNumber, isJsonObject, type JsonObject, numberText } from '../../core/json/value.ts'
import type { UpstreamProduct } from './product.ts'

type IsOf = (product: UpstreamProduct) => boolean

export interface Difference {
  /** The products that differ. */
  readonly of: IsOf
  /** Names of the APIs; undefined: all. */
  readonly apis?: readonly string[]
  /** A type of error there, and what Elasticsearch calls it. */
  readonly errorType?: readonly [string, string]
  /** A parameter that is not known there and would say nothing there; with one value only, where that is named. */
  readonly needless?: readonly [string, string?]
  /** Completes the body of a reply; `ask` puts the same question with other parameters. */
  readonly reply?: (body: JsonObject, ask: Ask) => ReadonlyMap<string, JsonOutput> | Promise<ReadonlyMap<string, JsonOutput>>
}

/** The request of a reply, asked again with these parameters. */
export type Ask = (query: Readonly<Record<string, string>>) => Promise<JsonObject>

const openSearch: IsOf = ({ type }) => type === 'opensearch'
/** OpenSearch, which has gone its own way since 7.10, is always among them. */
const before =
  (major: number, minor: number): IsOf =>
  (product) =>
    openSearch(product) || product.major < major || (product.major === major && product.minor < minor)

const DOCUMENT_WRITES = ['bulk', 'create', 'index', 'update']

export const DIFFERENCES: readonly Difference[] = [
  { of: before(8, 9), apis: DOCUMENT_WRITES, errorType: ['mapper_parsing_exception', 'document_parsing_exception'] },
  { of: openSearch, errorType: ['cluster_manager_not_discovered_exception', 'master_not_discovered_exception'] },
  { of: openSearch, errorType: ['not_cluster_manager_exception', 'not_master_exception'] },
  { of: openSearch, errorType: ['rejected_execution_exception', 'es_rejected_execution_exception'] },
  { of: openSearch, errorType: ['settings_exception', 'illegal_argument_exception'] },
  // There is no type of field that holds such vectors.
  { of: openSearch, needless: ['_source_exclude_vectors'] },
  { of: before(9, 2), needless: ['_source_exclude_vectors', 'false'] },
  { of: openSearch, apis: ['indices.get_data_stream'], reply: withStreamMembers },
  { of: before(8, 16), apis: ['cluster.health'], reply: withUnassignedPrimaries },
  {
    of: before(8, 16),
    apis: ['indices.update_aliases'],
    reply: (body) => new Map<string, JsonOutput>(body).set('errors', false),
  },
]

/** Parameters that are defaults in every version, or that have no effect on what is asked: not every cluster knows them. */
export const DEFAULTS: ReadonlyMap<string, string> = new Map([
  ['force_synthetic_source', 'false'],
  ['include_defaults', 'false'],
  ['include_named_queries_score', 'false'],
  ['include_remotes', 'false'],
  ['include_source_on_error', 'true'],
  ['include_unloaded_segments', 'false'],
  ['reopen', 'false'],
])

/** API → parameters that mean nothing in it, which not every cluster puts up with. */
export const IDLE: ReadonlyMap<string, readonly string[]> = new Map([
  ['cat.aliases', ['local', 'master_timeout']],
  ['cat.shards', ['ignore_unavailable', 'local']],
  ['cluster.delete_component_template', ['timeout']],
  ['cluster.get_settings', ['timeout']],
  ['indices.delete_index_template', ['timeout']],
  ['indices.delete_template', ['timeout']],
  ['indices.exists_alias', ['local', 'master_timeout']],
  ['indices.get_alias', ['local', 'master_timeout']],
])

/** API → members of its body that not every cluster knows, with the value that is the default. */
export const DEFAULT_MEMBERS: ReadonlyMap<string, Readonly<Record<string, string>>> = new Map([
  ['cluster.put_component_template', { deprecated: 'false' }],
  ['indices.put_index_template', { deprecated: 'false', ignore_missing_component_templates: '[]' }],
])

/** What a data stream has in Elasticsearch, as it is where nobody asked for anything else. */
const STREAM: readonly (readonly [string, JsonOutput])[] = [
  ['hidden', false],
  ['system', false],
  ['allow_custom_routing', false],
  ['replicated', false],
  ['rollover_on_write', false],
  ['next_generation_managed_by', 'Unmanaged'],
  ['prefer_ilm', false],
]

function withStreamMembers(body: JsonObject): ReadonlyMap<string, JsonOutput> {
  const streams = body.get('data_streams')
  if (!Array.isArray(streams)) return body
  const whole = streams.map((stream) => (isJsonObject(stream) ? new Map<string, JsonOutput>([...STREAM, ...stream]) : stream))
  return new Map<string, JsonOutput>(body).set('data_streams', whole)
}

/** Nothing but a red cluster lacks primaries. */
async function withUnassignedPrimaries(body: JsonObject, ask: Ask): Promise<ReadonlyMap<string, JsonOutput>> {
  const { discovered_master: _, discovered_cluster_manager: __, indices: own, ...rest } = Object.fromEntries(body)
  const indices = isJsonObject(own) ? new Map([...own].map(([name, index]) => [name, withMissing(index)])) : undefined
  const counted = body.get('status') === 'red' ? (await ask({ level: 'indices', timeout: '0s' })).get('indices') : undefined
  const missing = isJsonObject(counted) ? [...counted.values()].reduce((sum: number, index) => sum + missingOf(index), 0) : 0
  const whole = new Map<string, JsonOutput>(Object.entries(rest)).set('unassigned_primary_shards', missing)
  return indices ? whole.set('indices', indices) : whole
}

const withMissing = (index: JsonOutput): JsonOutput =>
  index instanceof Map ? new Map<string, JsonOutput>(index).set('unassigned_primary_shards', missingOf(index)) : index

function missingOf(index: unknown): number {
  if (!(index instanceof Map)) return 0
  const count = (name: string): number => {
    const value = index.get(name)
    return isJsonNumber(value) ? Number(numberText(value)) : 0
  }
  return Math.max(0, count('number_of_shards') - count('active_primary_shards'))
}

/** The media types that a cluster is spoken to in: those of the client's version where it speaks an older one than its own. */
export function mediaTypes({ type, major }: UpstreamProduct, compatibleWith: number): MediaTypes {
  if (type === 'opensearch' || major < 8 || compatibleWith !== major - 1) return PLAIN
  const vendored = (form: string): string => `application/vnd.elasticsearch+${form}; compatible-with=${compatibleWith}`
  return { json: vendored('json'), ndjson: vendored('x-ndjson') }
}

export interface MediaTypes {
  readonly json: string
  readonly ndjson: string
}

export const PLAIN: MediaTypes = { json: 'application/json', ndjson: 'application/x-ndjson' }
