/**
 * `GET /_cluster/health`: how many shards are there and how many are missing. What is waited for can only come about through another
 * request (an index deleted, replicas switched off), so a wait looks again now and then until its time is up: then 408.
 */
import type { BoundEngine, IndexOverview } from '../../backend/embedded/bound-engine.ts'
import { illegalArgument } from '../../core/errors.ts'
import { JsonDouble, type JsonOutput } from '../../core/json/output.ts'
import { isJsonObject, type JsonObject } from '../../core/json/value.ts'
import { compileWildcard, isWildcard } from '../../core/wildcard.ts'
import type { Access } from '../../request/access.ts'
import type { ApiRequest } from '../../request/api.ts'
import { type IndicesOptions, STRICT_EXPAND_OPEN } from '../../request/names.ts'
import { type ParameterReader, splitList } from '../../request/parameters.ts'
import type { Reply } from '../../request/reply.ts'
import { type ActiveShardCount, parseActiveShardCount } from '../active-shards.ts'
import { backendApi } from '../define.ts'
import { INDICES_OPTIONS_PARAMETERS, parseIndicesOptions } from '../indices-options.ts'
import { activePercent, type HealthStatus, healthOf, indexStatus } from './health-state.ts'
import { parseNodeCondition } from './node-condition.ts'

interface HealthRequest {
  readonly names: readonly string[]
  readonly options: IndicesOptions
  readonly level: string
  readonly timeout: number
  readonly status: HealthStatus | undefined
  readonly activeShards: ActiveShardCount
  readonly nodes: (count: number) => boolean
}

const POLL = 50

export const clusterHealth = backendApi({
  name: 'cluster.health',
  summary: 'Counts shards that are there and shards that are missing',
  routes: [
    { method: 'GET', path: '/_cluster/health' },
    { method: 'GET', path: '/_cluster/health/{index}' },
  ],
  action: 'cluster:monitor/health',
  scope: 'cluster',
  parameters: {
    ...INDICES_OPTIONS_PARAMETERS,
    level: 'text',
    local: 'boolean',
    master_timeout: 'time',
    timeout: 'time',
    wait_for_active_shards: 'text',
    wait_for_events: 'text',
    wait_for_no_initializing_shards: 'boolean',
    wait_for_no_relocating_shards: 'boolean',
    wait_for_nodes: 'text',
    wait_for_status: 'text',
  },
  body: 'none',
  parse: parseHealth,
  targets: ({ level, names }) => ({ kind: 'cluster', listsIndices: level !== 'cluster' || names.some(isWildcard) }),
  remote: {
    kind: 'built',
    build: ({ names }, access, _body, query) => {
      const path = ['_cluster', 'health']
      if (isEverything(names)) return { method: 'GET', path, query }
      const pinned = pinNames(names, access)
      if (pinned.length === 0) return { method: 'GET', path: [...path, NOTHING], query }
      return { method: 'GET', path: [...path, '{index}'], names: pinned, query, merge: 'refused' }
    },
    answer: ({ status, value }, _input, access) => ({ status, body: withoutUnlisted(value, access) }),
  },
  async embedded(engine, request, access): Promise<Reply> {
    const isListed = listedBy(access)
    const deadline = performance.now() + request.timeout
    for (;;) {
      const seen = look(engine, request, isListed)
      const remaining = deadline - performance.now()
      if (seen.isMet || remaining <= 0) return answer(engine, request, seen, isListed)
      await pause(Math.min(POLL, remaining))
    }
  },
})

type IsListed = (index: IndexOverview) => boolean

/** Elasticsearch lists every index; here nobody learns names that he may not see. */
function listedBy(access: Access): IsListed {
  const { listed } = access.expect('cluster')
  return ({ name }) => listed === undefined || listed.has(name)
}

/** A pattern that no name can match; a name that is missing would be waited for. */
const NOTHING = 'no index*'

const isEverything = (names: readonly string[]): boolean => names.length === 0 || names.includes('_all')

/** What a cluster behind is asked about: it knows nobody here, so patterns become what may be listed. */
function pinNames(names: readonly string[], access: Access): readonly string[] {
  const { listed = new Set<string>() } = access.expect('cluster')
  const matching = (pattern: string): readonly string[] => [...listed].filter(compileWildcard(pattern).matches)
  return [...new Set(names.flatMap((name) => (isWildcard(name) ? matching(name) : [name])))]
}

function withoutUnlisted(reply: JsonObject, access: Access): JsonObject {
  const { listed } = access.expect('cluster')
  const indices = reply.get('indices')
  if (!listed || !isJsonObject(indices)) return reply
  return new Map(reply).set('indices', new Map([...indices].filter(([name]) => listed.has(name))))
}

/** Holds nobody back who wants to end the process. */
const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds).unref()
  })

