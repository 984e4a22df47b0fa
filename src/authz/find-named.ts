/**
 * What may be seen of a name, by what it stands for. A denial follows the thing, not the name that was used: an index is denied by any of
 * its names, an alias by any index behind it. Without denials it is the name alone that counts, as in Elasticsearch.
 */
import type { Restriction } from '../request/access.ts'
import type { CatalogueIndex } from '../request/catalogue.ts'
import type { ActionRights } from '../roles/index-permission.ts'
import type { CatalogueView } from './catalogue-view.ts'

/** undefined: the action is not allowed on it. */
export function findNamed(rights: ActionRights, view: CatalogueView, name: string): Restriction | undefined {
  const restriction = rights.find(name)
  return restriction && rights.hasDenials && isDeniedBehind(rights, view, name) ? undefined : restriction
}

/** Whether something that a name stands for is denied. */
export function isDeniedBehind(rights: ActionRights, view: CatalogueView, name: string): boolean {
  const named = view.look(name)
  if (named.kind === 'missing') return false
  const indices = named.kind === 'index' ? [named.index] : named.indices
  return indices.some((index) => isDenied(rights, index))
}

const isDenied = (rights: ActionRights, { name, aliases }: CatalogueIndex): boolean =>
  rights.denies(name) || aliases.some((alias) => rights.denies(alias))
