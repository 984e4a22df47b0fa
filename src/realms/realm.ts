/**
 * A realm vouches for users. One file per kind of realm; the chain asks them in order. What a realm does not know is an answer, not an
 * error, and an error of one realm is never another's answer.
 */
import type { ElasticError } from '../core/errors.ts'
import type { Turn } from '../identity/fair-queue.ts'
import type { User } from '../identity/user.ts'
import type { UserStamp } from '../identity/user-stamp.ts'
import type { RealmRef } from '../request/identity.ts'

/** A name and password, as `Authorization: Basic` or an API's body gives them. */
export interface PasswordToken {
  readonly username: string
  readonly password: string
  /** Where its check waits; left out: with others of no known origin. */
  readonly turn?: Turn
}

export type RealmVerdict =
  /** The realm knows no such user; no time was spent on a hash. */
  | { readonly kind: 'notMine' }
  /** `isCurrent` turns false for good once anything that was relied on has changed. */
  | { readonly kind: 'authenticated'; readonly user: User; readonly isCurrent: () => boolean }
  /** The realm knows the user and the password is wrong; other realms may know another one of that name. */
  | { readonly kind: 'unsuccessful' }
  /** No other realm may be asked. */
  | { readonly kind: 'rejected'; readonly error?: ElasticError }

export interface Realm extends RealmRef {
  authenticate(token: PasswordToken): Promise<RealmVerdict>
  /** For run-as, and for whoever holds a token. */
  lookup(username: string): User | undefined
  /** What tokens of a user are bound to, undefined for no such user; a realm without it has no users with tokens. */
  stamp?(username: string): UserStamp | undefined
}
