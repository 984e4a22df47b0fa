/** A user as the realms and the APIs see it: never with a secret. */
import type { JsonObject } from '../core/json/value.ts'
import type { PasswordState } from '../request/identity.ts'

export interface User {
  readonly username: string
  readonly roles: readonly string[]
  readonly fullName: string | null
  readonly email: string | null
  readonly metadata: JsonObject
  readonly enabled: boolean
  /** Set where a policy asks something of his password. */
  readonly password?: PasswordState
}

const LONGEST_NAME = 507

/** Why a name cannot be one of a user or role that is kept here; undefined: it can. */
export function findNameFault(kind: 'User' | 'Role', name: string): string | undefined {
  if (name.length <= LONGEST_NAME && /^[!-~]([ -~]*[!-~])?$/.test(name)) return undefined
  return (
    `${kind} names must be at least 1 and no more than ${LONGEST_NAME} characters. They can contain alphanumeric characters ` +
    '(a-z, A-Z, 0-9), spaces, punctuation, and printable symbols in the Basic Latin (ASCII) block. ' +
    'Leading or trailing whitespace is not allowed.'
  )
}
