/**
 * What may be seen of a name, by what it stands for. A denial follows the thing, not the name that was used: an index is denied by any of
 * its names, an alias by any index behind it. Without denials it is the name alone that counts, as in Elasticsearch.
 */
import type { Restriction } from '../request/access.ts'
import type { CatalogueIndex } from '../request/catalogue.ts'
import type { ActionRights } from '../roles/index-permission.ts'
import type { CatalogueView } from './catalogue-view.ts'

/** undefined: the action is not allowed on it. What is allowed on a data stream is allowed on its backing indices. */
export function findNamed(rights: ActionRights, view: CatalogueView, name: string): Restriction | undefined {
  const restriction = view.hasStreams ? findWithStream(rights, view, name) : rights.find(name)
  return restriction && rights.hasDenials && isDeniedBehind(rights, view, name) ? undefined : restriction
}

function findWithStream(rights: ActionRights, view: CatalogueView, name: string): Restriction | undefined {
  const named = view.look(name)
  if (named.kind === 'alias' && (named.alias.isStream || named.alias.streams)) return rights.onStreams.find(name)
  if (named.kind !== 'index' || named.index.dataStream === undefined) return rights.find(name)
  return rights.findBacking(name, named.index.dataStream)
}

/** Every name on which the action is allowed, whatever it stands for, in the order of the names. */
export function findReachable(rights: ActionRights, view: CatalogueView): ReadonlyMap<string, Restriction> {
  const visible = rights.visible(view.table)
  if (!rights.hasDenials && !view.hasStreams) return visible
  const known = view.reach.get(rights)
  if (known) return known
  const all = view.hasStreams ? withBackingIndices(visible, rights, view) : visible
  const reachable = rights.hasDenials ? new Map([...all].filter(([name]) => !isDeniedBehind(rights, view, name))) : all
  view.reach.set(rights, reachable)
  return reachable
}

function withBackingIndices(
  visible: ReadonlyMap<string, Restriction>,
  rights: ActionRights,
  view: CatalogueView,
): ReadonlyMap<string, Restriction> {
  const all = new Map<string, Restriction>()
  for (const name of new Set([...visible.keys(), ...view.backing])) {
    const restriction = findWithStream(rights, view, name)
    if (restriction) all.set(name, restriction)
  }
  return new Map([...all].sort(([one], [other]) => (one < other ? -1 : 1)))
}

/** Whether something that a name stands for is denied. */
const isDeniedBehind = (rights: ActionRights, view: CatalogueView, name: string): boolean =>
  namesBehind(view, name).some((each) => rights.denies(each))

/** The names by which something that a name stands for is denied: its own where it is denied itself. */
export function deniedNames(rights: ActionRights, view: CatalogueView, name: string): readonly string[] {
  if (!rights.hasDenials) return []
  if (rights.denies(name)) return [name]
  return [...new Set(namesBehind(view, name))].filter((each) => rights.denies(each))
}

/** Every name of the indices that a name stands for: a denial of one of them is a denial of it. */
export const namesBehind = (view: CatalogueView, name: string): readonly string[] =>
  indicesBehind(view, name).flatMap(({ name: index, aliases, dataStream }) => [
    index,
    ...aliases,
    ...(dataStream === undefined ? [] : [dataStream]),
  ])

function indicesBehind(view: CatalogueView, name: string): readonly CatalogueIndex[] {
  const named = view.look(name)
  if (named.kind === 'missing') return []
  return named.kind === 'index' ? [named.index] : named.indices
}
