/**
 * Two sets of roles of which only the common part counts: an API key may do what its own roles and its owner's allow, never more. Made by
 * `rights.ts`. Everything here is an "and" of two answers; nothing is merged, so nothing can be gained.
 */
import type { Restriction, View } from '../request/access.ts'
import type { ActionRights, IndexRights } from './index-permission.ts'
import type { NameTable } from './name-table.ts'
import type { RoleSet } from './role-set.ts'

/** What both sets allow. The names are those of the first, whose holder acts. */
export const limitRoles = (own: RoleSet, by: RoleSet): RoleSet => ({
  names: own.names,
  missing: own.missing,
  sides: [...own.sides, ...by.sides],
  workflows: own.workflows && by.workflows ? own.workflows.filter(within(by.workflows)) : (own.workflows ?? by.workflows),
  fingerprint: JSON.stringify([own.fingerprint, by.fingerprint]),
  indices: new LimitedIndices(own.indices, by.indices),
  deniesCluster: (action) => own.deniesCluster(action) || by.deniesCluster(action),
  grantsCluster: (action) => own.grantsCluster(action) && by.grantsCluster(action),
  grantsOwn: (action) => own.grantsOwn(action) && by.grantsOwn(action),
  mayRunAs: (username) => own.mayRunAs(username) && by.mayRunAs(username),
  managesApplications: (applications) => own.managesApplications(applications) && by.managesApplications(applications),
  writesProfiles: (applications) => own.writesProfiles(applications) && by.writesProfiles(applications),
})

const within =
  (list: readonly string[]) =>
  (item: string): boolean =>
    list.includes(item)

class LimitedIndices implements IndexRights {
  readonly #own: IndexRights
  readonly #by: IndexRights
  readonly #actions = new Map<string, ActionRights>()

  constructor(own: IndexRights, by: IndexRights) {
    this.#own = own
    this.#by = by
  }

  forAction(action: string): ActionRights {
    const known = this.#actions.get(action)
    if (known) return known
    const limited = new LimitedAction(this.#own.forAction(action), this.#by.forAction(action))
    this.#actions.set(action, limited)
    return limited
  }
}

class LimitedAction implements ActionRights {
  readonly #own: ActionRights
  readonly #by: ActionRights
  #onStreams: ActionRights | undefined
  #visible: { readonly table: NameTable; readonly names: ReadonlyMap<string, Restriction> } | undefined

  constructor(own: ActionRights, by: ActionRights) {
    this.#own = own
    this.#by = by
  }

  get grantsAnything(): boolean {
    return this.#own.grantsAnything && this.#by.grantsAnything
  }

  get onStreams(): ActionRights {
    const [own, by] = [this.#own.onStreams, this.#by.onStreams]
    if (own === this.#own && by === this.#by) return this
    this.#onStreams ??= new LimitedAction(own, by)
    return this.#onStreams
  }

  get hasDenials(): boolean {
    return this.#own.hasDenials || this.#by.hasDenials
  }

  denies(name: string): boolean {
    return this.#own.denies(name) || this.#by.denies(name)
  }

  find(name: string): Restriction | undefined {
    const own = this.#own.find(name)
    const by = own && this.#by.find(name)
    return own && by && intersectRestrictions(own, by)
  }

  findBacking(index: string, stream: string): Restriction | undefined {
    const own = this.#own.findBacking(index, stream)
    const by = own && this.#by.findBacking(index, stream)
    return own && by && intersectRestrictions(own, by)
  }

  visible(table: NameTable): ReadonlyMap<string, Restriction> {
    if (this.#visible?.table !== table) this.#visible = { table, names: this.#walk(table) }
    return this.#visible.names
  }

  #walk(table: NameTable): ReadonlyMap<string, Restriction> {
    const allowed = this.#by.visible(table)
    const names = new Map<string, Restriction>()
    for (const [name, own] of this.#own.visible(table)) {
      const by = allowed.get(name)
      if (by) names.set(name, intersectRestrictions(own, by))
    }
    return names
  }
}

/** What both show: every view of the one seen through every view of the other. */
export function intersectRestrictions(one: Restriction, other: Restriction): Restriction {
  if (one.kind === 'unrestricted') return other
  if (other.kind === 'unrestricted') return one
  return { kind: 'views', views: one.views.flatMap((view) => other.views.map((second) => bothViews(view, second))) }
}

const bothViews = (one: View, other: View): View => ({
  documents: [...new Set([...one.documents, ...other.documents])],
  fields: [...one.fields, ...other.fields],
})
