/** `_pit`: keeps what is there now readable, for the caller alone. */
import { ElasticError, forbidden, illegalArgument, validationFailed } from '../../core/errors.ts'
import { namePositionOf } from '../../core/json/positions.ts'
import type { JsonObject, JsonValue } from '../../core/json/value.ts'
import { passQuery } from '../../query/foreign/grammar.ts'
import type { QueryNode } from '../../query/node.ts'
import { suggestion } from '../../query/suggestion.ts'
import type { ApiRequest } from '../../request/api.ts'
import type { IndicesOptions } from '../../request/names.ts'
import { splitList } from '../../request/parameters.ts'
import { ok } from '../../request/reply.ts'
import { backendApi } from '../define.ts'
import { INDICES_OPTIONS_PARAMETERS, parseIndicesOptions } from '../indices-options.ts'
import { checkPreference } from '../preference.ts'
import { printPointInTimeId } from './context-id.ts'
import { queryOnly } from './count.ts'
import { checkKeepAlive, checkRoom, failedEverywhere } from './keep-alive.ts'
import { withKeptReaders } from './readers.ts'
import { searchShards } from './shards-output.ts'
import { lookUpTerms, lookupTargets } from './term-lookups.ts'

interface OpenInput {
  readonly expressions: readonly string[]
  readonly indicesOptions: IndicesOptions
  readonly keepAlive: number
  /** It could only save time here; what it looks up is authorized and read as if it did. */
  readonly filter: QueryNode | undefined
}

export const openPointInTime = backendApi<OpenInput>({
  name: 'open_point_in_time',
  summary: 'Opens a point in time.',
  routes: [
    { method: 'POST', path: '/_pit' },
    { method: 'POST', path: '/{index}/_pit' },
  ],
  action: 'indices:data/read/open_point_in_time',
  scope: 'indices',
  parameters: {
    ...INDICES_OPTIONS_PARAMETERS,
    allow_partial_search_results: 'boolean',
    keep_alive: 'time',
    max_concurrent_shard_requests: 'integer',
    preference: 'text',
    routing: 'list',
  },
  body: 'optional',
  parse: parseOpen,
  targets: ({ expressions, indicesOptions, filter }) => ({
    kind: 'indices',
    expressions,
    options: indicesOptions,
    ...lookupTargets(filter),
  }),
  remote: {
    kind: 'longRead',
    read: (request) => {
      const { expressions, indicesOptions: options, keepAlive } = parseNames(request)
      checkFilter(request.body.object())
      return { targets: { kind: 'indices', expressions, options }, longRead: { step: 'open', kind: 'pointInTime', keepAlive } }
    },
  },
  embedded: async (engine, { keepAlive, filter }) => {
    await lookUpTerms(engine, filter)
    return withKeptReaders(engine, async (readers) => {
      const indices = readers.map(({ index }) => index.name)
      const failed = failedEverywhere(engine, indices, 'open_pit')
      const milliseconds = checkKeepAlive(engine, keepAlive, failed)
      checkRoom(engine, 'pointInTime', failed)
      const context = engine.longReads.open({ readers, scroll: undefined, keepAlive: milliseconds })
      const id = printPointInTimeId({ context: context.id, indices })
      return ok({ id, _shards: searchShards(readers.length, [], engine.node.nodeId) })
    })
  },
})

/** One index is one shard here, so `routing` picks it. */
function parseOpen(request: ApiRequest): OpenInput {
  checkPreference(request.parameters)
  const input = parseNames(request)
  return { ...input, filter: filterOf(request.body.object()) }
}

function parseNames({ path, parameters }: ApiRequest): Omit<OpenInput, 'filter'> {
  parameters.boolean('allow_partial_search_results', undefined)
  if (parameters.integer('max_concurrent_shard_requests', 1) < 1) {
    throw illegalArgument('maxConcurrentShardRequests must be >= 1')
  }
  const expressions = splitList(path.get('index') ?? '')
  const keepAlive = parameters.time('keep_alive', undefined)
  const faults: string[] = []
  if (expressions.length === 0) faults.push('[index] is not specified')
  if (keepAlive === undefined) faults.push('[keep_alive] is not specified')
  if (faults.length > 0 || keepAlive === undefined) throw validationFailed(faults)
  return { expressions, indicesOptions: parseIndicesOptions(parameters), keepAlive }
}

function filterOf(body: JsonObject): QueryNode | undefined {
  const filter = givenFilter(body)
  return filter === undefined ? undefined : queryOnly(new Map([['query', filter]]))
}

function givenFilter(body: JsonObject): JsonValue | undefined {
  const unknown = [...body.keys()].find((key) => key !== 'index_filter')
  if (unknown !== undefined) throw unknownField(body, unknown)
  return body.get('index_filter')
}

/** As far as it must be known before a cluster reads it. */
function checkFilter(body: JsonObject): void {
  passQuery(givenFilter(body) ?? null, ({ index }) => {
    throw forbidden(`[index_filter] cannot read documents of [${index}] in front of a cluster`)
  })
}

function unknownField(body: JsonObject, key: string): ElasticError {
  const at = namePositionOf(body, key)
  const place = at ? `[${at.line}:${at.column}] ` : ''
  const reason = `${place}[open_point_in_time_request] unknown field [${key}]${suggestion(key, ['index_filter'])}`
  return new ElasticError('x_content_parse_exception', reason)
}
