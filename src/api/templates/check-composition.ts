/** Whether what templates come to could be an index: mappings that parse, aliases that are no pattern. */
import { createAnalysis } from '../../analysis/analysis.ts'
import { ElasticError, illegalArgument } from '../../core/errors.ts'
import type { Alias } from '../../engine/alias.ts'
import { type Composition, compose, partsOf } from '../../engine/templates/compose.ts'
import type { ComponentTemplate, IndexTemplate, TemplateContent, Templates } from '../../engine/templates/template.ts'
import { Mapping } from '../../mapping/mapping.ts'

/** The mapping of content as an index would have it; throws 400. */
export const parsedMapping = ({ settings, mappings }: Composition): Mapping =>
  Mapping.parse(mappings, { analysis: createAnalysis(settings), settings })

/** Throws 400 where the mapping of a part does not parse by itself. */
export function checkContent(content: TemplateContent): void {
  parsedMapping(compose([content]))
}

/** Throws 400 unless an index template can be composed. */
export function checkComposition(template: IndexTemplate, templates: Pick<Templates, 'component'>): void {
  const invalid = (cause: ElasticError): ElasticError =>
    illegalArgument(`composable template [${template.name}] template after composition is invalid`, { causedBy: cause })
  const composition = compose(partsOf(template, templates))
  if (template.dataStream) for (const alias of composition.aliases) refuseIndexTerms(alias, invalid)
  try {
    parsedMapping(composition)
  } catch (error) {
    if (!(error instanceof ElasticError)) throw error
    throw invalid(illegalArgument(`invalid composite mappings for [${template.name}]`, { causedBy: error }))
  }
}

/** Throws 400 for what no alias of a data stream can have (Elasticsearch drops it). */
function refuseIndexTerms(alias: Alias, invalid: (cause: ElasticError) => ElasticError): void {
  const { indexRouting, searchRouting, isHidden } = alias
  const term =
    indexRouting !== undefined || searchRouting !== undefined ? 'routing' : isHidden !== undefined ? 'is_hidden' : undefined
  if (term !== undefined) throw invalid(illegalArgument(`aliases that point to data streams don't support ${term}`))
}

/** Throws 400 where a changed component template spoils an index template made of it. */
export function checkUses(component: ComponentTemplate, { component: before, index }: Templates): void {
  const after = { component: new Map(before).set(component.name, component) }
  for (const template of index.values()) {
    if (!template.composedOf.includes(component.name)) continue
    refuseGlobalHidden(component, template)
    try {
      checkComposition(template, after)
    } catch (error) {
      if (!(error instanceof ElasticError)) throw error
      throw illegalArgument(
        `updating component template [${component.name}] results in invalid composable template [${template.name}] after templates are merged`,
        { causedBy: error },
      )
    }
  }
}

/** Templates of everything would hide every index. */
function refuseGlobalHidden({ name, content }: ComponentTemplate, { name: user, patterns }: IndexTemplate): void {
  if (!patterns.includes('*') || !content.settings?.has('index.hidden')) return
  throw illegalArgument(
    `cannot update component template [${name}] because the following global templates would resolve to specifying the [index.hidden] setting: [${user}]`,
  )
}
