/**
 * An API key as it is kept: who owns it, what it may do, proofs of its secrets. Written by `api-keys.ts`, read by authentication and by the
 * APIs about keys. JSON that belongs to others (metadata, descriptors) is kept as text, so that no digit of it is lost.
 */
import type { RealmRef } from '../request/identity.ts'

/** Who made a key, or whom it was made for, as that party was then. */
export interface KeyOwner {
  readonly username: string
  readonly realm: RealmRef
  readonly fullName: string | null
  readonly email: string | null
  /** JSON text. */
  readonly metadata: string
}

/** One secret that opens the key. */
export interface KeyProof {
  /** SHA-256 of the secret: 128 random bits need no slow hash. */
  readonly digest: string
  /** Milliseconds since the epoch from which it opens nothing any more; left out: it lives as long as the key. */
  readonly until?: number
}

export interface ApiKeyRecord {
  readonly name: string
  readonly type: 'rest' | 'cross_cluster'
  /** Milliseconds since the epoch, as the others. */
  readonly created: number
  readonly expires?: number
  /** When it was invalidated. */
  readonly invalidated?: number
  /** The present secret first, then the one before it while both are live. */
  readonly proofs: readonly KeyProof[]
  readonly owner: KeyOwner
  /** JSON text. */
  readonly metadata: string
  /** The key's own roles, `{"<name>": {…}}` as JSON text; `{}`: whatever the owner could. */
  readonly roles: string
  /** What the owner could when the key was made or last updated, in the same form. */
  readonly limitedBy: string
  /** Of a cross-cluster key: what it gives access to, as JSON text. */
  readonly access?: string
  /** Of a cross-cluster key: a pattern of certificate subjects. */
  readonly certificateIdentity?: string
  /** Networks it may be used from; left out: all. */
  readonly allowedCidrs?: readonly string[]
  /** The mark of the owner's account that the key ends with; left out: it outlives the account. */
  readonly ownerMark?: string
}

/** A key with its id. */
export interface ApiKey extends ApiKeyRecord {
  readonly id: string
}

export const NO_ROLES = '{}'
