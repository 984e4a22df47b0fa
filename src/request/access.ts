/**
 * The sealed result of the second gate. Execution demands an `Access`; only `authz/authorize.ts` can make one (it claims the issuer below;
 * a second claim throws, and the layer check lets nobody else import it). Default is deny: what is not in the grants cannot be reached.
 */
import type { ElasticError } from '../core/errors.ts'
import type { Identity } from './identity.ts'

/** What of an index may be seen. Views are the roles' document and field restrictions, enforced by the reader. */
export type Restriction = { readonly kind: 'unrestricted' } | { readonly kind: 'views'; readonly views: readonly View[] }

/** A document is seen through the views whose query it matches, with the union of their fields. */
export interface View {
  /** Role queries as JSON texts, all of which must match; none: all documents. */
  readonly documents: readonly string[]
  /** All of them must show a field; none: all fields. */
  readonly fields: readonly FieldView[]
}

export interface FieldView {
  readonly grant: readonly string[]
  readonly except: readonly string[]
}

/** One concrete index that may be acted upon. */
export interface IndexGrant {
  readonly name: string
  /** The alias it was reached through, if any. */
  readonly alias?: string
  /** The data stream it was reached through, if any. */
  readonly dataStream?: string
  /** Queries as JSON texts: it was reached through filtered aliases only, and searches see what one of the filters matches. */
  readonly filters?: readonly string[]
  /** Documents that are written may bring no new fields: each that does fails so. */
  readonly fixedMapping?: FixedMapping
  readonly restriction: Restriction
}

export interface FixedMapping {
  readonly error: ElasticError
  /** A name that is missing: only if a data stream is made of it. */
  readonly onStreamsOnly: boolean
}

/** The verdict on one item of a `_bulk`, `_mget` …, at the place of its target. */
export type ItemGrant =
  | { readonly granted: true; readonly index: IndexGrant; readonly exists: boolean; readonly mayCreate: boolean }
  | { readonly granted: false; readonly error: ElasticError }

/** What one action of a change of aliases may do, at the place of its target. */
export interface AliasGrant {
  readonly kind: 'add' | 'remove' | 'removeIndex'
  readonly indices: readonly IndexGrant[]
  /** Names of data streams. */
  readonly streams: readonly string[]
  /** Names, those that patterns stand for among them. */
  readonly aliases: readonly string[]
}

/** Names of aliases that a template may give to indices of any of the patterns. */
export interface TemplateBinding {
  readonly patterns: readonly string[]
  readonly aliases: readonly string[]
}

export type Grants =
  /**
   * `listed`: indices that an answer may list, where the call lists any. `bindings`: what a template that is put may bind, where the call
   * puts one. `ownKeysOnly`: of API keys, nothing but the caller's own.
   */
  | {
      readonly kind: 'cluster'
      readonly listed?: ReadonlySet<string>
      readonly bindings?: readonly TemplateBinding[]
      readonly ownKeysOnly?: boolean
    }
  | { readonly kind: 'self'; readonly username: string }
  /** `aliases`: those that may be shown, where the call asked for any. */
  | {
      readonly kind: 'indices'
      readonly indices: readonly IndexGrant[]
      readonly aliases?: ReadonlySet<string>
      /** Indices and aliases that the expressions name. */
      readonly names?: readonly string[]
      /** Where the lookups of the call may read, at the place of each. */
      readonly lookups?: readonly IndexGrant[]
    }
  | { readonly kind: 'create'; readonly index: string; readonly aliases: readonly string[] }
  /** `index` left out: it is named after the one before. */
  | { readonly kind: 'rollover'; readonly target: string; readonly index?: string; readonly aliases: readonly string[] }
  | { readonly kind: 'aliases'; readonly actions: readonly AliasGrant[] }
  | { readonly kind: 'items'; readonly items: readonly ItemGrant[] }

export interface AccessFacts {
  readonly requestId: string
  readonly action: string
  readonly identity: Identity
  readonly grants: Grants
}

/** Proof that a call was authorized, and for what. */
export class Access {
  readonly requestId: string
  readonly action: string
  readonly identity: Identity
  readonly grants: Grants

  /** The seal is private to this module: no other code can name a value that passes. */
  constructor(seal: symbol, facts: AccessFacts) {
    if (seal !== SEAL) throw new Error('an Access is made by authorization only')
    this.requestId = facts.requestId
    this.action = facts.action
    this.identity = facts.identity
    this.grants = facts.grants
    Object.freeze(this)
  }

  /** The grants of one kind; anything else is a defect. */
  expect<Kind extends Grants['kind']>(kind: Kind): Extract<Grants, { kind: Kind }> {
    if (this.grants.kind !== kind) throw new Error(`access is for [${this.grants.kind}], not [${kind}]`)
    return this.grants as Extract<Grants, { kind: Kind }>
  }
}

const SEAL = Symbol('access')
let claimed = false

/** Hands out the right to make Access values, once per process: to `authz/authorize.ts`. */
export function claimAccessIssuer(): (facts: AccessFacts) => Access {
  if (claimed) throw new Error('the access issuer is already claimed')
  claimed = true
  return (facts) => new Access(SEAL, facts)
}
