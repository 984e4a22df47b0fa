/**
 * Templates: what new indices get by their names. Component templates are parts, index templates put them together, legacy templates are
 * the older kind that adds up by order. What they hold was checked when they were put; the engine keeps them and applies them.
 */
import type { JsonObject } from '../../core/json/value.ts'
import type { Alias } from '../alias.ts'

/** What a template gives to an index; undefined: it says nothing of that. */
export interface TemplateContent {
  /** Flat, full names; null takes back what an earlier template says. */
  readonly settings: ReadonlyMap<string, string | null> | undefined
  readonly mappings: JsonObject | undefined
  readonly aliases: readonly Alias[] | undefined
}

interface Described {
  readonly name: string
  readonly version: number | undefined
}

interface Composable extends Described {
  readonly meta: JsonObject | undefined
  readonly deprecated: boolean | undefined
  /** Epoch milliseconds. */
  readonly createdAt: number
  readonly modifiedAt: number
}

export interface ComponentTemplate extends Composable {
  readonly content: TemplateContent
}

export interface IndexTemplate extends Composable {
  readonly patterns: readonly string[]
  readonly content: TemplateContent | undefined
  /** Names of component templates, the later ones over the earlier ones. */
  readonly composedOf: readonly string[]
  readonly ignoreMissing: readonly string[] | undefined
  readonly priority: number | undefined
  readonly allowAutoCreate: boolean | undefined
  /** Names that match are data streams. */
  readonly dataStream: DataStreamOptions | undefined
}

export interface DataStreamOptions {
  readonly hidden: boolean
  readonly allowCustomRouting: boolean
}

export interface LegacyTemplate extends Described {
  readonly patterns: readonly string[]
  readonly order: number
  readonly content: TemplateContent
}

/** All there are, by name, in the order of their names. */
export interface Templates {
  readonly component: ReadonlyMap<string, ComponentTemplate>
  readonly index: ReadonlyMap<string, IndexTemplate>
  readonly legacy: ReadonlyMap<string, LegacyTemplate>
}

export type TemplateKind = keyof Templates

/** What is to become of templates; undefined: it is deleted. */
export type TemplateChanges = { readonly [Kind in TemplateKind]?: ReadonlyMap<string, TemplateOf<Kind> | undefined> }

export type TemplateOf<Kind extends TemplateKind> = Templates[Kind] extends ReadonlyMap<string, infer Template> ? Template : never

export const NO_TEMPLATES: Templates = { component: new Map(), index: new Map(), legacy: new Map() }

/** Templates with changes made. */
export const withTemplates = (templates: Templates, changes: TemplateChanges): Templates => ({
  component: changed(templates.component, changes.component),
  index: changed(templates.index, changes.index),
  legacy: changed(templates.legacy, changes.legacy),
})

function changed<Template>(
  templates: ReadonlyMap<string, Template>,
  changes: ReadonlyMap<string, Template | undefined> = new Map(),
): ReadonlyMap<string, Template> {
  if (changes.size === 0) return templates
  const all = new Map<string, Template | undefined>([...templates, ...changes])
  const left = [...all].filter((entry): entry is [string, Template] => entry[1] !== undefined)
  return new Map(left.sort(([one], [other]) => (one < other ? -1 : 1)))
}
