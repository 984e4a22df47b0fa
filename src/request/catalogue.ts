/** What exists behind the gate, as names: the backend keeps it, the resolver reads it. A snapshot never changes. */

export interface CatalogueIndex {
  readonly name: string
  readonly uuid: string
  readonly hidden: boolean
  readonly closed: boolean
  /** Aliases of this index; of a backing index, those of its data stream. */
  readonly aliases: readonly string[]
  /** The data stream whose backing index it is: whoever may do something on the stream may do it on this index. */
  readonly dataStream?: string | undefined
}

/** What an alias, or a data stream, stands for, and on what terms. */
export interface CatalogueAlias {
  /** The indices behind it. */
  readonly indices: readonly string[]
  /** The one that takes writes; undefined: none does. */
  readonly writeIndex: string | undefined
  readonly hidden: boolean
  /** A data stream: its indices are its own, the last of them takes writes. */
  readonly isStream?: boolean
  /** An alias of data streams, and of nothing else: these. */
  readonly streams?: readonly string[]
  /** Index → the query, as JSON text, that searches through the alias are narrowed to. */
  readonly filters: ReadonlyMap<string, string>
}

/** Templates as far as they bind aliases to what is yet to be made. */
export interface CatalogueTemplates {
  /** Component template → the aliases it gives. */
  readonly components: ReadonlyMap<string, readonly string[]>
  readonly indexTemplates: readonly { readonly patterns: readonly string[]; readonly composedOf: readonly string[] }[]
}

export interface Catalogue {
  /** Grows whenever a name appears, disappears or changes. */
  readonly version: number
  readonly indices: ReadonlyMap<string, CatalogueIndex>
  readonly aliases: ReadonlyMap<string, CatalogueAlias>
  /** undefined: they are not this server's to change. */
  readonly templates?: CatalogueTemplates
}
