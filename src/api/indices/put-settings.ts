/** `PUT /{index}/_settings`: changes settings of indices; null takes one back to its default. */
import { type ElasticError, illegalArgument, parseFailure, validationFailed } from '../../core/errors.ts'
import { isJsonObject, type JsonObject } from '../../core/json/value.ts'
import { compileWildcard } from '../../core/wildcard.ts'
import type { Shard } from '../../engine/shard.ts'
import type { ApiRequest } from '../../request/api.ts'
import { ok } from '../../request/reply.ts'
import { backendApi } from '../define.ts'
import { flattenSettings } from '../flat-settings.ts'
import { assertUsable } from '../index-access.ts'
import { INDICES_OPTIONS_PARAMETERS, parseIndicesOptions } from '../indices-options.ts'
import { checkEach } from '../setting-value.ts'
import { CHANGE_OPTIONS, type IndexSelection, pathExpressions, selectionTargets } from './index-names.ts'
import { checkIndexSetting, findIndexSetting, refusePrivateSetting, withExpandedReplicas } from './index-settings.ts'

const AUTO_EXPAND = 'index.auto_expand_replicas'

type Changes = ReadonlyMap<string, string | null>

interface SettingsChange extends IndexSelection {
  readonly changes: Changes
  readonly preserveExisting: boolean
}

export const putSettings = backendApi({
  name: 'indices.put_settings',
  summary: 'Changes settings of indices',
  routes: [
    { method: 'PUT', path: '/_settings' },
    { method: 'PUT', path: '/{index}/_settings' },
  ],
  action: 'indices:admin/settings/update',
  scope: 'indices',
  parameters: {
    ...INDICES_OPTIONS_PARAMETERS,
    flat_settings: 'boolean',
    master_timeout: 'time',
    preserve_existing: 'boolean',
    reopen: 'boolean',
    timeout: 'time',
  },
  body: 'required',
  parse: parseSettingsChange,
  targets: selectionTargets,
  remote: {
    kind: 'indices',
    merge: 'acknowledged',
    read: ({ path, parameters, body }) => ({
      targets: selectionTargets({ expressions: pathExpressions(path), options: parseIndicesOptions(parameters, CHANGE_OPTIONS) }),
      body: body.object(),
    }),
  },
  async embedded(engine, { changes, preserveExisting }) {
    const shards = engine.indices().map(({ shard }) => shard)
    const names = [...changes.keys()].filter((name) => !name.includes('*'))
    refuseFixed(names, shards)
    for (const shard of shards) {
      if (!liftsBlock(changes)) assertUsable(shard, 'metadata')
    }
    await Promise.all(shards.map((shard) => shard.putSettings(changesFor(shard, changes, preserveExisting))))
    return ok({ acknowledged: true })
  },
})

function parseSettingsChange({ path, parameters, body }: ApiRequest): SettingsChange {
  parameters.boolean('flat_settings', false)
  parameters.boolean('reopen', false)
  parameters.time('master_timeout', undefined)
  parameters.time('timeout', undefined)
  const changes = flattenSettings(unwrapped(body.object()), 'index.')
  if (changes.size === 0) throw validationFailed(['no settings to update'])
  checkEach(changes, ([name, value]) => {
    refusePrivateSetting(name, 'update')
    const isReset = name.includes('*') && value === null
    if (!isReset) checkIndexSetting(name, value)
  })
  return {
    expressions: pathExpressions(path),
    options: parseIndicesOptions(parameters, CHANGE_OPTIONS),
    changes,
    preserveExisting: parameters.boolean('preserve_existing', false),
  }
}

/** The settings may stand in a member `settings`, but then nowhere else. */
function unwrapped(body: JsonObject): JsonObject {
  const inner = body.get('settings')
  if (!isJsonObject(inner)) return body
  if (body.size > 1) throw parseFailure('mix of settings map and top-level properties')
  return inner
}

/** A block on settings does not hold against the request that lifts it. */
const liftsBlock = (changes: Changes): boolean =>
  [...changes].some(([name, value]) => name.startsWith('index.blocks.') && value !== 'true')

/** What a change comes to for one index: patterns become the settings they match. */
function changesFor(shard: Shard, changes: Changes, preserveExisting: boolean): Changes {
  const own = new Map<string, string | null>()
  for (const [name, value] of changes) {
    const names = name.includes('*') ? resettable(shard, name) : [name]
    for (const each of names) if (!preserveExisting || !shard.settings.has(each)) own.set(each, value)
  }
  return keepExpanded(shard, own)
}

/** While replicas expand by themselves, nobody else sets their number. */
function keepExpanded(shard: Shard, changes: Map<string, string | null>): Changes {
  const expand = changes.has(AUTO_EXPAND) ? changes.get(AUTO_EXPAND) : shard.settings.get(AUTO_EXPAND)
  return expand ? withExpandedReplicas(new Map([...changes, [AUTO_EXPAND, expand]])) : changes
}

function resettable(shard: Shard, pattern: string): readonly string[] {
  const matcher = compileWildcard(pattern)
  return [...shard.settings.keys()].filter((name) => matcher.matches(name) && findIndexSetting(name)?.changes === 'dynamic')
}

const REINDEX = 'See https://www.elastic.co/docs/api/doc/elasticsearch/operation/operation-reindex'

/** Settings that an open index keeps. `reopen` would close it for a moment, which is not offered. */
function refuseFixed(names: readonly string[], shards: readonly Shard[]): void {
  const fixed = names.filter((name) => findIndexSetting(name)?.changes !== 'dynamic')
  if (fixed.length > 0 && shards.length > 0) throw fixedSettings(fixed, shards)
}

function fixedSettings(fixed: readonly string[], shards: readonly Shard[]): ElasticError {
  const final = fixed.filter((name) => findIndexSetting(name)?.changes === 'final')
  const indices = shards.map(({ name, uuid }) => `[${name}/${uuid}]`).join(', ')
  const why =
    final.length > 0
      ? `The setting(s) [[${final.join(', ')}]] cannot be modified on an index once it is created. You will need to create a new index with the desired setting(s) and reindex your data.`
      : 'You can either resubmit the update with `?reopen=true`, or create a new index with the desired setting(s) and reindex your data.'
  return illegalArgument(
    `Can't update non dynamic setting(s) [[${fixed.join(', ')}]] for open indices [${indices}]. ${why} ${REINDEX}`,
  )
}
