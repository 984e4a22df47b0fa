/** `GET /_cluster/settings`: what was changed while the server runs, and the defaults where asked. */
import type { ApiRequest } from '../../request/api.ts'
import { ok } from '../../request/reply.ts'
import { backendApi } from '../define.ts'
import { showSettings } from '../flat-settings.ts'
import { defaultClusterSettings } from './cluster-settings.ts'

export const getClusterSettings = backendApi({
  name: 'cluster.get_settings',
  summary: 'Shows the cluster settings',
  routes: [{ method: 'GET', path: '/_cluster/settings' }],
  action: 'cluster:monitor/settings',
  scope: 'cluster',
  parameters: {
    flat_settings: 'boolean',
    include_defaults: 'boolean',
    local: 'boolean',
    master_timeout: 'time',
    timeout: 'time',
  },
  body: 'none',
  parse({ parameters }: ApiRequest) {
    parameters.boolean('local', false)
    parameters.time('master_timeout', undefined)
    parameters.time('timeout', undefined)
    return { flat: parameters.boolean('flat_settings', false), includeDefaults: parameters.boolean('include_defaults', false) }
  },
  targets: () => ({ kind: 'cluster' }),
  remote: { kind: 'cluster' },
  embedded(engine, { flat, includeDefaults }) {
    const { persistent, transient } = engine.clusterSettings.get()
    const unset = defaultClusterSettings()
      .filter(([name]) => !persistent.has(name) && !transient.has(name))
      .map(([name, absent]) => [name, engine.clusterSetting(name) ?? absent] as const)
    return ok({
      persistent: showSettings(persistent, flat),
      transient: showSettings(transient, flat),
      defaults: includeDefaults ? showSettings(unset, flat) : undefined,
    })
  },
})
