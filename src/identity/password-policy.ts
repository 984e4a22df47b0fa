/**
 * What a new password must be: `sallyport.password_policy.*`. Asked whenever a password is set in clear text; one that is set as a hash made
 * elsewhere can only be compared with those before it. Passwords that are there already stay valid.
 */
import { validationFailed } from '../core/errors.ts'
import type { BreachedPasswords } from './breached-passwords.ts'

export interface PasswordPolicy {
  readonly minLength: number
  /** undefined: none are known. */
  readonly breached?: Pick<BreachedPasswords, 'has'>
  /** How many of a user's last passwords may not be set again; 0: any may. */
  readonly history: number
}

/** What Elasticsearch itself asks for. */
export const PLAIN_POLICY: PasswordPolicy = { minLength: 6, history: 0 }

/** Throws 400 with every reason why the password is not taken. */
export function assertAcceptable(password: string, { minLength, breached }: PasswordPolicy): void {
  const faults: string[] = []
  if (password.length < minLength) faults.push(`passwords must be at least [${minLength}] characters long`)
  if (breached?.has(password)) faults.push('the password is known from a breach and cannot be used')
  if (faults.length > 0) throw validationFailed(faults, 'validation_exception')
}

/** Throws 400 where a password was among the last ones. */
export function refuseReuse(history: number): never {
  throw validationFailed(
    [`the password is one of the last [${history}] of this user and cannot be used again`],
    'validation_exception',
  )
}

/** The last passwords of a user, the present one first, as many as may not be set again. */
export const lastHashes = (before: PasswordHistory | undefined, history: number): readonly string[] =>
  before?.passwordHash ? [before.passwordHash, ...(before.previousHashes ?? [])].slice(0, history) : []

/** What a record keeps of the passwords before a new one. */
export const historyAfter = (before: PasswordHistory | undefined, history: number): Pick<PasswordHistory, 'previousHashes'> =>
  history < 2 ? {} : { previousHashes: lastHashes(before, history - 1) }

/** The part of a user's record that says which passwords he had. */
export interface PasswordHistory {
  readonly passwordHash: string | null
  readonly previousHashes?: readonly string[]
}
