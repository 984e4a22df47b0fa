/**
 * The settings an index takes: what each holds, its default, and whether it may change later. A setting that is not here is unknown and
 * refused; one whose effect is only about speed or copies on other nodes is taken and reported, since nothing can depend on it.
 */
import { type ElasticError, illegalArgument, validationFailed } from '../../core/errors.ts'
import { suggestion } from '../../query/suggestion.ts'
import { activeShardCount } from '../active-shards.ts'
import { checkSettingValue, type SettingKind } from '../setting-value.ts'

export interface IndexSetting {
  readonly kind: SettingKind
  /** As `include_defaults` shows it; undefined: it has none. */
  readonly default: string | undefined
  /** `final`: fixed when the index is made; `static`: only while it is closed. */
  readonly changes: 'dynamic' | 'static' | 'final'
}

const setting = (kind: SettingKind, absent: string | undefined, changes: IndexSetting['changes'] = 'dynamic'): IndexSetting => ({
  kind,
  default: absent,
  changes,
})

const BOOLEAN: SettingKind = { type: 'boolean' }
const TEXT: SettingKind = { type: 'text' }
const atLeast = (min: number, max?: number): SettingKind => ({ type: 'integer', min, ...(max === undefined ? {} : { max }) })

/** A number that may be as large as a 64-bit one, which is the default. */
function checkNameLength(value: string): void {
  const isLargest = value === '9223372036854775807'
  if (!isLargest) checkSettingValue('index.mapping.field_name_length.limit', { type: 'integer', min: 1 }, value)
}

const SETTINGS: ReadonlyMap<string, IndexSetting> = new Map([
  // What the engine, mappings and search go by.
  ['index.number_of_shards', setting(atLeast(1, 1024), '1', 'final')],
  ['index.number_of_replicas', setting(atLeast(0), '1')],
  ['index.auto_expand_replicas', setting({ type: 'checked', check: (value) => void parseAutoExpand(value) }, 'false')],
  ['index.refresh_interval', setting({ type: 'time', mayBeOff: true }, '1s')],
  ['index.gc_deletes', setting({ type: 'time', mayBeOff: true }, '60s')],
  ['index.hidden', setting(BOOLEAN, 'false')],
  ['index.blocks.write', setting(BOOLEAN, 'false')],
  ['index.blocks.read_only', setting(BOOLEAN, 'false')],
  ['index.blocks.read_only_allow_delete', setting(BOOLEAN, 'false')],
  ['index.max_result_window', setting(atLeast(1), '10000')],
  ['index.max_terms_count', setting(atLeast(1), '65536')],
  ['index.max_docvalue_fields_search', setting(atLeast(0), '100')],
  ['index.query.default_field', setting(TEXT, '["*"]')],
  ['index.write.wait_for_active_shards', setting({ type: 'checked', check: (value) => void activeShardCount(value) }, '1')],
  ['index.mapping.total_fields.limit', setting(atLeast(1), '1000')],
  ['index.mapping.depth.limit', setting(atLeast(1), '20')],
  ['index.mapping.field_name_length.limit', setting({ type: 'checked', check: checkNameLength }, '9223372036854775807')],
  ['index.mapping.coerce', setting(BOOLEAN, 'false', 'static')],
  ['index.mapping.ignore_malformed', setting(BOOLEAN, 'false', 'static')],
  ['index.mapping.ignore_above', setting(atLeast(0), '2147483647', 'static')],
  ['index.mode', setting({ type: 'choice', choices: ['standard'] }, 'standard', 'final')],
  // Limits of what this node does not offer, and therefore keeps.
  ['index.max_inner_result_window', setting(atLeast(1), '100')],
  ['index.max_script_fields', setting(atLeast(0), '32')],
  ['index.max_rescore_window', setting(atLeast(1), '10000')],
  ['index.max_slices_per_scroll', setting(atLeast(1), '1024')],
  ['index.max_regex_length', setting(atLeast(1), '1000')],
  ['index.max_ngram_diff', setting(atLeast(0), '1')],
  ['index.max_shingle_diff', setting(atLeast(0), '3')],
  ['index.analyze.max_token_count', setting(atLeast(1), '10000')],
  ['index.highlight.max_analyzed_offset', setting(atLeast(1), '1000000')],
  ['index.mapping.nested_fields.limit', setting(atLeast(0), '100')],
  ['index.mapping.nested_objects.limit', setting(atLeast(0), '10000')],
  // Hints about speed, and about copies elsewhere.
  ['index.codec', setting({ type: 'choice', choices: ['default', 'best_compression'] }, 'default', 'static')],
  ['index.number_of_routing_shards', setting(atLeast(1), undefined, 'static')],
  ['index.priority', setting(atLeast(0), '1')],
  ['index.requests.cache.enable', setting(BOOLEAN, 'true')],
  ['index.queries.cache.enabled', setting(BOOLEAN, 'true', 'static')],
  ['index.search.idle.after', setting({ type: 'time' }, '30s')],
  ['index.max_refresh_listeners', setting(atLeast(0), '1000')],
  ['index.merge.scheduler.max_thread_count', setting(atLeast(1), undefined)],
  ['index.store.type', setting({ type: 'choice', choices: ['', 'fs', 'niofs', 'mmapfs', 'hybridfs'] }, '', 'static')],
  ['index.translog.durability', setting({ type: 'choice', choices: ['REQUEST', 'ASYNC', 'request', 'async'] }, 'REQUEST')],
  ['index.translog.sync_interval', setting({ type: 'time' }, '5s')],
  ['index.translog.flush_threshold_size', setting({ type: 'bytes' }, '10gb')],
  ['index.unassigned.node_left.delayed_timeout', setting({ type: 'time' }, '1m')],
  ['index.routing.allocation.total_shards_per_node', setting(atLeast(-1), '-1')],
  ['index.routing.allocation.enable', setting({ type: 'choice', choices: ['all', 'primaries', 'new_primaries', 'none'] }, 'all')],
  ['index.routing.rebalance.enable', setting({ type: 'choice', choices: ['all', 'primaries', 'replicas', 'none'] }, 'all')],
])

