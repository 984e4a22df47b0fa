/** `Authorization: Bearer …`: access tokens of the token service. */
import { type CredentialLink, type LinkVerdict, NOT_MINE } from './link.ts'

/** Answers `notMine` for a token that was never issued or cannot be read. */
export type CheckAccessToken = (token: string) => LinkVerdict

export function createAccessTokenLink(check: CheckAccessToken): CredentialLink {
  return {
    name: 'access token',
    authenticate(credential) {
      if (credential.kind !== 'bearer') return NOT_MINE
      const verdict = check(credential.token)
      return verdict.kind === 'notMine' ? { kind: 'unsuccessful', note: 'oauth2 token: invalid token' } : verdict
    },
  }
}
