/**
 * An identity as it is kept with work that outlives its request: by reference, never with a credential. What a reference comes to is
 * looked up at each use, so whoever was deleted, disabled or revoked since is nobody any more. Made and resolved by `authn/`.
 */
import type { Principal, Subject } from './identity.ts'
import type { Owner } from './owner.ts'

/** One party by reference. */
export interface StoredParty extends Owner {
  /** The realm's own names of its roles, for parties that only their realm knows; others are looked up. */
  readonly roles: readonly string[]
  readonly authenticationType: Subject['authenticationType']
  /** The reference holds as long as the party still answers with the same one; left out: it cannot be looked up. */
  readonly stamp?: string
  /** What it authenticated with by name: the id of an API key, the name of a service token. */
  readonly credential?: string
  /** The id of the access token's record; its end by time does not count, its revocation does. */
  readonly accessToken?: string
}

export interface StoredIdentity {
  readonly authenticating: StoredParty
  /** Set under run-as. */
  readonly effective?: StoredParty
  readonly runAs?: string
}

/** What a reference comes to now. */
export type ResolvedIdentity =
  | { readonly kind: 'current'; readonly principal: Principal }
  /** For good; the reason is for people. */
  | { readonly kind: 'ended'; readonly reason: string }

export interface IdentityKeeper {
  refer(principal: Principal): StoredIdentity
  resolve(identity: StoredIdentity): ResolvedIdentity
}
