/** `GET|HEAD /_template`: shows templates of the older kind. */
import type { JsonOutput } from '../../core/json/output.ts'
import type { LegacyTemplate } from '../../engine/templates/template.ts'
import type { ApiRequest } from '../../request/api.ts'
import type { Targets } from '../../request/names.ts'
import { splitList } from '../../request/parameters.ts'
import type { Reply } from '../../request/reply.ts'
import { backendApi } from '../define.ts'
import { showSettings } from '../flat-settings.ts'
import { showAliases } from '../indices/show-index.ts'
import { resolveNamed } from './select-names.ts'

interface LegacySelection {
  /** Names and patterns; undefined: all. */
  readonly expressions: readonly string[] | undefined
  readonly flat: boolean
}

const SHARED = {
  action: 'indices:admin/template/get',
  scope: 'cluster',
  parameters: { flat_settings: 'boolean', local: 'boolean', master_timeout: 'time' },
  body: 'none',
  parse: parseLegacySelection,
  targets: (): Targets => ({ kind: 'cluster' }),
} as const

export const getLegacyTemplate = backendApi({
  ...SHARED,
  name: 'indices.get_template',
  summary: 'Shows templates of the older kind',
  routes: [
    { method: 'GET', path: '/_template' },
    { method: 'GET', path: '/_template/{name}' },
  ],
  remote: { kind: 'cluster' },
  embedded: (engine, selection) => answerLegacy(engine.templates.get().legacy, selection),
})

export const existsLegacyTemplate = backendApi({
  ...SHARED,
  name: 'indices.exists_template',
  summary: 'Tells whether a template of the older kind exists',
  routes: [{ method: 'HEAD', path: '/_template/{name}' }],
  remote: { kind: 'cluster' },
  embedded: (engine, selection) => ({ status: answerLegacy(engine.templates.get().legacy, selection).status }),
})

function parseLegacySelection({ path, parameters }: ApiRequest): LegacySelection {
  parameters.boolean('local', false)
  parameters.time('master_timeout', undefined)
  const name = path.get('name')
  return { expressions: name === undefined ? undefined : splitList(name), flat: parameters.boolean('flat_settings', false) }
}

function answerLegacy(templates: ReadonlyMap<string, LegacyTemplate>, { expressions, flat }: LegacySelection): Reply {
  const { names } = resolveNamed(templates, expressions ?? ['*'])
  const found = names.map((name): [string, JsonOutput] => [name, showLegacy(templates.get(name)!, flat)])
  const isFound = found.length > 0 || expressions === undefined
  return { status: isFound ? 200 : 404, body: new Map(found) }
}

const showLegacy = ({ order, version, patterns, content }: LegacyTemplate, flat: boolean): JsonOutput => ({
  order,
  version,
  index_patterns: patterns,
  settings: showSettings(content.settings ?? [], flat),
  mappings: content.mappings ?? {},
  aliases: showAliases(content.aliases ?? []),
})
