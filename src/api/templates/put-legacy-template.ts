/** `PUT|POST /_template/{name}`: keeps a template of the older kind, which adds up with others by its order. */
import { illegalArgument, parseFailure, validationFailed } from '../../core/errors.ts'
import { isJsonNumber, isJsonObject, type JsonObject, type JsonValue, numberText } from '../../core/json/value.ts'
import { overlapping } from '../../engine/templates/find-template.ts'
import type { LegacyTemplate, TemplateChanges, Templates } from '../../engine/templates/template.ts'
import type { ApiRequest } from '../../request/api.ts'
import { ok } from '../../request/reply.ts'
import { backendApi } from '../define.ts'
import { flattenSettings } from '../flat-settings.ts'
import { checkContent } from './check-composition.ts'
import { listed } from './plan-index-template.ts'
import { parseAliases, settingFaults } from './template-content.ts'
import { hiddenFaults, nameFaults, patternFaults, refuseFaults } from './template-name.ts'
import { aliasNames } from './template-target.ts'

interface PutLegacy {
  readonly template: LegacyTemplate
  readonly create: boolean
}

export const putLegacyTemplate = backendApi({
  name: 'indices.put_template',
  summary: 'Keeps a template of the older kind',
  routes: [
    { method: 'PUT', path: '/_template/{name}' },
    { method: 'POST', path: '/_template/{name}' },
  ],
  action: 'indices:admin/template/put',
  scope: 'cluster',
  parameters: { create: 'boolean', order: 'text', master_timeout: 'time', cause: 'text' },
  body: 'required',
  parse: parsePutLegacy,
  targets: ({ template: { patterns, content } }) => ({
    kind: 'cluster',
    template: { kind: 'index', patterns, components: [], aliases: aliasNames(content) },
  }),
  remote: { kind: 'cluster' },
  async embedded(engine, request) {
    await engine.templates.change((templates) => planLegacy(request, templates))
    return ok({ acknowledged: true })
  },
})

function parsePutLegacy({ path, parameters, body }: ApiRequest): PutLegacy {
  parameters.time('master_timeout', undefined)
  const create = parameters.boolean('create', false)
  const order = parameters.text('order')
  const template = parseLegacy(path.get('name')!, body.object(), order)
  return { template, create }
}

const MEMBERS = new Set(['index_patterns', 'order', 'version', 'settings', 'mappings', 'aliases'])

function parseLegacy(name: string, body: JsonObject, order: string | undefined): LegacyTemplate {
  const unknown = [...body.keys()].find((key) => !MEMBERS.has(key))
  if (unknown !== undefined) throw parseFailure(`unknown key [${unknown}] in the template `)
  const patterns = parsePatterns(body.get('index_patterns'))
  if (patterns.length === 0) throw validationFailed(['index patterns are missing'])
  const settings = section(body, 'settings')
  const aliases = section(body, 'aliases')
  return {
    name,
    patterns,
    order: wholeOf(body.get('order') ?? order ?? 0, 'order'),
    version: body.get('version') === undefined ? undefined : wholeOf(body.get('version')!, 'version'),
    content: {
      settings: flattenSettings(settings ?? new Map(), 'index.'),
      mappings: section(body, 'mappings'),
      aliases: aliases ? parseAliases(aliases) : [],
    },
  }
}

function parsePatterns(value: JsonValue | undefined): readonly string[] {
  if (value === undefined) return []
  const patterns = Array.isArray(value) ? value : [value]
  if (patterns.every((pattern) => typeof pattern === 'string')) return patterns
  throw illegalArgument('Malformed [index_patterns] value, should be a string or a list of strings')
}

function section(body: JsonObject, key: string): JsonObject | undefined {
  const value = body.get(key)
  if (value === undefined || isJsonObject(value)) return value
  throw illegalArgument(`Malformed [${key}] section, should be an object`)
}

function wholeOf(value: JsonValue, key: string): number {
  const text = isJsonNumber(value) ? numberText(value) : value
  if (typeof text === 'string' && /^[+-]?\d+$/.test(text) && Math.abs(Number(text)) < 2 ** 31) return Number(text)
  throw illegalArgument(`Malformed [${key}] value, should be an integer`)
}

function planLegacy({ template, create }: PutLegacy, { legacy, index }: Templates): TemplateChanges {
  const { name, patterns, content } = template
  const before = legacy.get(name)
  if (before && create) throw illegalArgument(`index_template [${name}] already exists`)
  refuseFaults(name, [...nameFaults(name), ...patternFaults(patterns), ...hiddenFaults(patterns, content.settings)])
  for (const fault of settingFaults(content)) throw fault
  checkContent(content)
  const others = overlapping(index.values(), patterns)
  const isNew = before?.patterns.join(',') !== patterns.join(',')
  // What matches everything has always been there beside more special ones.
  if (others.length > 0 && isNew && !patterns.includes('*')) {
    const names = others.map((other) => other.name).join(',')
    throw illegalArgument(
      `legacy template [${name}] has index patterns [${patterns.join(', ')}] matching patterns from existing composable templates [${names}] with patterns (${listed(others)}), use composable templates (/_index_template) instead`,
    )
  }
  return { legacy: new Map([[name, template]]) }
}
