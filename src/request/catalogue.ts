/** What exists behind the gate, as names: the backend keeps it, the resolver reads it. A snapshot never changes. */

export interface CatalogueIndex {
  readonly name: string
  readonly uuid: string
  readonly hidden: boolean
  readonly closed: boolean
  /** Aliases of this index. */
  readonly aliases: readonly string[]
}

export interface Catalogue {
  /** Grows whenever a name appears, disappears or changes. */
  readonly version: number
  readonly indices: ReadonlyMap<string, CatalogueIndex>
  /** Alias name → the indices behind it. */
  readonly aliases: ReadonlyMap<string, readonly string[]>
}