function parseHealth({ path, parameters }: ApiRequest): HealthRequest {
  parameters.boolean('local', false)
  parameters.time('master_timeout', undefined)
  // Nothing here ever moves or starts up, and there is no queue of events: these are met at once.
  parameters.boolean('wait_for_no_initializing_shards', false)
  parameters.boolean('wait_for_no_relocating_shards', false)
  checkPriority(parameters.text('wait_for_events'))
  const level = parameters.text('level') ?? 'cluster'
  if (!['cluster', 'indices', 'shards'].includes(level)) {
    throw illegalArgument(`level parameter must be one of [cluster] or [indices] or [shards] but was [${level}]`)
  }
  return {
    names: splitList(path.get('index') ?? '_all'),
    options: parseIndicesOptions(parameters, { ...STRICT_EXPAND_OPEN, expandClosed: true, expandHidden: true }),
    level,
    timeout: parameters.time('timeout', 30_000),
    status: parseStatus(parameters),
    activeShards: parseActiveShardCount(parameters) ?? 0,
    nodes: parseNodeCondition(parameters.text('wait_for_nodes')),
  }
}

const PRIORITIES = ['immediate', 'urgent', 'high', 'normal', 'low', 'languid']

function checkPriority(text: string | undefined): void {
  if (text === undefined || PRIORITIES.includes(text.toLowerCase())) return
  throw illegalArgument(`No enum constant org.elasticsearch.common.Priority.${text.toUpperCase()}`)
}

const STATUSES: readonly HealthStatus[] = ['green', 'yellow', 'red']

function parseStatus(parameters: ParameterReader): HealthStatus | undefined {
  const text = parameters.text('wait_for_status')
  if (text === undefined) return undefined
  const status = STATUSES.find((known) => known === text.toLowerCase())
  if (status) return status
  throw illegalArgument(`No enum constant org.elasticsearch.cluster.health.ClusterHealthStatus.${text.toUpperCase()}`)
}

interface Seen {
  readonly indices: readonly IndexOverview[]
  /** A named index is not there. */
  readonly isMissing: boolean
  readonly isMet: boolean
}

function look(engine: BoundEngine, request: HealthRequest, isListed: IsListed): Seen {
  const { indices, isMissing } = select(engine.overview(), request, isListed)
  const { status, primaries, unassigned } = healthOf(indices)
  const needed = request.activeShards === 'all' ? primaries + unassigned : request.activeShards
  const isGoodEnough = request.status === undefined || STATUSES.indexOf(status) <= STATUSES.indexOf(request.status)
  return { indices, isMissing, isMet: !isMissing && isGoodEnough && primaries >= needed && request.nodes(1) }
}

/** Indices by name, alias or wildcard; a closed one has its shards, too. Wildcards count what may be listed. */
function select(
  all: readonly IndexOverview[],
  { names, options }: HealthRequest,
  isListed: IsListed,
): Pick<Seen, 'indices' | 'isMissing'> {
  const expanded = all.filter(({ closed }) => (closed ? options.expandClosed : options.expandOpen))
  if (isEverything(names)) return { indices: expanded, isMissing: false }
  const matches = names.map((name) => {
    const matcher = compileWildcard(name)
    const candidates = isWildcard(name) ? expanded.filter(isListed) : all
    return candidates.filter((index) => matcher.matches(index.name) || index.aliases.some((alias) => matcher.matches(alias)))
  })
  const isMissing = names.some((name, at) => !isWildcard(name) && matches[at]!.length === 0)
  const chosen = new Set(matches.flat())
  return { indices: all.filter((index) => chosen.has(index)), isMissing: isMissing && !options.ignoreUnavailable }
}

function answer(engine: BoundEngine, { level }: HealthRequest, { indices, isMissing, isMet }: Seen, isListed: IsListed): Reply {
  const counts = healthOf(indices)
  const body = {
    cluster_name: engine.node.clusterName,
    status: isMissing ? 'red' : counts.status,
    timed_out: !isMet,
    number_of_nodes: 1,
    number_of_data_nodes: 1,
    ...shardCounts(counts.primaries, counts.unassigned),
    delayed_unassigned_shards: 0,
    number_of_pending_tasks: 0,
    number_of_in_flight_fetch: 0,
    task_max_waiting_in_queue_millis: 0,
    active_shards_percent_as_number: new JsonDouble(activePercent(counts)),
    indices:
      level === 'cluster' ? undefined : new Map(indices.filter(isListed).map((index) => [index.name, indexHealth(index, level)])),
  }
  return { status: isMet ? 200 : 408, body }
}

function shardCounts(primaries: number, unassigned: number): { readonly [member: string]: JsonOutput } {
  return {
    active_primary_shards: primaries,
    active_shards: primaries,
    relocating_shards: 0,
    initializing_shards: 0,
    unassigned_shards: unassigned,
    unassigned_primary_shards: 0,
  }
}

function indexHealth(index: IndexOverview, level: string): JsonOutput {
  const { active_primary_shards, ...counts } = shardCounts(1, index.replicas)
  const shard = { status: indexStatus(index), primary_active: true, ...counts }
  return {
    status: indexStatus(index),
    number_of_shards: 1,
    number_of_replicas: index.replicas,
    active_primary_shards,
    ...counts,
    shards: level === 'shards' ? { 0: shard } : undefined,
  }
}
