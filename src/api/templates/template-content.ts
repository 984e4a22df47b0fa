/** The `template` of a template: settings, mappings and aliases, read and shown. What is wrong with each is told by its reader's caller. */
import { ElasticError, illegalArgument } from '../../core/errors.ts'
import type { JsonOutput } from '../../core/json/output.ts'
import { isJsonObject, type JsonObject } from '../../core/json/value.ts'
import type { Alias } from '../../engine/alias.ts'
import type { TemplateContent } from '../../engine/templates/template.ts'
import { flattenSettings, showSettings } from '../flat-settings.ts'
import { parseAlias } from '../indices/alias-options.ts'
import { checkIndexSetting, refusePrivateSetting } from '../indices/index-settings.ts'
import { showAliases } from '../indices/show-index.ts'
import { ObjectReader } from '../object-reader.ts'

const SECTIONS = ['settings', 'mappings', 'aliases', 'lifecycle', 'data_stream_options'] as const

/** Reads the object; values of settings are not checked yet (`settingFaults`). */
export function parseContent(template: JsonObject): TemplateContent {
  const reader = new ObjectReader(template, 'template', SECTIONS)
  for (const section of ['lifecycle', 'data_stream_options'] as const) {
    if (reader.object(section)) throw illegalArgument(`[${section}] of templates is not supported`)
  }
  const settings = reader.object('settings')
  const aliases = reader.object('aliases')
  return {
    settings: settings && flattenSettings(settings, 'index.'),
    mappings: reader.object('mappings'),
    aliases: aliases && parseAliases(aliases),
  }
}

/** Aliases of a template; names that are made of the index's are known only then. */
export function parseAliases(aliases: JsonObject): readonly Alias[] {
  return [...aliases].map(([name, options]) => {
    if (!isJsonObject(options)) throw illegalArgument('No alias is specified')
    return parseAlias(name, options)
  })
}

/** What is wrong with settings, in words. */
export function settingFaults({ settings = new Map() }: Partial<TemplateContent>): readonly ElasticError[] {
  return [...(settings ?? [])].flatMap(([name, value]) => {
    try {
      refusePrivateSetting(name, 'create')
      checkIndexSetting(name, value)
      return []
    } catch (error) {
      if (error instanceof ElasticError) return [error]
      throw error
    }
  })
}

/** Only the sections that were given. */
export const showContent = ({ settings, mappings, aliases }: TemplateContent, flat: boolean): JsonOutput => ({
  settings: settings && showSettings(settings, flat),
  mappings,
  aliases: aliases && showAliases(aliases),
})
