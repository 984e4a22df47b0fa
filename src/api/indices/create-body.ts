/** The body of index creation: settings, mappings and aliases, each checked in Elasticsearch's words. */
import { resolveDateMathName } from '../../core/date-math.ts'
import { illegalArgument, parseFailure } from '../../core/errors.ts'
import { isJsonObject, type JsonObject } from '../../core/json/value.ts'
import type { Alias } from '../../engine/alias.ts'
import { flattenSettings } from '../flat-settings.ts'
import { checkEach } from '../setting-value.ts'
import { parseAlias } from './alias-options.ts'
import { checkIndexSetting, refusePrivateSetting, withExpandedReplicas } from './index-settings.ts'

export interface CreateBody {
  /** null: not as a template has it. */
  readonly settings: ReadonlyMap<string, string | null>
  readonly mappings: JsonObject | undefined
  readonly aliases: readonly Alias[]
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
export function refuseTypedMapping(mappings: JsonObject): void {
  if (isTypedMapping(mappings)) throw illegalArgument('The mapping definition cannot be nested under a type [_doc].')
}

/** A mapping whose only member is `_doc`. */
export const isTypedMapping = (mapping: JsonObject): boolean => mapping.size === 1 && isJsonObject(mapping.get('_doc'))

/** The settings of a new index, flat and checked. */
export function parseSettings(settings: JsonObject): ReadonlyMap<string, string | null> {
  const flat = withExpandedReplicas(flattenSettings(settings, 'index.'))
  for (const name of flat.keys()) refusePrivateSetting(name, 'create')
  checkEach(flat, ([name, value]) => void checkIndexSetting(name, value))
  return flat
}

/** Throws 400 where an alias cannot be one of an index of this name. */
export const parseAliases = (aliases: JsonObject, index: string): readonly Alias[] =>
  namedAliases(aliases, index).map(([name, options]) => parseAlias(name, options))

/** The aliases of a body by their resolved names, with their options as they came. */
export function createdAliases(body: JsonObject, index: string): readonly (readonly [string, JsonObject])[] {
  const aliases = readSection(body, 'aliases')
  return aliases ? namedAliases(aliases, index) : []
}

function namedAliases(aliases: JsonObject, index: string): readonly (readonly [string, JsonObject])[] {
  const now = Date.now()
  return [...aliases].map(([expression, options]) => {
    const name = resolveDateMathName(expression, now)
    if (Array.isArray(options)) throw illegalArgument(`Unknown token [END_ARRAY] in alias [${name}]`)
    if (!isJsonObject(options)) throw illegalArgument('No alias is specified')
    if (name === index) throw illegalArgument(`alias name [${name}] self-conflicts with index name`)
    return [name, options] as const
  })
}
