/** `GET /{index}`: aliases, mappings and settings of indices. */
import { illegalArgument } from '../../core/errors.ts'
import type { JsonOutput } from '../../core/json/output.ts'
import type { ApiRequest } from '../../request/api.ts'
import { ok } from '../../request/reply.ts'
import { backendApi } from '../define.ts'
import { INDICES_OPTIONS_PARAMETERS, parseIndicesOptions } from '../indices-options.ts'
import { type IndexSelection, METADATA_OPTIONS, pathExpressions, selectionTargets } from './index-names.ts'
import { type SettingsView, showAliases, showIndexSettings } from './show-index.ts'

const FEATURES = ['aliases', 'mappings', 'settings']

interface GetIndex extends IndexSelection {
  readonly features: readonly string[]
  readonly view: SettingsView
}

export const getIndex = backendApi({
  name: 'indices.get',
  summary: 'Shows indices with their aliases, mappings and settings',
  routes: [{ method: 'GET', path: '/{index}' }],
  action: 'indices:admin/get',
  scope: 'indices',
  parameters: {
    ...INDICES_OPTIONS_PARAMETERS,
    features: 'list',
    flat_settings: 'boolean',
    include_defaults: 'boolean',
    local: 'boolean',
    master_timeout: 'time',
  },
  body: 'none',
  parse: parseGetIndex,
  targets: selectionTargets,
  remote: { kind: 'indices', merge: 'members' },
  embedded(engine, { features, view }) {
    const shows = (feature: string): boolean => features.includes(feature)
    const indices = engine.indices().map(({ shard, backs }): [string, JsonOutput] => {
      const settings = shows('settings') ? showIndexSettings(shard, engine.node.version, view) : undefined
      const aliases = shows('aliases') ? showAliases(shard.aliases) : {}
      return [
        shard.name,
        { aliases, mappings: shows('mappings') ? shard.mapping() : {}, settings: {}, ...settings, data_stream: backs?.name },
      ]
    })
    return ok(new Map(indices))
  },
})

function parseGetIndex({ path, parameters }: ApiRequest): GetIndex {
  parameters.boolean('local', false)
  parameters.time('master_timeout', undefined)
  const features = parameters.list('features') ?? FEATURES
  const unknown = features.filter((feature) => !FEATURES.includes(feature))
  if (unknown.length > 0) throw illegalArgument(`Invalid features specified [${unknown.join(',')}]`)
  return {
    expressions: pathExpressions(path),
    options: parseIndicesOptions(parameters, METADATA_OPTIONS),
    features,
    view: {
      flat: parameters.boolean('flat_settings', false),
      includeDefaults: parameters.boolean('include_defaults', false),
      passes: () => true,
    },
  }
}
