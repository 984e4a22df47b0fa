/** A password as it is set: in clear or as a hash made elsewhere. Read by the APIs that set one, turned into what is stored here. */
import { validationFailed } from '../core/errors.ts'
import { assertPasswordHash } from './hash-format.ts'
import { assertAcceptable, type KeptPassword, lastHashes, refuseReuse } from './password-policy.ts'
import type { Passwords } from './passwords.ts'

export type NewSecret =
  | { readonly kind: 'password'; readonly password: string }
  | { readonly kind: 'hash'; readonly hash: string }

const SHORTEST_PASSWORD = 6

/** Throws 400 for a password that is too short. */
export function newPassword(password: string): NewSecret {
  if (password.length < SHORTEST_PASSWORD) {
    throw validationFailed([`passwords must be at least [${SHORTEST_PASSWORD}] characters long`], 'validation_exception')
  }
  return { kind: 'password', password }
}

/** Throws 400 for what is no hash that this server can check. */
export function newPasswordHash(hash: string): NewSecret {
  assertPasswordHash(hash)
  return { kind: 'hash', hash }
}

/** What is stored: a hash, whatever was given. Throws 400 for what the policy does not take; `before`: the record that has the last ones. */
export async function storedFormOf(secret: NewSecret, passwords: Passwords, before: KeptPassword | undefined): Promise<string> {
  const { policy } = passwords
  const last = lastHashes(before, policy.history)
  if (secret.kind === 'hash') return last.includes(secret.hash) ? refuseReuse(policy.history) : secret.hash
  assertAcceptable(secret.password, policy)
  if (await passwords.isOneOf(secret.password, last)) refuseReuse(policy.history)
  return passwords.hash(secret.password)
}
