/** Who a key is granted to: the members that grant and bulk grant share, and what each kind of grant needs. */
import { ElasticError, illegalArgument } from '../../../core/errors.ts'
import type { GranteeCredential } from '../../../identity/key-parties.ts'
import type { Option } from '../../../query/options.ts'
import { objectField, readStrictObject, textField } from '../../../query/strict-object.ts'

export interface Grant {
  readonly credential: GranteeCredential
  readonly runAs: string | undefined
}

export const GRANT_READERS = {
  grant_type: textField,
  username: textField,
  password: textField,
  access_token: textField,
  run_as: textField,
  client_authentication: readClientAuthentication,
}

interface GivenGrant {
  readonly grant_type?: string
  readonly username?: string
  readonly password?: string
  readonly access_token?: string
  readonly run_as?: string
  readonly client_authentication?: ClientAuthentication
}

/** How a client proves itself beside a JSON web token. */
interface ClientAuthentication {
  readonly scheme: string
}

type CredentialName = 'username' | 'password' | 'access_token'
const CREDENTIALS: readonly CredentialName[] = ['username', 'password', 'access_token']
const NEEDS: ReadonlyMap<string, readonly CredentialName[]> = new Map([
  ['password', ['username', 'password']],
  ['access_token', ['access_token']],
])

/** What is wrong with a grant, in Elasticsearch's words. */
export function findGrantFaults(given: GivenGrant): readonly string[] {
  const { grant_type: type } = given
  if (type === undefined) return ['[grant_type] is required']
  const needs = NEEDS.get(type)
  if (!needs) return [`grant_type [${type}] is not supported`]
  return [...credentialFaults(given, type, needs), ...clientFaults(given.client_authentication, type)]
}

const credentialFaults = (given: GivenGrant, type: string, needs: readonly CredentialName[]): readonly string[] =>
  CREDENTIALS.flatMap((name) => {
    const isNeeded = needs.includes(name)
    if (isNeeded && given[name] === undefined) return [`[${name}] is required for grant_type [${type}]`]
    return !isNeeded && given[name] !== undefined ? [`[${name}] is not supported for grant_type [${type}]`] : []
  })

function clientFaults(client: ClientAuthentication | undefined, type: string): readonly string[] {
  if (!client) return []
  if (type !== 'access_token') return [`[client_authentication] is not supported for grant_type [${type}]`]
  return /^SharedSecret$/i.test(client.scheme) ? [] : ['[client_authentication.scheme] must be set to [SharedSecret]']
}

/** The grant of members in which no fault was found; throws 400 for a client's own proof, which only JSON web tokens have beside them. */
export function grantOf({
  client_authentication: client,
  grant_type: type,
  username = '',
  password = '',
  access_token: token = '',
  run_as: runAs,
}: GivenGrant): Grant {
  if (client) {
    const reason = '[client_authentication] not supported with the supplied access_token type'
    throw new ElasticError('security_exception', reason, { status: 400 })
  }
  return { credential: type === 'password' ? { kind: 'password', username, password } : { kind: 'bearer', token }, runAs }
}

function readClientAuthentication(option: Option): ClientAuthentication {
  const { scheme, value } = readStrictObject('client_authentication', objectField(option), {
    scheme: textField,
    value: textField,
  })
  const missing = [...(scheme === undefined ? ['scheme'] : []), ...(value === undefined ? ['value'] : [])]
  if (scheme === undefined || missing.length > 0) throw illegalArgument(`Required [${missing.join(', ')}]`)
  return { scheme }
}
