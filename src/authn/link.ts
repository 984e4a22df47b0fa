/**
 * A link of the chain takes one kind of credential. API keys and tokens plug in here: a link says what it found, the chain alone decides
 * what follows.
 */
import type { ElasticError } from '../core/errors.ts'
import type { Turn } from '../identity/fair-queue.ts'
import type { Subject } from '../request/identity.ts'
import type { Credential } from './credential.ts'

export type LinkVerdict =
  | { readonly kind: 'notMine' }
  /** `isCurrent` turns false for good once anything that was relied on has changed. */
  | {
      readonly kind: 'authenticated'
      readonly subject: Subject
      readonly isCurrent: () => boolean
      /** Why the credential is not taken from an address; left out: it is taken from all. */
      readonly refusal?: (address: string) => string | undefined
      /** Whom the party acts as, where the credential was issued under run-as. */
      readonly effective?: Subject
    }
  /** Go on, and say this where nobody else takes the credential. */
  | { readonly kind: 'unsuccessful'; readonly note?: string; readonly counts?: FailureScope }
  /** Stop here. */
  | { readonly kind: 'rejected'; readonly error: ElasticError; readonly counts?: FailureScope }

/**
 * Against whom a failure counts. Left out: the account that the credential names, and the address. `address`: there is no such account.
 * `nobody`: nothing was guessed, it is over (an expired key).
 */
export type FailureScope = 'address' | 'nobody'

export interface CredentialLink {
  readonly name: string
  /** `turn`: where it waits, should it need a hash. */
  authenticate(credential: Credential, turn: Turn): LinkVerdict | Promise<LinkVerdict>
}

export const NOT_MINE: LinkVerdict = { kind: 'notMine' }

/** Goes on with what is there, at once; with what is not, later. Most checks wait for nothing, and a promise costs as much as they do. */
export const whenThere = <Value, Result>(
  value: Value | Promise<Value>,
  goOn: (value: Value) => Result | Promise<Result>,
): Result | Promise<Result> => (value instanceof Promise ? value.then(goOn) : goOn(value))
