/**
 * A catalogue as somebody may know it: what he may not see is not in it. Explanations are made on it, so that they tell nobody of a name
 * that he could not have found out himself.
 */
import type { Catalogue, CatalogueAlias, CatalogueIndex } from '../request/catalogue.ts'
import type { RoleSet } from '../roles/role-set.ts'
import type { CatalogueView } from './catalogue-view.ts'
import { findNamed } from './find-named.ts'
import { coversIndex } from './privilege-check.ts'

/** Whoever may resolve names may list them. */
const SEEING = 'indices:admin/resolve/index'
/** Privileges with that action. */
const SHOWING = ['read', 'view_index_metadata', 'manage']

/** Whether the roles show every name there could be: known without a look at those there are. */
export const seesEveryName = (roles: RoleSet): boolean => coversIndex(roles, '*', SHOWING, true).includes(true)

/** The indices and aliases that the roles show; the same catalogue where they show all. */
export function seenCatalogue(catalogue: Catalogue, view: CatalogueView, roles: RoleSet): Catalogue {
  if (seesEveryName(roles)) return catalogue
  const rights = roles.indices.forAction(SEEING)
  const isSeen = (name: string): boolean => findNamed(rights, view, name) !== undefined
  const indices = new Map<string, CatalogueIndex>()
  for (const [name, index] of catalogue.indices) {
    if (isSeen(name)) indices.set(name, { ...index, aliases: index.aliases.filter(isSeen) })
  }
  const aliases = new Map<string, CatalogueAlias>()
  for (const [name, alias] of catalogue.aliases) {
    if (!isSeen(name)) continue
    const streams = alias.streams?.filter(isSeen)
    aliases.set(name, {
      ...alias,
      indices: alias.indices.filter((member) => indices.has(member)),
      ...(streams ? { streams } : {}),
    })
  }
  return { ...catalogue, indices, aliases }
}
