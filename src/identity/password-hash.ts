/**
 * Makes and checks password hashes. Slow on purpose and synchronous: only `hash-worker.ts` (and the command line) calls this, never the
 * thread that answers requests.
 */
import { createHash, pbkdf2Sync, randomBytes, timingSafeEqual } from 'node:crypto'
import { createRequire } from 'node:module'
import { type HashAlgorithm, type ParsedHash, parseHash } from './hash-format.ts'

const PBKDF2_BYTES = 32

// Loaded at first use: a server whose users have bcrypt hashes never pays for argon2.
const require = createRequire(import.meta.url)
const bcrypt = (): typeof import('@node-rs/bcrypt') => require('@node-rs/bcrypt')
const argon2 = (): typeof import('@node-rs/argon2') => require('@node-rs/argon2')

/** A new hash with a random salt, in the form Elasticsearch stores. */
export function hashPassword(password: string, algorithm: HashAlgorithm): string {
  switch (algorithm.kind) {
    case 'bcrypt':
      // The revision Elasticsearch writes, the same as `$2b$` for any sane length. As everywhere, bcrypt reads the first 72 bytes.
      return bcrypt().hashSync(password, algorithm.cost).replace('$2b$', '$2a$')
    case 'pbkdf2': {
      const salt = randomBytes(PBKDF2_BYTES)
      const digest = derive(password, { ...algorithm, salt }, PBKDF2_BYTES)
      const name = algorithm.stretch ? 'PBKDF2_STRETCH' : 'PBKDF2'
      return `{${name}}${algorithm.iterations}$${salt.toString('base64')}$${digest.toString('base64')}`
    }
    case 'argon2id':
      return argon2().hashSync(password)
  }
}

/** Whether the password is the one that was hashed; a hash that cannot be read matches nothing. */
export function verifyPassword(password: string, stored: string): boolean {
  const parsed = parseHash(stored)
  return parsed !== undefined && matches(password, stored, parsed)
}

function matches(password: string, stored: string, parsed: ParsedHash): boolean {
  switch (parsed.kind) {
    case 'bcrypt':
      return bcrypt().verifySync(password, stored)
    case 'argon2id':
      return argon2().verifySync(stored, password)
    case 'pbkdf2':
      return timingSafeEqual(derive(password, parsed, parsed.digest.length), parsed.digest)
    case 'ssha256':
      return timingSafeEqual(createHash('sha256').update(password).update(parsed.salt).digest(), parsed.digest)
  }
}

interface Derivation {
  readonly stretch: boolean
  readonly iterations: number
  readonly salt: Buffer
}

function derive(password: string, { stretch, iterations, salt }: Derivation, length: number): Buffer {
  const input = stretch ? createHash('sha512').update(password).digest('hex') : password
  return pbkdf2Sync(input, salt, iterations, length, 'sha512')
}
