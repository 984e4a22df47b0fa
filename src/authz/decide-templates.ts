/**
 * Whether a template may be put by whoever puts it. An alias that a template gives to indices yet to be made must not allow its maker more
 * than these indices do: otherwise a template would be a way to read what others will make. Stricter than Elasticsearch, which asks only
 * for the cluster privilege. Called by `authorize.ts`.
 */
import { forbidden, invalidIndexName } from '../core/errors.ts'
import type { TemplateBinding } from '../request/access.ts'
import type { CatalogueTemplates } from '../request/catalogue.ts'
import type { TemplateTarget } from '../request/names.ts'
import { namesOwnRecords } from '../roles/restricted-names.ts'
import type { RoleSet } from '../roles/role-set.ts'
import { givesMoreThanPattern } from './alias-rights.ts'

/** What may be bound; throws 403. */
export function decideTemplate(
  target: TemplateTarget,
  templates: CatalogueTemplates | undefined,
  roles: RoleSet,
): readonly TemplateBinding[] {
  const bindings = bindingsOf(target, templates)
  const own = target.aliases.find(namesOwnRecords)
  if (own !== undefined) throw invalidIndexName(own, "is kept for the server's own records")
  const opens = bindings.some(({ patterns, aliases }) =>
    aliases.some((alias) => patterns.some((pattern) => givesMoreThanPattern(roles, alias, pattern))),
  )
  if (!opens) return bindings
  throw forbidden('Adding an alias is not allowed when the alias has more permissions than any of the indices')
}

/** Index templates that name a component before it is there are bound once it is put. */
function bindingsOf(target: TemplateTarget, templates: CatalogueTemplates | undefined): readonly TemplateBinding[] {
  const { components = new Map<string, readonly string[]>(), indexTemplates = [] } = templates ?? {}
  if (target.kind === 'index') {
    const { patterns, aliases } = target
    return [{ patterns, aliases: [...aliases, ...target.components.flatMap((name) => components.get(name) ?? [])] }]
  }
  const { name, aliases } = target
  return indexTemplates.filter(({ composedOf }) => composedOf.includes(name)).map(({ patterns }) => ({ patterns, aliases }))
}
