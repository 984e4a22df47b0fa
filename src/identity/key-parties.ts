/** Parties as the APIs about keys meet them: whoever asks, and whoever a key is granted to. Made by `authn/`, where credentials are checked. */
import { ElasticError } from '../core/errors.ts'
import type { Principal, Subject } from '../request/identity.ts'
import type { ApiKey } from './api-key-record.ts'

/** A credential in a request's body, and where it came from. */
export type GranteeCredential =
  | { readonly kind: 'password'; readonly username: string; readonly password: string }
  | { readonly kind: 'bearer'; readonly token: string }

export interface KeyParties {
  /** Throws 401 where a party that was authenticated would be no more: its request's body may have taken its time. */
  assertCurrent(party: Principal): void
  /** Whoever has this credential, perhaps as somebody else; throws 403 with the 401 inside. */
  grantee(credential: GranteeCredential, runAs: string | undefined, address: string): Promise<Principal>
  /** The key that this credential opens, to make others like it; throws 400 for what is no credential, 403 for what opens none. */
  source(encoded: string, address: string): Promise<ApiKey>
  /** The mark of an owner's account that a key ends with; undefined: the key outlives it. */
  markOf(owner: Subject, onOwnerDisabled: 'revoke' | 'keep' | undefined): string | undefined
  /** Forgets remembered uses of these keys, or of all; a change of a key counts without it. */
  forget(ids: readonly string[] | undefined): void
}

export const apiKeysDisabled = (): ElasticError =>
  new ElasticError('feature_not_enabled_exception', 'api keys are not enabled', {
    members: { 'disabled.feature': 'api_keys' },
  })

/** API keys are off: none can be made. */
export const NO_KEY_PARTIES: KeyParties = {
  assertCurrent: () => {
    throw apiKeysDisabled()
  },
  grantee: async () => {
    throw apiKeysDisabled()
  },
  source: async () => {
    throw apiKeysDisabled()
  },
  markOf: () => undefined,
  forget: () => {},
}