/** Settings whose names go on as the user likes. */
const GROUPS: readonly (readonly [prefix: string, group: IndexSetting])[] = [
  ['index.analysis.', setting(TEXT, undefined, 'static')],
  ['index.routing.allocation.include.', setting(TEXT, undefined)],
  ['index.routing.allocation.exclude.', setting(TEXT, undefined)],
  ['index.routing.allocation.require.', setting(TEXT, undefined)],
]

const PRIVATE = 'index.version.created'

/** The setting of this name. */
export const findIndexSetting = (name: string): IndexSetting | undefined =>
  SETTINGS.get(name) ?? GROUPS.find(([prefix]) => name.startsWith(prefix))?.[1]

/** Every named setting with a default, as `include_defaults` lists them. */
export const defaultIndexSettings = (): readonly (readonly [string, string])[] =>
  [...SETTINGS].flatMap(([name, { default: absent }]) => (absent === undefined ? [] : [[name, absent] as const]))

/** Throws 400 unless the setting exists and takes the value; null takes every setting back. */
export function checkIndexSetting(name: string, value: string | null): IndexSetting {
  const found = findIndexSetting(name)
  if (!found) throw unknownSetting(name)
  if (value !== null) checkSettingValue(name, found.kind, value)
  return found
}

/** What Elasticsearch keeps to itself. */
export function refusePrivateSetting(name: string, use: 'create' | 'update'): void {
  if (name !== PRIVATE) return
  if (use === 'create') {
    throw validationFailed([`private index setting [${name}] can not be set explicitly`], 'validation_exception')
  }
  throw illegalArgument(`can not update private setting [${name}]; this setting is managed by Elasticsearch`)
}

/** 400 `unknown setting [x]`, with the names it might have meant. */
export function unknownSetting(name: string): ElasticError {
  const alike = suggestion(name, SETTINGS.keys(), 0.7)
  const hint =
    alike === ''
      ? ' please check that any required plugins are installed, or check the breaking changes documentation for removed settings'
      : alike
  return illegalArgument(`unknown setting [${name}]${hint}`)
}

/**
 * Replicas that `auto_expand_replicas` comes to on one node: its lower end. Undefined: it is off.
 */
export function parseAutoExpand(value: string): number | undefined {
  if (value === 'false') return undefined
  const dash = value.indexOf('-')
  const range = /^(\d+)-(\d+|all)$/.exec(value)
  if (!range) throw illegalArgument(`failed to parse [index.auto_expand_replicas] from value: [${value}] at index ${dash}`)
  return Number(range[1])
}

/** The settings with the replicas that automatic expansion gives. */
export function withExpandedReplicas(settings: ReadonlyMap<string, string | null>): ReadonlyMap<string, string | null> {
  const expand = settings.get('index.auto_expand_replicas')
  const replicas = typeof expand === 'string' ? parseAutoExpand(expand) : undefined
  if (replicas === undefined) return settings
  return new Map([...settings, ['index.number_of_replicas', String(replicas)]])
}
