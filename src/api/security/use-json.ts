/** How replies show the use of a credential: nothing where it was never used. */
import type { JsonOutput } from '../../core/json/output.ts'
import type { CredentialUse } from '../../identity/credential-uses.ts'

export const useJson = (use: CredentialUse | undefined): { readonly [member: string]: JsonOutput } => ({
  last_used: use?.lastUsed,
  last_used_from: use?.lastUsedFrom,
  previous_secret_last_used: use?.previousSecretLastUsed,
  use_count: use?.uses,
  denial_count: use?.denials,
})
