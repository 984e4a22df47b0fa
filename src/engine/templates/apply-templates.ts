/** A new index as its request and the templates of its name make it: what is asked for goes over what templates say. */
import { illegalArgument } from '../../core/errors.ts'
import type { CreateIndexRequest } from '../engine.ts'
import { type Composition, compose, partsOf } from './compose.ts'
import { findIndexTemplate, findLegacyTemplates } from './find-template.ts'
import type { IndexTemplate, TemplateContent, Templates } from './template.ts'

export interface ResolvedRequest extends Composition {
  readonly name: string
  readonly providedName?: string | undefined
}

/** Throws 400 where a template makes the name a data stream's. `stream`: the template of the stream that the index is made for. */
export function applyTemplates(request: CreateIndexRequest, templates: Templates, stream?: IndexTemplate): ResolvedRequest {
  const { name, providedName, settings, mappings, aliases } = request
  const isHidden = settings.get('index.hidden') === 'true'
  const template = stream ?? findIndexTemplate(templates, name, isHidden)
  if (template?.dataStream && !stream) {
    throw illegalArgument(
      `cannot create index with name [${name}], because it matches with template [${template.name}] that creates data streams only, use create data stream api instead`,
    )
  }
  const parts = template
    ? partsOf(template, templates)
    : findLegacyTemplates(templates, name, isHidden).map(({ content }) => content)
  return { name, providedName, ...compose([...parts.map((part) => namedAfter(name, part)), { settings, mappings, aliases }]) }
}

/** Templates may name an alias after the index. */
const namedAfter = (index: string, part: TemplateContent): TemplateContent => ({
  ...part,
  aliases: part.aliases?.map((alias) => ({ ...alias, name: alias.name.replaceAll('{index}', index) })),
})
