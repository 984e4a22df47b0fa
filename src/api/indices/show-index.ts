/** An index as `GET /{index}` and its parts show it: aliases, mappings, settings. */
import type { JsonOutput } from '../../core/json/output.ts'
import { parseJsonText } from '../../core/json/parse.ts'
import type { Alias } from '../../engine/alias.ts'
import type { Shard } from '../../engine/shard.ts'
import { showSettings } from '../flat-settings.ts'
import { defaultIndexSettings } from './index-settings.ts'

/** What settings are shown, and how. */
export interface SettingsView {
  readonly flat: boolean
  readonly includeDefaults: boolean
  /** Only names that pass. */
  readonly passes: (name: string) => boolean
}

/** The `settings` of an index, and its `defaults` where asked; undefined where no name passes. */
export function showIndexSettings(
  shard: Shard,
  version: string,
  view: SettingsView,
): { readonly [member: string]: JsonOutput } | undefined {
  const settings = [...fullSettings(shard, version)].filter(([name]) => view.passes(name))
  const given = new Map(settings)
  const defaults = view.includeDefaults ? defaultIndexSettings().filter(([name]) => !given.has(name) && view.passes(name)) : []
  if (settings.length === 0 && defaults.length === 0) return undefined
  return {
    settings: showSettings(settings, view.flat),
    defaults: view.includeDefaults ? showSettings(defaults, view.flat) : undefined,
  }
}

/** What was set, what an index has from its making, and what Elasticsearch always shows. */
function fullSettings(shard: Shard, version: string): ReadonlyMap<string, string> {
  return new Map([
    ['index.routing.allocation.include._tier_preference', 'data_content'],
    ['index.number_of_shards', '1'],
    ['index.number_of_replicas', '1'],
    ...shard.settings,
    ['index.creation_date', String(shard.creationDate)],
    ['index.provided_name', shard.providedName],
    ['index.uuid', shard.uuid],
    ['index.version.created', indexVersion(version)],
  ])
}

/** The number by which a release names its index format: `9111000` since 9.x, `major minor patch 99` in 7.x and early 8.x. */
function indexVersion(version: string): string {
  const [major = 9, minor = 0, patch = 0] = version.split('.').map(Number)
  if (major >= 9) return '9111000'
  if (major === 8 && minor > 10) return '8500003'
  return String(major * 1_000_000 + minor * 10_000 + patch * 100 + 99)
}

/** The `aliases` of an index. */
export const showAliases = (aliases: readonly Alias[]): JsonOutput =>
  new Map(aliases.map((alias) => [alias.name, showAlias(alias)]))

/** What an alias is like, beside its name. */
export const showAlias = ({ filter, indexRouting, searchRouting, isWriteIndex, isHidden }: Omit<Alias, 'name'>) => ({
  filter: filter === undefined ? undefined : parseJsonText(filter),
  index_routing: indexRouting,
  search_routing: searchRouting,
  is_write_index: isWriteIndex,
  is_hidden: isHidden === true ? true : undefined,
})
