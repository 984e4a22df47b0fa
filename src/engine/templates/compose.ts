/** What templates come to: component templates in their order, then the index template itself; or legacy templates by their order. */
import type { JsonObject } from '../../core/json/value.ts'
import { isJsonObject } from '../../core/json/value.ts'
import { joinDeclarations } from '../../mapping/join-declarations.ts'
import type { Alias } from '../alias.ts'
import type { IndexTemplate, TemplateContent, Templates } from './template.ts'

/** What an index gets. */
export interface Composition {
  readonly settings: ReadonlyMap<string, string>
  readonly mappings: JsonObject | undefined
  readonly aliases: readonly Alias[]
}

/** Every data stream has the field that orders it. */
const STREAM_CONTENT: TemplateContent = {
  settings: undefined,
  mappings: new Map<string, JsonObject>([
    ['_data_stream_timestamp', new Map([['enabled', true]])],
    ['properties', new Map([['@timestamp', new Map([['type', 'date']])]])],
  ]),
  aliases: undefined,
}

/** The parts of an index template, lowest first; component templates that are missing give nothing. */
export function partsOf(template: IndexTemplate, { component }: Pick<Templates, 'component'>): readonly TemplateContent[] {
  const components = template.composedOf.flatMap((name) => component.get(name)?.content ?? [])
  const stream = template.dataStream ? [STREAM_CONTENT] : []
  return [...stream, ...components, ...(template.content ? [template.content] : [])]
}

/** Lays parts one over the other. */
export function compose(parts: readonly TemplateContent[]): Composition {
  const settings = new Map<string, string | null>()
  const aliases = new Map<string, Alias>()
  let mappings: JsonObject | undefined
  for (const part of parts) {
    for (const [name, value] of part.settings ?? []) settings.set(name, value)
    for (const alias of part.aliases ?? []) aliases.set(alias.name, alias)
    const declared = part.mappings && withoutType(part.mappings)
    mappings = mappings && declared ? joinDeclarations(mappings, declared) : (declared ?? mappings)
  }
  const given = [...settings].filter((entry): entry is [string, string] => entry[1] !== null)
  return { settings: new Map(given), mappings, aliases: [...aliases.values()] }
}

/** Templates may still wrap a mapping in the one type there was. */
function withoutType(mapping: JsonObject): JsonObject {
  const inner = mapping.get('_doc')
  return mapping.size === 1 && isJsonObject(inner) ? inner : mapping
}
