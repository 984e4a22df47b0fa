/** `PUT /{index}`: makes an index. */
import { ElasticError, illegalArgument } from '../../core/errors.ts'
import type { JsonOutput } from '../../core/json/output.ts'
import { isJsonObject, type JsonObject } from '../../core/json/value.ts'
import { writeJson } from '../../core/json/write.ts'
import { passQuery } from '../../query/foreign/grammar.ts'
import type { ApiRequest } from '../../request/api.ts'
import { validateIndexName } from '../../request/index-name.ts'
import type { Reading } from '../../request/remote-form.ts'
import { ok } from '../../request/reply.ts'
import { type ActiveShardCount, neededCopies, parseActiveShardCount } from '../active-shards.ts'
import { backendApi } from '../define.ts'
import { type CreateBody, createdAliases, parseCreateBody } from './create-body.ts'

interface Creation extends CreateBody {
  readonly index: string
  readonly activeShards: ActiveShardCount | undefined
}

export const createIndex = backendApi({
  name: 'indices.create',
  summary: 'Makes an index with settings, mappings and aliases',
  routes: [{ method: 'PUT', path: '/{index}' }],
  action: 'indices:admin/create',
  scope: 'create',
  parameters: { master_timeout: 'time', timeout: 'time', wait_for_active_shards: 'text' },
  body: 'optional',
  parse: parseCreation,
  targets: ({ index, aliases }: Creation) => ({ kind: 'create', index, aliases: aliases.map(({ name }) => name) }),
  remote: {
    kind: 'built',
    read: readCreation,
    build: (_, access, body, query) => {
      const { index, aliases } = access.expect('create')
      validateIndexName(index)
      return { method: 'PUT', path: [index], query, body: { bytes: writeJson(withAliases(body, aliases)) } }
    },
  },
  async embedded(engine, { index, settings, mappings, aliases, activeShards }, access) {
    // What date math came to is known only now.
    validateIndexName(access.expect('create').index)
    const shard = await engine.createIndex({ providedName: index, settings, mappings, aliases })
    // One copy is there at once; no other can come.
    return ok({ acknowledged: true, shards_acknowledged: neededCopies(shard, activeShards) <= 1, index: shard.name })
  },
})

function parseCreation({ path, parameters, body }: ApiRequest): Creation {
  parameters.time('master_timeout', undefined)
  parameters.time('timeout', undefined)
  const index = path.get('index')!
  if (!index.startsWith('<')) validateIndexName(index)
  const creation = { index, activeShards: parseActiveShardCount(parameters), ...parseCreateBody(body.object(), index) }
  assertEnoughCopies(creation)
  return creation
}

/** What creation names; settings and mappings are for the cluster to judge. */
function readCreation({ path, body }: ApiRequest): Reading {
  const index = path.get('index')!
  if (!index.startsWith('<')) validateIndexName(index)
  const object = body.object()
  refuseReads(object)
  return { targets: { kind: 'create', index, aliases: createdAliases(object, index).map(([name]) => name) }, body: object }
}

/** A filter would be run for whoever comes by the alias: it may read nothing elsewhere. */
export function refuseReads(body: JsonObject): void {
  const aliases = body.get('aliases')
  for (const options of isJsonObject(aliases) ? aliases.values() : []) {
    const filter = isJsonObject(options) ? options.get('filter') : undefined
    if (filter !== undefined) passQuery(filter, readsElsewhere)
  }
}

function readsElsewhere(): never {
  throw illegalArgument('failed to parse filter of an alias', {
    causedBy: new ElasticError('illegal_state_exception', 'async actions are left after rewrite'),
  })
}

/** The aliases under the names that were granted. */
export function withAliases(body: JsonObject, granted: readonly string[]): JsonOutput {
  const given = body.get('aliases')
  if (!isJsonObject(given)) return body
  const options = [...given.values()]
  return new Map<string, JsonOutput>(body).set('aliases', new Map(granted.map((name, at) => [name, options[at]])))
}

function assertEnoughCopies({ settings, activeShards }: Creation): void {
  const copies = 1 + Number(settings.get('index.number_of_replicas') ?? 1)
  if (typeof activeShards !== 'number' || activeShards <= copies) return
  throw illegalArgument(
    `invalid wait_for_active_shards[${activeShards}]: cannot be greater than number of shard copies [${copies}]`,
  )
}
