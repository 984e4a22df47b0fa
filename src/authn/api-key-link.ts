/** `Authorization: ApiKey base64(id:secret)`. */
import { ElasticError, illegalArgument } from '../core/errors.ts'
import type { ApiKeyCredential, Credential, PresentedApiKey } from './credential.ts'
import { type CredentialLink, type FailureScope, type LinkVerdict, NOT_MINE } from './link.ts'

/** Answers `notMine` for an id that does not exist, `unsuccessful` with a note for a key that is not accepted. */
export type CheckApiKey = (key: PresentedApiKey) => LinkVerdict

export function createApiKeyLink(check: CheckApiKey): CredentialLink {
  return {
    name: 'API key',
    authenticate(credential) {
      if (credential.kind !== 'apiKey') return NOT_MINE
      const { key } = credential
      if (typeof key === 'string') return unsuccessful(key)
      const verdict = check(key)
      if (verdict.kind === 'notMine') return unsuccessful(`unable to find apikey with id ${key.id}`, 'address')
      return verdict.kind === 'unsuccessful' && verdict.note !== undefined ? unsuccessful(verdict.note, verdict.counts) : verdict
    },
  }
}

/** Throws 400 for a text that cannot be a key, with its secret. */
export function assertApiKey({ key }: ApiKeyCredential): void {
  if (typeof key !== 'string') return
  throw new ElasticError('status_exception', `invalid API key credential: ${key}`, { causedBy: illegalArgument(key) })
}

/** The id of the key that a credential claims to be; undefined where it is none. */
export function findApiKeyId(credential: Credential): string | undefined {
  const key = credential.kind === 'apiKey' ? credential.key : ''
  return typeof key === 'string' ? undefined : key.id
}

/** How a wrong secret is answered. */
export const wrongSecretNote = (id: string): string => `API key: ${wrongSecretOf(id)}`
export const wrongSecretOf = (id: string): string => `invalid credentials for API key [${id}]`

const unsuccessful = (note: string, counts?: FailureScope): LinkVerdict => ({
  kind: 'unsuccessful',
  note: `API key: ${note}`,
  ...(counts && { counts }),
})
