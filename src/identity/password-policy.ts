/**
 * What a new password must be: `sallyport.password_policy.*`. Asked whenever a password is set in clear text; one that is set as a hash made
 * elsewhere can only be compared with those before it. Passwords that are there already stay valid.
 */
import { validationFailed } from '../core/errors.ts'
import type { PasswordState } from '../request/identity.ts'
import type { BreachedPasswords } from './breached-passwords.ts'

export interface PasswordPolicy {
  readonly minLength: number
  /** undefined: none are known. */
  readonly breached?: Pick<BreachedPasswords, 'has'>
  /** How many of a user's last passwords may not be set again; 0: any may. */
  readonly history: number
  /** Milliseconds after which a password has to be changed; 0: never. */
  readonly maxAge: number
  /** A password that somebody else has set has to be changed by its user. */
  readonly mustChange: boolean
}

/** What Elasticsearch itself asks for. */
export const PLAIN_POLICY: PasswordPolicy = { minLength: 6, history: 0, maxAge: 0, mustChange: false }

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

/** The part of a user's record that is about his passwords. */
export interface KeptPassword {
  readonly passwordHash: string | null
  readonly previousHashes?: readonly string[]
  /** When the present one was set, in milliseconds since the epoch; one without counts as older than any. */
  readonly passwordSet?: number
  /** Somebody else set it. */
  readonly mustChange?: true
}

/** The last passwords of a user, the present one first, as many as may not be set again. */
export const lastHashes = (before: KeptPassword | undefined, history: number): readonly string[] =>
  before?.passwordHash ? [before.passwordHash, ...(before.previousHashes ?? [])].slice(0, history) : []

/** A new password, beside its hash. */
export interface PasswordChange {
  readonly now: number
  /** Set by the user himself. */
  readonly isOwn: boolean
}

/** What a record keeps with a new password. */
export function keptWithNew(
  before: KeptPassword | undefined,
  { history, mustChange }: PasswordPolicy,
  { now, isOwn }: PasswordChange,
): Omit<KeptPassword, 'passwordHash'> {
  return {
    ...(history < 2 ? {} : { previousHashes: lastHashes(before, history - 1) }),
    passwordSet: now,
    ...(mustChange && !isOwn ? { mustChange: true } : {}),
  }
}

/** What a record keeps with the password it has. */
export const keptAsItIs = (record: KeptPassword | undefined): Omit<KeptPassword, 'passwordHash'> => ({
  ...(record?.previousHashes ? { previousHashes: record.previousHashes } : {}),
  ...(record?.passwordSet === undefined ? {} : { passwordSet: record.passwordSet }),
  ...(record?.mustChange ? { mustChange: true } : {}),
})

/** What the policy asks of the present password; undefined: nothing. */
export function passwordStateOf(record: KeptPassword, policy: PasswordPolicy): PasswordState | undefined {
  const { maxAge, mustChange } = policy
  if (maxAge === 0 && !mustChange) return undefined
  return {
    ...(maxAge === 0 ? {} : { expires: (record.passwordSet ?? 0) + maxAge }),
    mustChange: mustChange && record.mustChange === true,
  }
}
