/** `GET /{index}/_settings`: the settings of indices, all or by name. */
import type { JsonOutput } from '../../core/json/output.ts'
import { compileWildcard } from '../../core/wildcard.ts'
import type { ApiRequest } from '../../request/api.ts'
import { splitList } from '../../request/parameters.ts'
import { ok } from '../../request/reply.ts'
import { backendApi } from '../define.ts'
import { INDICES_OPTIONS_PARAMETERS, parseIndicesOptions } from '../indices-options.ts'
import { type IndexSelection, METADATA_ALL_OPTIONS, pathExpressions, selectionTargets } from './index-names.ts'
import { type SettingsView, showIndexSettings } from './show-index.ts'

interface SettingsSelection extends IndexSelection {
  readonly view: SettingsView
}

export const getSettings = backendApi({
  name: 'indices.get_settings',
  summary: 'Shows the settings of indices',
  routes: [
    { method: 'GET', path: '/_settings' },
    { method: 'GET', path: '/_settings/{name}' },
    { method: 'GET', path: '/{index}/_settings' },
    { method: 'GET', path: '/{index}/_settings/{name}' },
  ],
  action: 'indices:monitor/settings/get',
  scope: 'indices',
  parameters: {
    ...INDICES_OPTIONS_PARAMETERS,
    flat_settings: 'boolean',
    include_defaults: 'boolean',
    local: 'boolean',
    master_timeout: 'time',
  },
  body: 'none',
  parse: parseSettingsSelection,
  targets: selectionTargets,
  remote: { kind: 'indices', merge: 'members' },
  embedded(engine, { view }) {
    const shown = engine.indices().flatMap(({ shard }): [string, JsonOutput][] => {
      const settings = showIndexSettings(shard, engine.node.version, view)
      return settings ? [[shard.name, settings]] : []
    })
    return ok(new Map(shown))
  },
})

function parseSettingsSelection({ path, parameters }: ApiRequest): SettingsSelection {
  parameters.boolean('local', false)
  parameters.time('master_timeout', undefined)
  return {
    expressions: pathExpressions(path),
    options: parseIndicesOptions(parameters, METADATA_ALL_OPTIONS),
    view: {
      flat: parameters.boolean('flat_settings', false),
      includeDefaults: parameters.boolean('include_defaults', false),
      passes: nameFilter(splitList(path.get('name') ?? '_all')),
    },
  }
}

function nameFilter(patterns: readonly string[]): (name: string) => boolean {
  if (patterns.includes('_all')) return () => true
  const matchers = patterns.map((pattern) => compileWildcard(pattern))
  return (name) => matchers.some((matcher) => matcher.matches(name))
}
