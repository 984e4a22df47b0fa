/** `Authorization: ApiKey base64(id:secret)`. */
import { decodeBase64 } from '../core/base64.ts'
import { ElasticError, illegalArgument } from '../core/errors.ts'
import type { Credential } from './credential.ts'
import { type CredentialLink, type FailureScope, type LinkVerdict, NOT_MINE } from './link.ts'

/** An API key as it is presented. */
export interface PresentedApiKey {
  readonly id: string
  readonly secret: string
}

/** Answers `notMine` for an id that does not exist, `unsuccessful` with a note for a key that is not accepted. */
export type CheckApiKey = (key: PresentedApiKey) => LinkVerdict | Promise<LinkVerdict>

export function createApiKeyLink(check: CheckApiKey): CredentialLink {
  return {
    name: 'API key',
    async authenticate(credential) {
      if (credential.kind !== 'apiKey') return NOT_MINE
      const key = parseApiKey(credential.encoded)
      if (typeof key === 'string') return unsuccessful(key)
      const verdict = await check(key)
      if (verdict.kind === 'notMine') return unsuccessful(`unable to find apikey with id ${key.id}`, 'address')
      return verdict.kind === 'unsuccessful' && verdict.note !== undefined ? unsuccessful(verdict.note, verdict.counts) : verdict
    },
  }
}

/** Throws 400 for a text that cannot be a key, with its secret. */
export function assertApiKey(encoded: string): void {
  const key = parseApiKey(encoded)
  if (typeof key !== 'string') return
  throw new ElasticError('status_exception', `invalid API key credential: ${key}`, { causedBy: illegalArgument(key) })
}

/** The id of the key that a credential claims to be; undefined where it is none. */
export function findApiKeyId(credential: Credential): string | undefined {
  const key = credential.kind === 'apiKey' ? parseApiKey(credential.encoded) : ''
  return typeof key === 'string' ? undefined : key.id
}

/** How a wrong secret is answered. */
export const wrongSecretNote = (id: string): string => `API key: ${wrongSecretOf(id)}`
export const wrongSecretOf = (id: string): string => `invalid credentials for API key [${id}]`

/** The key, or the note that says why it is none. */
function parseApiKey(encoded: string): PresentedApiKey | string {
  const text = tryDecode(encoded)
  if (text instanceof Error) return text.message
  const colon = text.indexOf(':')
  return colon < 1 ? 'invalid ApiKey value' : { id: text.slice(0, colon), secret: text.slice(colon + 1) }
}

function tryDecode(encoded: string): string | Error {
  try {
    return decodeBase64(encoded).toString('utf8')
  } catch (error) {
    return error as Error
  }
}

const unsuccessful = (note: string, counts?: FailureScope): LinkVerdict => ({
  kind: 'unsuccessful',
  note: `API key: ${note}`,
  ...(counts && { counts }),
})
