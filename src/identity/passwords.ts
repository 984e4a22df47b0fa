/**
 * Checks and makes passwords for every channel that takes one. A check of an unknown name takes as long as any other; identical checks
 * that meet are one. Nothing is remembered here: what succeeded is the caller's to cache.
 */
import { createKeyedDigest } from '../core/secrets.ts'
import type { Turn } from './fair-queue.ts'
import { createDecoyHash, type HashAlgorithm, isMadeBy } from './hash-format.ts'
import type { HashPool } from './hash-pool.ts'
import { type PasswordPolicy, PLAIN_POLICY } from './password-policy.ts'

export interface Passwords {
  /** `stored` undefined: there is no such user or it has no password; the time is spent all the same. */
  verify(username: string, password: string, stored: string | undefined, turn?: Turn): Promise<boolean>
  hash(password: string): Promise<string>
  /** What a new password must be. */
  readonly policy: PasswordPolicy
  /** Whether one of these hashes is of the password. For the history of passwords: this lets nobody in. */
  isOneOf(password: string, hashes: readonly string[]): Promise<boolean>
  /** Whether a stored hash is of another algorithm or cost than is configured now. */
  isOutdated(stored: string): boolean
  /** How many checks were computed since start. */
  readonly checks: number
}

export interface PasswordsOptions {
  readonly pool: Pick<HashPool, 'hash' | 'verify'>
  readonly algorithm: HashAlgorithm
  readonly policy?: PasswordPolicy
}

export function createPasswords({ pool, algorithm, policy = PLAIN_POLICY }: PasswordsOptions): Passwords {
  const decoy = createDecoyHash(algorithm)
  const digest = createKeyedDigest()
  const flights = new Map<string, Promise<boolean>>()
  let checks = 0

  const verify = (username: string, password: string, stored: string | undefined, turn?: Turn): Promise<boolean> => {
    // The name is in the key: checks of unknown names must not share one flight where those of known names cannot.
    const key = digest(JSON.stringify([username, password, stored ?? null]))
    const running = flights.get(key)
    if (running) return running
    checks++
    const flight = pool
      .verify(password, stored ?? decoy, turn)
      .then((matches) => matches && stored !== undefined)
      .finally(() => flights.delete(key))
    flights.set(key, flight)
    return flight
  }

  return {
    verify,
    hash: (password) => pool.hash(password, algorithm),
    policy,
    async isOneOf(password, hashes) {
      for (const stored of hashes) if (await pool.verify(password, stored)) return true
      return false
    },
    isOutdated: (stored) => !isMadeBy(stored, algorithm),
    get checks() {
      return checks
    },
  }
}
