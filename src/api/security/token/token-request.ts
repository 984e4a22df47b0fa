/** The body of `POST /_security/oauth2/token`: which grant, and what it needs. */
import { oauthError } from '../../../core/errors.ts'
import type { JsonValue } from '../../../core/json/value.ts'
import { readTextMembers } from './text-members.ts'

export type TokenRequest = { readonly scope: string | undefined } & (
  | { readonly grant: 'password'; readonly username: string; readonly password: string }
  | { readonly grant: 'refresh_token'; readonly token: string }
  | { readonly grant: 'client_credentials' }
  | { readonly grant: '_kerberos' }
)

const CREDENTIALS = ['username', 'password', 'kerberos_ticket', 'refresh_token'] as const
type CredentialName = (typeof CREDENTIALS)[number]
type Credentials = { readonly [Name in CredentialName]?: string }

/** What each grant needs; what it does not need, it does not take. */
const NEEDS = new Map<string, readonly CredentialName[]>([
  ['password', ['username', 'password']],
  ['_kerberos', ['kerberos_ticket']],
  ['refresh_token', ['refresh_token']],
  ['client_credentials', []],
])

/** Throws 400 in the form of OAuth for what cannot be granted. */
export function parseTokenRequest(body: JsonValue): TokenRequest {
  const {
    grant_type: grant = '',
    scope,
    ...given
  } = readTextMembers(body, 'token_request', ['grant_type', ...CREDENTIALS, 'scope'])
  const faults = findFaults(grant, given)
  if (faults.length > 0) throw refusal(faults)
  const { username = '', password = '', refresh_token: token = '' } = given
  if (grant === 'password') return { grant, username, password, scope }
  if (grant === 'refresh_token') return { grant, token, scope }
  return { grant: grant === '_kerberos' ? '_kerberos' : 'client_credentials', scope }
}

function findFaults(grant: string, given: Credentials): readonly string[] {
  const needs = NEEDS.get(grant)
  if (!needs) return ['grant_type only supports the values: [password, _kerberos, refresh_token, client_credentials]']
  const surplus = CREDENTIALS.filter((name) => given[name] !== undefined && !needs.includes(name))
  const missing = needs.filter((name) => !given[name])
  return [
    ...surplus.map((name) => `${name} is not supported with the ${grant} grant_type`),
    ...missing.map((name) => `${name} is missing`),
  ]
}

function refusal(faults: readonly string[]) {
  const description = `Validation Failed: ${faults.map((fault, at) => `${at + 1}: ${fault};`).join('')}`
  return oauthError(description.includes('grant_type') ? 'unsupported_grant_type' : 'invalid_request', description)
}
