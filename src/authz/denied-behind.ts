/**
 * Names that are denied for what they stand for: an alias for its index, an index for its alias. What the patterns of roles cannot tell by
 * themselves, privilege checks ask here. Made for one check; without denials it costs nothing.
 */
import type { CompiledEntry } from '../roles/compiled-role.ts'
import { compileNamePattern } from '../roles/name-pattern.ts'
import { NameTable } from '../roles/name-table.ts'
import { isRestrictedName } from '../roles/restricted-names.ts'
import type { RoleSet } from '../roles/role-set.ts'
import type { CatalogueView } from './catalogue-view.ts'
import { namesBehind } from './find-named.ts'
import { deniesPart } from './privilege-check.ts'

export class DeniedBehind {
  readonly #view: CatalogueView
  readonly #entries: readonly CompiledEntry[]
  #names: readonly { readonly entry: CompiledEntry; readonly table: NameTable }[] | undefined

  constructor(view: CatalogueView, { sides }: RoleSet) {
    this.#view = view
    this.#entries = sides.flatMap(({ indices }) => indices.denied)
  }

  /** Whether a pattern has such a name, with something of the privilege denied. */
  denies(pattern: string, privilege: string, withRestricted: boolean): boolean {
    if (this.#entries.length === 0 || pattern === '') return false
    const { kind, literal, matches } = compileNamePattern(pattern)
    this.#names ??= this.#entries.map((entry) => ({ entry, table: namesDeniedBy(entry, this.#view) }))
    return this.#names.some(({ entry, table }) => {
      if (table.names.length === 0 || !deniesPart(entry, privilege)) return false
      const [from, to] = table.rangeOf(literal)
      const within = table.names.slice(from, to)
      return within.some((name) => matches(name) && (kind === 'exact' || withRestricted || !isRestrictedName(name)))
    })
  }
}

const namesDeniedBy = ({ names }: CompiledEntry, view: CatalogueView): NameTable => {
  const isDenied = (name: string): boolean => names.some((matcher) => matcher.matches(name))
  return new NameTable(view.table.names.filter((name) => !isDenied(name) && namesBehind(view, name).some(isDenied)))
}
