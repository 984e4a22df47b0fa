/** `POST|PUT /_bulk` and `/{index}/_bulk`: many writes in one request, each with its own outcome. */
import type { BoundEngine } from '../../backend/embedded/bound-engine.ts'
import { ElasticError, parseFailure } from '../../core/errors.ts'
import type { Shard } from '../../engine/shard.ts'
import type { ApiRequest } from '../../request/api.ts'
import type { Targets } from '../../request/names.ts'
import type { BulkLine } from '../../request/remote-form.ts'
import { ok, type Reply } from '../../request/reply.ts'
import { parseActiveShardCount } from '../active-shards.ts'
import { backendApi } from '../define.ts'
import { FETCH_SOURCE_PARAMETERS, parseFetchSource } from '../fetch-source.ts'
import { applyRefreshPolicy, parseRefreshPolicy, type RefreshPolicy } from '../refresh-policy.ts'
import type { BulkDefaults } from './bulk-action.ts'
import { readBulkLines } from './bulk-lines.ts'
import { BULK_PARTS } from './bulk-parts.ts'
import { bulkItems } from './bulk-reply.ts'
import { type BulkItem, parseBulkBody } from './bulk-request.ts'
import { type BulkOutcome, type BulkWaits, runBulk } from './bulk-run.ts'
import { refuseHiddenSource } from './index-write.ts'

interface Bulk {
  readonly items: readonly BulkItem[]
  readonly refresh: RefreshPolicy
  readonly waits: BulkWaits
  readonly listPipelines: boolean
}

export const bulk = backendApi({
  name: 'bulk',
  summary: 'Indexes, creates, updates and deletes many documents',
  routes: [
    { method: 'POST', path: '/_bulk' },
    { method: 'PUT', path: '/_bulk' },
    { method: 'POST', path: '/{index}/_bulk' },
    { method: 'PUT', path: '/{index}/_bulk' },
  ],
  action: 'indices:data/write/bulk',
  scope: 'items',
  parameters: {
    ...FETCH_SOURCE_PARAMETERS,
    include_source_on_error: 'boolean',
    list_executed_pipelines: 'boolean',
    pipeline: 'text',
    refresh: 'text',
    routing: 'text',
    timeout: 'time',
    wait_for_active_shards: 'text',
    require_alias: 'boolean',
    require_data_stream: 'boolean',
  },
  body: 'ndjson',
  parts: BULK_PARTS,
  parse: parseBulk,
  targets: ({ items }: Bulk): Targets => ({
    kind: 'items',
    items: items.map(({ target }) => target),
  }),
  remote: { kind: 'bulk', read: readBulk },
  embedded: performBulk,
})

function parseBulk({ parameters, path, body }: ApiRequest): Bulk {
  refuseHiddenSource(parameters)
  if (!body.present) throw parseFailure('request body is required')
  parameters.time('timeout', undefined)
  return {
    refresh: parseRefreshPolicy(parameters),
    waits: { activeShards: parseActiveShardCount(parameters), timeout: parameters.text('timeout') ?? '1m' },
    listPipelines: parameters.boolean('list_executed_pipelines', false),
    items: parseBulkBody(body.bytes, bulkDefaults(path, parameters), body.linesBefore),
  }
}

const bulkDefaults = (path: ApiRequest['path'], parameters: ApiRequest['parameters']): BulkDefaults => ({
  index: path.get('index'),
  routing: parameters.text('routing') || undefined,
  pipeline: parameters.text('pipeline'),
  requireAlias: parameters.boolean('require_alias', false),
  requireDataStream: parameters.boolean('require_data_stream', false),
  fetch: parseFetchSource(parameters),
})

/** What a bulk names, line by line; what its lines hold beyond that is for the cluster to say. */
function readBulk({ parameters, path, body }: ApiRequest): { readonly targets: Targets; readonly lines: readonly BulkLine[] } {
  if (!body.present) throw parseFailure('request body is required')
  return readBulkLines(body.bytes, bulkDefaults(path, parameters), body.linesBefore)
}

async function performBulk(engine: BoundEngine, { items, refresh, waits, listPipelines }: Bulk): Promise<Reply> {
  const started = performance.now()
  const outcomes = await runBulk(engine, items, waits)
  await applyRefreshPolicy(refresh, writtenShards(outcomes))
  const usesPipeline = items.some(({ target: { pipeline } }) => pipeline !== undefined && pipeline !== '_none')
  return ok({
    errors: outcomes.some(({ result }) => result instanceof ElasticError),
    took: Math.trunc(performance.now() - started),
    ingest_took: usesPipeline ? 0 : undefined,
    items: bulkItems(items, outcomes, { forcedRefresh: refresh === 'immediate', listPipelines }),
  })
}

function writtenShards(outcomes: readonly BulkOutcome[]): ReadonlySet<Shard> {
  const written = new Set<Shard>()
  for (const { shard, result } of outcomes) if (shard && !(result instanceof ElasticError)) written.add(shard)
  return written
}
