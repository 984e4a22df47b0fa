/** A catalogue as authorization reads it: with its names in order. Kept as long as the catalogue stays the same. */
import type { Restriction } from '../request/access.ts'
import type { Catalogue, CatalogueAlias, CatalogueIndex, CatalogueTemplates } from '../request/catalogue.ts'
import type { ActionRights } from '../roles/index-permission.ts'
import { type NameTable, NameTableMaker } from '../roles/name-table.ts'
import { namesOwnRecords } from '../roles/restricted-names.ts'

/** What a name stands for right now. */
export type Named =
  | { readonly kind: 'index'; readonly index: CatalogueIndex }
  | { readonly kind: 'alias'; readonly alias: CatalogueAlias; readonly indices: readonly CatalogueIndex[] }
  | { readonly kind: 'missing' }

export interface CatalogueView {
  readonly table: NameTable
  /** What wildcards may reach, by whose rights: found out once for as long as the catalogue and the roles stay. */
  readonly reach: WeakMap<ActionRights, ReadonlyMap<string, Restriction>>
  /** Whether there are data streams at all. */
  readonly hasStreams: boolean
  /** The backing indices of all data streams. */
  readonly backing: readonly string[]
  readonly templates: CatalogueTemplates | undefined
  look(name: string): Named
}

const MISSING: Named = { kind: 'missing' }

/** Reads a catalogue, remembering the last version of it. */
export function createCatalogueReader(catalogue: () => Catalogue): () => CatalogueView {
  let last: { readonly catalogue: Catalogue; readonly view: CatalogueView } | undefined
  const tables = new NameTableMaker()
  const makeTable = ({ indices, aliases }: Catalogue): NameTable => tables.next([indices, aliases])

  return () => {
    const current = catalogue()
    if (last && last.catalogue.version === current.version && last.catalogue.indices === current.indices) return last.view
    last = { catalogue: current, view: viewOf(current, makeTable) }
    return last.view
  }
}

/** Only wildcards need the names in order, so they are put in order when the first one asks. */
function viewOf(catalogue: Catalogue, makeTable: (catalogue: Catalogue) => NameTable): CatalogueView {
  let table: NameTable | undefined
  const backing = [...catalogue.aliases.values()].flatMap(({ isStream, indices }) => (isStream ? indices : []))
  return {
    get table() {
      table ??= makeTable(catalogue)
      return table
    },
    reach: new WeakMap(),
    hasStreams: backing.length > 0,
    backing,
    templates: catalogue.templates,
    look: (name) => lookUp(catalogue, name),
  }
}

function lookUp(catalogue: Catalogue, name: string): Named {
  if (namesOwnRecords(name)) return MISSING
  const index = catalogue.indices.get(name)
  if (index) return { kind: 'index', index }
  const alias = catalogue.aliases.get(name)
  if (!alias) return MISSING
  return { kind: 'alias', alias, indices: alias.indices.flatMap((member) => catalogue.indices.get(member) ?? []) }
}
