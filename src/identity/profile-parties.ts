/** Who a profile is activated for: a credential in a request's body. Checked by `authn/`, where every other credential is. */
import type { Principal } from '../request/identity.ts'
import type { GranteeCredential } from './key-parties.ts'

export type ProfileCredential = Extract<GranteeCredential, { kind: 'password' | 'bearer' }>

export interface ProfileParties {
  /** Whoever has this credential, sent from `address`; throws 401. */
  check(credential: ProfileCredential, address: string): Promise<Principal>
}

/** Security is off: there is nobody. */
export const NO_PROFILE_PARTIES: ProfileParties = {
  check: async () => {
    throw new Error('there are no profiles where security is off')
  },
}
