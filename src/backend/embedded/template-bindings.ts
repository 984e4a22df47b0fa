/**
 * Whether changed templates bind only what was authorized. Authorization saw the templates as they were before; what others changed
 * meanwhile may have made a harmless template one that opens indices. Called by `granted-engine.ts`.
 */
import { ElasticError } from '../../core/errors.ts'
import { type TemplateChanges, type TemplateContent, type Templates, withTemplates } from '../../engine/templates/template.ts'
import type { TemplateBinding } from '../../request/access.ts'

/** Throws 429 where a change binds more. */
export function assertBound(changes: TemplateChanges, before: Templates, granted: readonly TemplateBinding[]): void {
  const isGranted = (alias: string, pattern: string): boolean =>
    granted.some(({ aliases, patterns }) => aliases.includes(alias) && patterns.includes(pattern))
  for (const { aliases, patterns } of bindingsOf(changes, withTemplates(before, changes))) {
    if (aliases.every((alias) => patterns.every((pattern) => isGranted(alias, pattern)))) continue
    throw new ElasticError('es_rejected_execution_exception', 'templates were changed meanwhile, try again')
  }
}

function bindingsOf(changes: TemplateChanges, after: Templates): readonly TemplateBinding[] {
  const bindings: TemplateBinding[] = []
  for (const { patterns, content, composedOf, name } of after.index.values()) {
    const isChanged = changes.index?.has(name) === true
    const parts = composedOf.filter((part) => isChanged || changes.component?.has(part))
    const contents = [...(isChanged ? [content] : []), ...parts.map((part) => after.component.get(part)?.content)]
    bindings.push({ patterns, aliases: contents.flatMap(aliasNames) })
  }
  for (const name of changes.legacy?.keys() ?? []) {
    const template = after.legacy.get(name)
    if (template) bindings.push({ patterns: template.patterns, aliases: aliasNames(template.content) })
  }
  return bindings
}

const aliasNames = (content: TemplateContent | undefined): readonly string[] => content?.aliases?.map(({ name }) => name) ?? []
