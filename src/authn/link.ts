/**
 * A link of the chain takes one kind of credential. API keys and tokens plug in here: a link says what it found, the chain alone decides
 * what follows.
 */
import type { ElasticError } from '../core/errors.ts'
import type { Subject } from '../request/identity.ts'
import type { Credential } from './credential.ts'

export type LinkVerdict =
  | { readonly kind: 'notMine' }
  /** `isCurrent` turns false for good once anything that was relied on has changed. */
  | {
      readonly kind: 'authenticated'
      readonly subject: Subject
      readonly isCurrent: () => boolean
      /** Whom the party acts as, where the credential was issued under run-as. */
      readonly effective?: Subject
    }
  /** Go on, and say this where nobody else takes the credential. */
  | { readonly kind: 'unsuccessful'; readonly note?: string }
  /** Stop here. */
  | { readonly kind: 'rejected'; readonly error: ElasticError }

export interface CredentialLink {
  readonly name: string
  authenticate(credential: Credential): LinkVerdict | Promise<LinkVerdict>
}

export const NOT_MINE: LinkVerdict = { kind: 'notMine' }
