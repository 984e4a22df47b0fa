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
  /** False: data streams are not resolved, as if they were not there. Default: true. */
  readonly allowStreams?: boolean
  /** Data streams and nothing else. */
  readonly onlyStreams?: boolean
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
  /**
   * A cluster action: no names. `applications` are those whose privileges are read or changed (none: all of them): a role that manages
   * them needs no cluster privilege. `indexPrivileges` are all that the roles in the request would grant (left out: they grant other
   * things too): whoever manages roles over such indices needs none either. `listsIndices`: its answer lists indices, so the grant says
   * which may be listed. `apiKeys`: the keys it is about, where less will do for one's own.
   */
  | {
      readonly kind: 'cluster'
      readonly applications?: readonly string[]
      readonly indexPrivileges?: readonly NamedPrivileges[]
      readonly listsIndices?: boolean
      /** Applications whose data is written to a profile: a role that writes all of them needs no cluster privilege. */
      readonly profileApplications?: readonly string[]
      /** A template that is put: the aliases it gives may not give their maker more than its indices. */
      readonly template?: TemplateTarget
      readonly apiKeys?: ApiKeyTarget
    }
  /** Something about one user's own account: allowed to him without a privilege, to others by the action's cluster privilege. */
  | { readonly kind: 'self'; readonly username: string | undefined }
  /** Existing indices by expression; `aliases`: names and patterns of aliases to be shown, each of which needs the action as well. */
  | {
      readonly kind: 'indices'
      readonly expressions: readonly string[]
      readonly options: IndicesOptions
      readonly aliases?: readonly string[]
      /** The id of a long read, whose indices are meant in place of expressions. Nobody's, or somebody else's, has none. */
      readonly longRead?: string
      /** Documents that the request reads elsewhere before it is run; one that may not be read refuses the whole. */
      readonly lookups?: readonly ItemTarget[]
    }
  /** An index that is to be made. The name may be date math; aliases named in the body need the aliases action as well. */
  | { readonly kind: 'create'; readonly index: string; readonly aliases: readonly string[] }
  /**
   * An alias or a data stream that is given a new index to write to. `index`: the new one, where it is named (it may be date math); `aliases`:
   * further names that it gets, each of which needs the aliases action as well.
   */
  | {
      readonly kind: 'rollover'
      readonly target: string
      readonly index: string | undefined
      readonly aliases: readonly string[]
    }
  /** Changes of aliases, all of which or none are made. */
  | { readonly kind: 'aliases'; readonly actions: readonly AliasTarget[] }
  /** Named one by one; a refused one does not refuse the others. */
  | { readonly kind: 'items'; readonly items: readonly ItemTarget[] }

/** What a template binds to the indices it applies to: its own aliases, and those of component templates. */
export type TemplateTarget =
  | {
      readonly kind: 'index'
      readonly patterns: readonly string[]
      readonly components: readonly string[]
      readonly aliases: readonly string[]
    }
  /** Bound to the patterns of the index templates made of it. */
  | { readonly kind: 'component'; readonly name: string; readonly aliases: readonly string[] }

/** Which API keys a request reads or ends. Ids, or a name, or all of an owner; `owned`: those of whoever asks among them. */
export interface ApiKeyTarget {
  readonly ids?: readonly string[]
  readonly name?: string
  readonly username?: string
  readonly realm?: string
  readonly owned: boolean
  /** Whoever may see his own only is shown those, and not refused. */
  readonly narrows?: boolean
  /** What the owner might do when he made a key is asked for too (`with_limited_by`). */
  readonly showsLimits?: boolean
}

/** One action of a change of aliases. */
export interface AliasTarget {
  readonly kind: 'add' | 'remove' | 'removeIndex'
  /** Expressions. */
  readonly indices: readonly string[]
  /** Names; patterns too where aliases are removed. */
  readonly aliases: readonly string[]
}

/**
 * One name of a composite or single-document call. `action` is what Elasticsearch asks of the item, and what its denial names:
 * - `index` with an id: `indices:data/write/index:op_type/index`; `create`, `op_type=create`, or an id to be generated:
 *   `indices:data/write/index:op_type/create`; `update`: `indices:data/write/update`; `delete`: `indices:data/write/delete`;
 * - `_mget`: `indices:data/read/mget[shard]`; get, exists, `_source`: `indices:data/read/get`; termvectors alike.
 *
 * Do not add the actions in between: for writes the authorizer itself asks for `indices:admin/auto_create` (name missing, `creates`),
 * then `indices:data/write/bulk[s]`, then `action`. The API's own action (`indices:data/write/bulk`, `…/index` for every `_doc` and
 * `_create`, `…/delete`, `…/update`, `indices:data/read/mget`, `…/get`) is asked for first, by name only; without it the whole request is 403.
 */
export interface ItemTarget {
  /** The action on this index, as above. */
  readonly action: string
  /** The name as given (index, alias or date math); no wildcards. */
  readonly index: string
  /** Makes the index where it is missing (then `indices:admin/auto_create` is asked for as well). */
  readonly creates: boolean
}

/** Privileges on the names of patterns. */
export interface NamedPrivileges {
  readonly names: readonly string[]
  readonly privileges: readonly string[]
  readonly allowRestrictedIndices: boolean
}
