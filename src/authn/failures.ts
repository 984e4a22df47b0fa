/** Every 401 of the first gate, in Elasticsearch's words and with the challenges that this server understands. */
import { ElasticError, type ErrorDetails } from '../core/errors.ts'

const BASIC = 'Basic realm="security", charset="UTF-8"'
const BEARER = 'Bearer realm="security"'
const API_KEY = 'ApiKey'
const EXPIRED = 'Bearer realm="security", error="invalid_token", error_description="The access token expired"'

export interface ChallengeOptions {
  /** `xpack.security.authc.token.enabled`. */
  readonly tokens: boolean
  /** `xpack.security.authc.api_key.enabled`. */
  readonly apiKeys: boolean
}

/** The values of `WWW-Authenticate`, in order. */
export const defaultChallenges = ({ tokens, apiKeys }: ChallengeOptions): readonly string[] => [
  BASIC,
  ...(tokens ? [BEARER] : []),
  ...(apiKeys ? [API_KEY] : []),
]

export interface Failures {
  missing(uri: string): ElasticError
  /** A wrong password, an unknown or a disabled user: nobody can tell which. */
  wrongCredentials(username: string, uri: string): ElasticError
  /** Credentials that no link took, each with the note of the one that tried. */
  notedAs(notes: readonly string[]): ElasticError
  invalidBasicValue(): ElasticError
  invalidBasicEncoding(cause: ElasticError): ElasticError
  /** The same for a credential in a body. */
  wrongCredentialsFor(username: string, action: string, notes?: readonly string[]): ElasticError
  /** An access token that expired or was invalidated; the challenge is its own. */
  tokenExpired(): ElasticError
  wrongServiceToken(account: string, tokenName: string): ElasticError
  /** An API key for other clusters only; a password is what is asked for instead. */
  wrongKeyType(id: string, type: string): ElasticError
  /** An anonymous caller may not do this; somebody might. */
  authenticationRequired(action: string): ElasticError
}

export function createFailures(challenges: readonly string[]): Failures {
  const unauthorized = (reason: string, details: ErrorDetails = {}): ElasticError =>
    new ElasticError('security_exception', reason, { status: 401, headers: { 'WWW-Authenticate': challenges }, ...details })

  const noted = (notes: readonly string[]): ErrorDetails =>
    notes.length > 0 ? { members: { additional_unsuccessful_credentials: notes.join(', ') } } : {}

  return {
    missing: (uri) =>
      unauthorized(`missing authentication credentials for REST request [${uri}]`, {
        terse: 'AuthenticationException[Missing authentication token]',
      }),
    wrongCredentials: (username, uri) => unauthorized(`unable to authenticate user [${username}] for REST request [${uri}]`),
    notedAs: (notes) =>
      unauthorized(
        'unable to authenticate with provided credentials and anonymous access is not allowed for this request',
        noted(notes),
      ),
    invalidBasicValue: () => unauthorized('invalid basic authentication header value'),
    invalidBasicEncoding: (causedBy) => unauthorized('invalid basic authentication header encoding', { causedBy }),
    wrongCredentialsFor: (username, action, notes = []) =>
      unauthorized(`unable to authenticate user [${username}] for action [${action}]`, noted(notes)),
    tokenExpired: () => unauthorized('token expired', { headers: { 'WWW-Authenticate': [EXPIRED] } }),
    wrongServiceToken: (account, tokenName) =>
      unauthorized(`failed to authenticate service account [${account}] with token name [${tokenName}]`),
    wrongKeyType: (id, type) =>
      unauthorized(`authentication expected API key type of [rest], but API key [${id}] has type [${type}]`, {
        headers: { 'WWW-Authenticate': [BASIC] },
      }),
    authenticationRequired: (action) => unauthorized(`action [${action}] requires authentication`),
  }
}

/** The whole request fails with the second identity; the challenge stays inside the cause, where it cannot be taken for the first's. */
export const secondaryFailure = (cause: ElasticError): ElasticError =>
  new ElasticError('security_exception', 'Failed to authenticate secondary user', {
    status: cause.status,
    causedBy: cause,
    rootCause: [cause],
  })
