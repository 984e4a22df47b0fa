/** Which templates bear on a name. An index template leaves no room for another, nor for legacy ones. */
import { compileWildcard } from '../../core/wildcard.ts'
import { patternsOverlap } from './pattern-overlap.ts'
import type { IndexTemplate, LegacyTemplate, Templates } from './template.ts'

interface Patterned {
  readonly patterns: readonly string[]
}

/** Templates of everything leave hidden indices alone. */
const applies = ({ patterns }: Patterned, name: string, isHidden: boolean): boolean =>
  patterns.some((pattern) => compileWildcard(pattern).matches(name)) && !(isHidden && patterns.includes('*'))

/** The index template with the highest priority among those that match. */
export function findIndexTemplate(
  { index }: Pick<Templates, 'index'>,
  name: string,
  isHidden = false,
): IndexTemplate | undefined {
  let found: IndexTemplate | undefined
  for (const template of index.values()) {
    if (!applies(template, name, isHidden)) continue
    if (!found || priorityOf(template) > priorityOf(found)) found = template
  }
  return found
}

/** Legacy templates that match, the lower order first. */
export const findLegacyTemplates = ({ legacy }: Templates, name: string, isHidden = false): readonly LegacyTemplate[] =>
  [...legacy.values()].filter((template) => applies(template, name, isHidden)).sort((one, other) => one.order - other.order)

export const priorityOf = ({ priority }: Pick<IndexTemplate, 'priority'>): number => priority ?? 0

/** Those of which some pattern can match a name that one of `patterns` matches too. */
export const overlapping = <Template extends Patterned>(
  templates: Iterable<Template>,
  patterns: readonly string[],
): readonly Template[] =>
  [...templates].filter((template) => template.patterns.some((one) => patterns.some((other) => patternsOverlap(one, other))))
