/** `PUT /_cluster/settings`: changes settings while the server runs; null takes one back, `*` stands for all that match. */
import { illegalArgument, validationFailed } from '../../core/errors.ts'
import { isJsonObject, type JsonObject } from '../../core/json/value.ts'
import { compileWildcard } from '../../core/wildcard.ts'
import type { ApiRequest } from '../../request/api.ts'
import { ok } from '../../request/reply.ts'
import { backendApi } from '../define.ts'
import { flattenSettings, showSettings } from '../flat-settings.ts'
import { checkEach } from '../setting-value.ts'
import { checkClusterSetting } from './cluster-settings.ts'

type Changes = ReadonlyMap<string, string | null>

interface ClusterChange {
  readonly persistent: Changes
  readonly transient: Changes
  readonly flat: boolean
}

export const putClusterSettings = backendApi({
  name: 'cluster.put_settings',
  summary: 'Changes cluster settings',
  routes: [{ method: 'PUT', path: '/_cluster/settings' }],
  action: 'cluster:admin/settings/update',
  scope: 'cluster',
  parameters: { flat_settings: 'boolean', master_timeout: 'time', timeout: 'time' },
  body: 'required',
  parse: parseChange,
  targets: () => ({ kind: 'cluster' }),
  remote: { kind: 'cluster', read: ({ body }) => ({ targets: { kind: 'cluster' }, body: body.object() }) },
  async embedded(engine, { persistent, transient, flat }) {
    const before = engine.clusterSettings.get()
    await engine.clusterSettings.put({
      persistent: withoutPatterns(persistent, before.persistent),
      transient: withoutPatterns(transient, before.transient),
    })
    const after = engine.clusterSettings.get()
    return ok({
      acknowledged: true,
      persistent: showSettings(changedOnes(persistent, after.persistent), flat),
      transient: showSettings(changedOnes(transient, after.transient), flat),
    })
  },
})

function parseChange({ parameters, body }: ApiRequest): ClusterChange {
  parameters.time('master_timeout', undefined)
  parameters.time('timeout', undefined)
  const settings = body.object()
  const persistent = readLevel(settings, 'persistent')
  const transient = readLevel(settings, 'transient')
  if (persistent.size + transient.size === 0) throw validationFailed(['no settings to update'])
  checkEach(transient, ([name, value]) => checkClusterSetting('transient', name, value))
  checkEach(persistent, ([name, value]) => checkClusterSetting('persistent', name, value))
  return { persistent, transient, flat: parameters.boolean('flat_settings', false) }
}

function readLevel(settings: JsonObject, level: 'persistent' | 'transient'): Changes {
  const changes = settings.get(level)
  if (changes === undefined) return new Map()
  if (isJsonObject(changes)) return flattenSettings(changes)
  throw illegalArgument(`[${level}] must be an object`)
}

/** Patterns become the settings they match. */
function withoutPatterns(changes: Changes, current: ReadonlyMap<string, string>): Changes {
  const plain = new Map<string, string | null>()
  for (const [name, value] of changes) {
    if (!name.includes('*')) {
      plain.set(name, value)
      continue
    }
    const matcher = compileWildcard(name)
    for (const each of current.keys()) if (matcher.matches(each)) plain.set(each, value)
  }
  return plain
}

/** Elasticsearch answers with what this request set. */
const changedOnes = (changes: Changes, current: ReadonlyMap<string, string>): readonly (readonly [string, string])[] =>
  [...current].filter(([name]) => typeof changes.get(name) === 'string')
