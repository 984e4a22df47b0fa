/** Index names as a request gives them, and how they may be expanded. */

/** How expressions are resolved to concrete indices (`ignore_unavailable`, `allow_no_indices`, `expand_wildcards` …). */
export interface IndicesOptions {
  readonly ignoreUnavailable: boolean
  readonly allowNoIndices: boolean
  readonly expandOpen: boolean
  readonly expandClosed: boolean
  readonly expandHidden: boolean
  /** A concrete closed index: refused with `index_closed_exception`, unless this is set. */
  readonly allowClosed: boolean
  /** False: aliases are not resolved (index deletion, say, refuses them). */
  readonly allowAliases: boolean
}

/** Most reads: open indices, missing names are errors, an empty result is not. */
export const STRICT_EXPAND_OPEN: IndicesOptions = {
  ignoreUnavailable: false,
  allowNoIndices: true,
  expandOpen: true,
  expandClosed: false,
  expandHidden: false,
  allowClosed: false,
  allowAliases: true,
}

/** What a call would act on; `authorize` turns it into grants. */
export type Targets =
  /** A cluster action: no names. */
  | { readonly kind: 'cluster' }
  /** Something about one user's own account: allowed to him without a privilege, to others by the action's cluster privilege. */
  | { readonly kind: 'self'; readonly username: string | undefined }
  /** Existing indices by expression. */
  | { readonly kind: 'indices'; readonly expressions: readonly string[]; readonly options: IndicesOptions }
  /** An index that is to be made. The name may be date math; aliases named in the body need the aliases action as well. */
  | { readonly kind: 'create'; readonly index: string; readonly aliases: readonly string[] }
  /** Named one by one; a refused one does not refuse the others. */
  | { readonly kind: 'items'; readonly items: readonly ItemTarget[] }

export interface ItemTarget {
  /** The action on this index, e.g. `indices:data/write/index:op_type/create`. */
  readonly action: string
  /** The name as given (index, alias or date math); no wildcards. */
  readonly index: string
  /** Makes the index where it is missing (then `indices:admin/auto_create` is asked for as well). */
  readonly creates: boolean
}

export type TargetKind = Targets['kind']
