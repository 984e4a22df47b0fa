/** A password as it is set: in clear or as a hash made elsewhere. Read by the APIs that set one, turned into what is stored here. */
import { validationFailed } from '../core/errors.ts'
import { assertPasswordHash } from './hash-format.ts'
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

/** What is stored: a hash, whatever was given. */
export const storedFormOf = async (secret: NewSecret, passwords: Passwords): Promise<string> =>
  secret.kind === 'hash' ? secret.hash : passwords.hash(secret.password)
