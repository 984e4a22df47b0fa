/** Who a key is granted to: the members that grant and bulk grant share, and what each kind of grant needs. */
import { illegalArgument } from '../../../core/errors.ts'
import type { GranteeCredential } from '../../../identity/key-parties.ts'
import type { Option } from '../../../query/options.ts'
import { textField } from '../../../query/strict-object.ts'

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
  client_authentication: refuseClientAuthentication,
}

interface GivenGrant {
  readonly grant_type?: string
  readonly username?: string
  readonly password?: string
  readonly access_token?: string
  readonly run_as?: string
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
  return CREDENTIALS.flatMap((name) => {
    const isNeeded = needs.includes(name)
    if (isNeeded && given[name] === undefined) return [`[${name}] is required for grant_type [${type}]`]
    return !isNeeded && given[name] !== undefined ? [`[${name}] is not supported for grant_type [${type}]`] : []
  })
}

/** The grant of members in which no fault was found. */
export function grantOf({
  grant_type: type,
  username = '',
  password = '',
  access_token: token = '',
  run_as: runAs,
}: GivenGrant): Grant {
  return { credential: type === 'password' ? { kind: 'password', username, password } : { kind: 'bearer', token }, runAs }
}

/** Only realms that read JSON web tokens know what to do with it. */
function refuseClientAuthentication(_option: Option): never {
  throw illegalArgument('[client_authentication] is only supported for JSON web tokens, which no realm here takes')
}
