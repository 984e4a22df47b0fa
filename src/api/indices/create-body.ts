/** The body of index creation: settings, mappings and aliases, each checked in Elasticsearch's words. */
import { resolveDateMathName } from '../../core/date-math.ts'
import { ElasticError, illegalArgument, parseFailure } from '../../core/errors.ts'
import { isJsonObject, type JsonObject, type JsonValue } from '../../core/json/value.ts'
import { findNameFault } from '../../request/index-name.ts'
import { flattenSettings } from '../flat-settings.ts'
import { checkEach } from '../setting-value.ts'
import { checkIndexSetting, refusePrivateSetting, withExpandedReplicas } from './index-settings.ts'

export interface CreateBody {
  readonly settings: ReadonlyMap<string, string>
  readonly mappings: JsonObject | undefined
  readonly aliases: readonly string[]
}

const SECTIONS = ['settings', 'mappings', 'aliases'] as const

/** Reads the body for an index of this name. */
export function parseCreateBody(body: JsonObject, index: string): CreateBody {
  for (const key of body.keys()) {
    if (!(SECTIONS as readonly string[]).includes(key)) throw parseFailure(`unknown key [${key}] for create index`)
  }
  const [settings, mappings, aliases] = SECTIONS.map((section) => readSection(body, section))
  if (mappings) refuseTypedMapping(mappings)
  return {
    settings: settings ? parseSettings(settings) : new Map(),
    mappings,
    aliases: aliases ? parseAliases(aliases, index) : [],
  }
}

function readSection(body: JsonObject, name: string): JsonObject | undefined {
  const section = body.get(name)
  if (section === undefined || isJsonObject(section)) return section
  throw parseFailure(`key [${name}] must be an object`)
}

/** Types are gone since 8.0. */
function refuseTypedMapping(mappings: JsonObject): void {
  if (isTypedMapping(mappings)) throw illegalArgument('The mapping definition cannot be nested under a type [_doc].')
}

/** A mapping whose only member is `_doc`. */
export const isTypedMapping = (mapping: JsonObject): boolean => mapping.size === 1 && isJsonObject(mapping.get('_doc'))

function parseSettings(settings: JsonObject): ReadonlyMap<string, string> {
  const flat = withExpandedReplicas(flattenSettings(settings, 'index.'))
  for (const name of flat.keys()) refusePrivateSetting(name, 'create')
  checkEach(flat, ([name, value]) => void checkIndexSetting(name, value))
  return new Map([...flat].filter((entry): entry is [string, string] => entry[1] !== null))
}

function parseAliases(aliases: JsonObject, index: string): readonly string[] {
  const now = Date.now()
  return [...aliases].map(([expression, options]) => {
    const alias = resolveDateMathName(expression, now)
    checkAlias(alias, options, index)
    return alias
  })
}

function checkAlias(alias: string, options: JsonValue, index: string): void {
  if (Array.isArray(options)) throw illegalArgument(`Unknown token [END_ARRAY] in alias [${alias}]`)
  if (!isJsonObject(options)) throw illegalArgument('No alias is specified')
  for (const [name, value] of options) refuseAliasOption(alias, name, value)
  const fault = findNameFault(alias, 'alias')
  if (fault !== undefined) throw new ElasticError('invalid_alias_name_exception', `Invalid alias name [${alias}]: ${fault}`)
  if (alias === index) throw illegalArgument(`alias name [${alias}] self-conflicts with index name`)
}

const OPTIONS = new Set([
  'filter',
  'routing',
  'index_routing',
  'indexRouting',
  'search_routing',
  'searchRouting',
  'is_write_index',
  'is_hidden',
])

/** Aliases are plain names so far: an option that would be forgotten is refused, above all a filter. */
function refuseAliasOption(alias: string, name: string, value: JsonValue): void {
  if (!OPTIONS.has(name)) throw illegalArgument(`Unknown field [${name}] in alias [${alias}]`)
  const changesNothing = value === null || (name === 'is_hidden' && value === false)
  if (!changesNothing) throw illegalArgument(`[${name}] of alias [${alias}] is not supported`)
}
