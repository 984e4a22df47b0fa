/** Templates in the `meta` table, one record each. Names are as long as a URL allows, so keys are made of their digests. */
import { createHash } from 'node:crypto'
import { parseJson } from '../../core/json/parse.ts'
import { isJsonObject, type JsonObject, type JsonValue } from '../../core/json/value.ts'
import { writeJson } from '../../core/json/write.ts'
import { readAlias } from '../alias.ts'
import {
  NO_TEMPLATES,
  type TemplateChanges,
  type TemplateContent,
  type TemplateKind,
  type Templates,
  withTemplates,
} from '../templates/template.ts'
import type { MetaRecords } from './meta-records.ts'

const KINDS: readonly TemplateKind[] = ['component', 'index', 'legacy']

export class TemplateRecords {
  readonly #records: MetaRecords

  constructor(records: MetaRecords) {
    this.#records = records
  }

  list(): Templates {
    return KINDS.reduce((found, kind) => withTemplates(found, { [kind]: this.#listOf(kind) }), NO_TEMPLATES)
  }

  /** Inside a transaction. */
  put(changes: TemplateChanges): void {
    for (const kind of KINDS) {
      for (const [name, template] of changes[kind] ?? []) {
        if (template) this.#records.put(keyOf(kind, name), writeJson(storedForm(template)))
        else this.#records.remove(keyOf(kind, name))
      }
    }
  }

  #listOf(kind: TemplateKind): ReadonlyMap<string, never> {
    const records = this.#records.keys(`template/${kind}/`).map((key) => parseJson(this.#records.get(key)!) as JsonObject)
    // Written by this server from a template of this kind, under a checksum.
    return new Map(records.map((record) => [record.get('name') as string, readTemplate(record) as never]))
  }
}

const keyOf = (kind: TemplateKind, name: string): string =>
  `template/${kind}/${createHash('sha256').update(name).digest('base64url')}`

function storedForm(template: object): Record<string, JsonValue> {
  const form = { ...template } as Record<string, JsonValue> & { content?: TemplateContent }
  const { content } = form
  return content ? { ...form, content: storedContent(content) as JsonValue } : form
}

const storedContent = ({ settings, mappings, aliases }: TemplateContent): unknown => ({
  settings: settings && [...settings],
  mappings,
  aliases: aliases?.map((alias) => ({ ...alias })),
})

function readTemplate(record: JsonObject): object {
  const content = record.get('content')
  const dataStream = record.get('dataStream')
  return {
    ...Object.fromEntries(record),
    ...(isJsonObject(content) ? { content: readContent(content) } : {}),
    ...(isJsonObject(dataStream) ? { dataStream: Object.fromEntries(dataStream) } : {}),
  }
}

function readContent(content: JsonObject): TemplateContent {
  const settings = content.get('settings') as [string, string | null][] | undefined
  return {
    settings: settings && new Map(settings),
    mappings: content.get('mappings') as JsonObject | undefined,
    aliases: (content.get('aliases') as JsonValue[] | undefined)?.map(readAlias),
  }
}
