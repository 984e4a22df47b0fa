/** Checks the credential of a profile's owner like every other one, so that guesses count here as anywhere. */
import type { ProfileParties } from '../identity/profile-parties.ts'
import type { CredentialVerifier } from './credential-verifier.ts'
import type { Failures } from './failures.ts'

const ACTIVATE = 'cluster:admin/xpack/security/profile/activate'

export function createProfileParties(verifier: CredentialVerifier, failures: Failures): ProfileParties {
  const check: ProfileParties['check'] = async (credential, address) => {
    const verdict = await verifier.verify(credential, { address })
    if (verdict.kind === 'rejected') throw verdict.error
    if (verdict.kind !== 'authenticated') {
      const name = credential.kind === 'password' ? credential.username : '_bearer_token'
      throw failures.wrongCredentialsFor(name, ACTIVATE, verdict.kind === 'unsuccessful' ? verdict.notes : [])
    }
    // A service token is no access token: of such a one nothing is told here.
    if (verdict.principal.authenticating.kind === 'service_account')
      throw failures.wrongCredentialsFor('_bearer_token', ACTIVATE, ['oauth2 token: invalid token'])
    // Changed since the check: only what is true now counts.
    return verifier.isCurrent(verdict.principal.authenticating) ? verdict.principal : check(credential, address)
  }
  return { check }
}
