/** The two gates with every use and every denial of an API key counted. Wrapped around them by `main.ts`. */
import { ElasticError } from './core/errors.ts'
import { type CredentialUses, keyCredential } from './identity/credential-uses.ts'
import type { Principal } from './request/identity.ts'
import type { Authenticator, Authorizer } from './request/ports.ts'

export function countedAuthenticator(authenticator: Authenticator, uses: CredentialUses): Authenticator {
  const count = (principal: Principal | undefined, address: string): void => {
    const key = principal?.authenticating.apiKey
    if (key) uses.used(keyCredential(key.id), address, key.isPreviousSecret === true)
  }
  return {
    async identify(head) {
      const identity = await authenticator.identify(head)
      if (identity.authenticating.apiKey) count(identity, head.remoteAddress)
      if (identity.secondary) count(identity.secondary, head.remoteAddress)
      return identity
    },
  }
}

export function countedAuthorizer(authorizer: Authorizer, uses: CredentialUses): Authorizer {
  return {
    ...authorizer,
    authorize(identity, call) {
      try {
        return authorizer.authorize(identity, call)
      } catch (error) {
        const key = identity.authenticating.apiKey
        if (key && error instanceof ElasticError && error.status === 403) uses.denied(keyCredential(key.id))
        throw error
      }
    },
  }
}
