/** What putting an index template changes, or why it may not be put: names, conflicts with others, components, composition. */
import { illegalArgument } from '../../core/errors.ts'
import { overlapping, priorityOf } from '../../engine/templates/find-template.ts'
import type { IndexTemplate, Templates } from '../../engine/templates/template.ts'
import { checkComposition } from './check-composition.ts'
import type { GivenTemplate } from './index-template-body.ts'
import { withDates } from './managed-dates.ts'
import { settingFaults } from './template-content.ts'
import { hiddenFaults, invalidTemplate, nameFaults, patternFaults, refuseFaults } from './template-name.ts'

export interface TemplateRequest {
  readonly template: GivenTemplate
  /** Refuses to replace one that is there. */
  readonly create: boolean
}

/** The template as it would be kept; throws 400. */
export function planIndexTemplate({ template, create }: TemplateRequest, templates: Templates, now: number): IndexTemplate {
  const { name, patterns, content } = template
  refuseMissingComponents(template, templates)
  const before = templates.index.get(name)
  if (before && create) throw illegalArgument(`index template [${name}] already exists`)
  if (patterns.length === 0) throw illegalArgument('There must be at least one pattern, zero given')
  refuseSamePriority(template, templates)
  const settings = content?.settings ?? new Map<string, string | null>()
  refuseFaults(name, [
    ...nameFaults(name),
    ...patternFaults(patterns),
    ...hiddenFaults(patterns, settings),
    ...settingFaults({ settings }).map(({ reason }) => reason),
  ])
  const planned = withDates(template, before, now)
  checkComposition(planned, templates)
  return planned
}

function refuseMissingComponents({ name, composedOf, ignoreMissing = [] }: GivenTemplate, { component }: Templates): void {
  const missing = composedOf.filter((part) => !component.has(part) && !ignoreMissing.includes(part))
  if (missing.length === 0) return
  throw invalidTemplate(name, `index template [${name}] specifies component templates [${missing.join(', ')}] that do not exist`)
}

/** Which of two templates an index gets must never be open. */
function refuseSamePriority(template: GivenTemplate, { index }: Templates): void {
  const { name, patterns } = template
  const others = overlapping(index.values(), patterns)
  const equal = others.filter((other) => other.name !== name && priorityOf(other) === priorityOf(template))
  if (equal.length === 0) return
  const names = equal.map((other) => other.name).join(',')
  throw illegalArgument(
    `index template [${name}] has index patterns [${patterns.join(', ')}] matching patterns from existing templates [${names}] with patterns (${listed(equal)}) that have the same priority [${priorityOf(template)}], multiple index templates may not match during index creation, please use a different priority`,
  )
}

/** `t1 => [a, b],t2 => [c]` */
export const listed = (templates: readonly Pick<IndexTemplate, 'name' | 'patterns'>[]): string =>
  templates.map(({ name, patterns }) => `${name} => [${patterns.join(', ')}]`).join(',')
