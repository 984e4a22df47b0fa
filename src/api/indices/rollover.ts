/** `POST /{index}/_rollover`: gives an alias or a data stream a new index to write to, once the old one meets the conditions. */
import { illegalArgument } from '../../core/errors.ts'
import { writeJson } from '../../core/json/write.ts'
import type { Alias } from '../../engine/alias.ts'
import type { ApiRequest } from '../../request/api.ts'
import { validateIndexName } from '../../request/index-name.ts'
import type { Targets } from '../../request/names.ts'
import type { Reading } from '../../request/remote-form.ts'
import { ok } from '../../request/reply.ts'
import { type ActiveShardCount, neededCopies, parseActiveShardCount } from '../active-shards.ts'
import { backendApi } from '../define.ts'
import { ObjectReader } from '../object-reader.ts'
import { type CreateBody, createdAliases, parseAliases, parseSettings, refuseTypedMapping } from './create-body.ts'
import { refuseReads, withAliases } from './create-index.ts'
import { areMet, checkConditions, parseConditions, type RolloverConditions } from './rollover-conditions.ts'

interface RolloverInput extends CreateBody {
  readonly target: string
  readonly index: string | undefined
  readonly conditions: RolloverConditions
  readonly isDryRun: boolean
  readonly activeShards: ActiveShardCount | undefined
}

export const rollover = backendApi({
  name: 'indices.rollover',
  summary: 'Gives an alias or a data stream a new index to write to',
  routes: [
    { method: 'POST', path: '/{index}/_rollover' },
    { method: 'POST', path: '/{index}/_rollover/{new_index}' },
  ],
  action: 'indices:admin/rollover',
  scope: 'rollover',
  parameters: { dry_run: 'boolean', lazy: 'boolean', master_timeout: 'time', timeout: 'time', wait_for_active_shards: 'text' },
  body: 'optional',
  parse: parseRollover,
  targets: ({ target, index, aliases }: RolloverInput) =>
    targetsOf(
      target,
      index,
      aliases.map(({ name }) => name),
    ),
  remote: {
    kind: 'built',
    read: readRollover,
    build: (_, access, body, query) => {
      const { target, index, aliases } = access.expect('rollover')
      if (index !== undefined) validateIndexName(index)
      const path = [target, '_rollover', ...(index === undefined ? [] : [index])]
      return { method: 'POST', path, query, body: { bytes: writeJson(withAliases(body, aliases)) } }
    },
  },
  async embedded(engine, { conditions, settings, mappings, aliases, isDryRun, activeShards }) {
    let results: ReadonlyMap<string, boolean> = new Map()
    const { oldIndex, newIndex, created } = await engine.rollOver({
      settings,
      mappings,
      aliases,
      decide: (old, name) => {
        validateIndexName(name)
        results = checkConditions(conditions, old, engine.now())
        return !isDryRun && areMet(conditions, results)
      },
    })
    return ok({
      acknowledged: created !== undefined,
      shards_acknowledged: created !== undefined && neededCopies(created, activeShards) <= 1,
      old_index: oldIndex,
      new_index: newIndex,
      rolled_over: created !== undefined,
      dry_run: isDryRun,
      lazy: false,
      conditions: results,
    })
  },
})

const targetsOf = (target: string, index: string | undefined, aliases: readonly string[]): Targets => ({
  kind: 'rollover',
  target,
  index,
  aliases,
})

function parseRollover({ path, parameters, body }: ApiRequest): RolloverInput {
  parameters.time('master_timeout', undefined)
  parameters.time('timeout', undefined)
  if (parameters.boolean('lazy', false))
    throw illegalArgument("Lazy rollover is not supported. Please remove the query parameter 'lazy'.")
  const [target, index] = [path.get('index')!, namedIndex(path)]
  const reader = new ObjectReader(body.object(), 'rollover', ['conditions', 'settings', 'mappings', 'aliases'])
  const [settings, mappings] = [reader.object('settings'), reader.object('mappings')]
  if (mappings) refuseTypedMapping(mappings)
  return {
    target,
    index,
    conditions: reader.inner('conditions', parseConditions) ?? [],
    settings: settings ? parseSettings(settings) : new Map(),
    mappings,
    aliases: reader.inner('aliases', (aliases): readonly Alias[] => parseAliases(aliases, index ?? '')) ?? [],
    isDryRun: parameters.boolean('dry_run', false),
    activeShards: parseActiveShardCount(parameters),
  }
}

function namedIndex(path: ApiRequest['path']): string | undefined {
  const index = path.get('new_index')
  if (index !== undefined && !index.startsWith('<')) validateIndexName(index)
  return index
}

/** What a rollover names; the rest is for the cluster to judge. */
function readRollover({ path, body }: ApiRequest): Reading {
  const object = body.object()
  refuseReads(object)
  const index = namedIndex(path)
  const aliases = createdAliases(object, index ?? '').map(([name]) => name)
  return { targets: targetsOf(path.get('index')!, index, aliases), body: object }
}
