/**
 * The cluster settings that may be changed while the server runs. As with indices: what is not here is not recognized; what only concerns
 * other nodes or speed is taken and reported.
 */
import { validateAutoCreate } from '../../backend/embedded/auto-create.ts'
import { illegalArgument } from '../../core/errors.ts'
import { checkSettingValue, type SettingKind } from '../setting-value.ts'

interface ClusterSetting {
  readonly kind: SettingKind
  readonly default: string
}

const setting = (kind: SettingKind, absent: string): ClusterSetting => ({ kind, default: absent })

const CLUSTER_SETTINGS: ReadonlyMap<string, ClusterSetting> = new Map([
  ['action.auto_create_index', setting({ type: 'checked', check: validateAutoCreate }, 'true')],
  ['action.destructive_requires_name', setting({ type: 'boolean' }, 'true')],
  [
    'cluster.routing.allocation.enable',
    setting({ type: 'choice', choices: ['all', 'primaries', 'new_primaries', 'none'] }, 'all'),
  ],
  ['cluster.routing.rebalance.enable', setting({ type: 'choice', choices: ['all', 'primaries', 'replicas', 'none'] }, 'all')],
  ['cluster.routing.allocation.disk.threshold_enabled', setting({ type: 'boolean' }, 'true')],
  ['search.default_allow_partial_results', setting({ type: 'boolean' }, 'true')],
  ['search.default_keep_alive', setting({ type: 'time' }, '5m')],
  ['search.max_keep_alive', setting({ type: 'time' }, '24h')],
  ['search.max_open_scroll_context', setting({ type: 'integer', min: 0 }, '500')],
  ['sallyport.search.max_open_pit_context', setting({ type: 'integer', min: 0 }, '2000')],
  ['sallyport.search.max_open_pit_context_per_user', setting({ type: 'integer', min: 0 }, '1600')],
  ['sallyport.search.max_open_scroll_context_per_user', setting({ type: 'integer', min: 0 }, '400')],
  ['indices.recovery.max_bytes_per_sec', setting({ type: 'bytes' }, '40mb')],
])

/** Settings of the node's own file: known, and fixed while it runs. */
const FIXED = new Set([
  'cluster.name',
  'node.name',
  'path.data',
  'network.host',
  'http.host',
  'http.port',
  'xpack.security.enabled',
])

/** Every setting with its default. */
export const defaultClusterSettings = (): readonly (readonly [string, string])[] =>
  [...CLUSTER_SETTINGS].map(([name, { default: absent }]) => [name, absent])

/** Throws 400 unless the setting exists, may change and takes the value; patterns take settings back. */
export function checkClusterSetting(level: 'persistent' | 'transient', name: string, value: string | null): void {
  const isReset = value === null && (name.includes('*') || name.startsWith('archived.'))
  if (isReset) return
  if (FIXED.has(name)) throw illegalArgument(`${level} setting [${name}], not dynamically updateable`)
  const found = CLUSTER_SETTINGS.get(name)
  if (!found) throw illegalArgument(`${level} setting [${name}], not recognized`)
  if (value !== null) checkSettingValue(name, found.kind, value)
}
