/**
 * The stored forms of password hashes and the names of the algorithms, as Elasticsearch writes them. Parsing only: nothing here takes time.
 * argon2id is ours. A cost beyond what Elasticsearch knows is refused, so that a stored hash cannot be made to burn minutes.
 */
import { randomBytes } from 'node:crypto'
import { illegalArgument } from '../core/errors.ts'

/** How a password is to be hashed. */
export type HashAlgorithm =
  | { readonly kind: 'bcrypt'; readonly cost: number }
  | { readonly kind: 'pbkdf2'; readonly stretch: boolean; readonly iterations: number }
  | { readonly kind: 'argon2id' }

/** A stored hash, taken apart. */
export type ParsedHash =
  | { readonly kind: 'bcrypt'; readonly cost: number }
  | {
      readonly kind: 'pbkdf2'
      readonly stretch: boolean
      readonly iterations: number
      readonly salt: Buffer
      readonly digest: Buffer
    }
  | { readonly kind: 'ssha256'; readonly salt: Buffer; readonly digest: Buffer }
  | { readonly kind: 'argon2id' }

const BCRYPT_COSTS = [4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14]
const PBKDF2_ITERATIONS = [1000, 10_000, 50_000, 100_000, 500_000, 1_000_000]
const DEFAULT_BCRYPT_COST = 10
const DEFAULT_PBKDF2_ITERATIONS = 10_000
/** KiB, passes and lanes of an argon2id hash that was made elsewhere. */
const ARGON2_LIMITS = { memory: 262_144, passes: 16, lanes: 16 }

const named = (name: string, algorithm: HashAlgorithm): [string, HashAlgorithm] => [name, algorithm]
const pbkdf2 = (name: string, stretch: boolean): [string, HashAlgorithm][] => [
  named(name, { kind: 'pbkdf2', stretch, iterations: DEFAULT_PBKDF2_ITERATIONS }),
  ...PBKDF2_ITERATIONS.map((iterations) => named(`${name}_${iterations}`, { kind: 'pbkdf2', stretch, iterations })),
]

/** Elasticsearch's names, in the order of its error text. */
const ELASTICSEARCH_ALGORITHMS = new Map([
  named('bcrypt', { kind: 'bcrypt', cost: DEFAULT_BCRYPT_COST }),
  ...BCRYPT_COSTS.map((cost) => named(`bcrypt${cost}`, { kind: 'bcrypt', cost })),
  ...pbkdf2('pbkdf2', false),
  ...pbkdf2('pbkdf2_stretch', true),
])

/** A name of `xpack.security.authc.password_hashing.algorithm`. */
export function parseHashAlgorithm(name: string): HashAlgorithm {
  const algorithm = ELASTICSEARCH_ALGORITHMS.get(name)
  if (algorithm) return algorithm
  if (name === 'argon2id') return { kind: 'argon2id' }
  throw illegalArgument(`unknown password hashing algorithm [${name}]`)
}

/** undefined: not a hash that this server can check. */
export function parseHash(stored: string): ParsedHash | undefined {
  if (stored.startsWith('$argon2id$')) return parseArgon2id(stored)
  if (stored.startsWith('$2')) return parseBcrypt(stored)
  if (stored.startsWith('{PBKDF2}')) return parsePbkdf2(stored.slice('{PBKDF2}'.length), false)
  if (stored.startsWith('{PBKDF2_STRETCH}')) return parsePbkdf2(stored.slice('{PBKDF2_STRETCH}'.length), true)
  if (stored.startsWith('{SSHA256}')) return parseSaltedSha(stored.slice('{SSHA256}'.length))
  return undefined
}

/** Whether a stored hash was made as `algorithm` makes them. */
export function isMadeBy(stored: string, algorithm: HashAlgorithm): boolean {
  const parsed = parseHash(stored)
  if (parsed?.kind === 'bcrypt') return algorithm.kind === 'bcrypt' && parsed.cost === algorithm.cost
  if (parsed?.kind !== 'pbkdf2') return parsed?.kind === algorithm.kind
  return algorithm.kind === 'pbkdf2' && parsed.stretch === algorithm.stretch && parsed.iterations === algorithm.iterations
}

/** Throws Elasticsearch's 400 unless the hash may be stored as a user's password. Fast hashes may not. */
export function assertPasswordHash(stored: string): void {
  const kind = parseHash(stored)?.kind
  if (kind !== undefined && kind !== 'ssha256') return
  throw illegalArgument(
    'The provided password hash is not a hash or it could not be resolved to a supported hash algorithm. ' +
      `The supported password hash algorithms are [${[...ELASTICSEARCH_ALGORITHMS.keys()].join(', ')}]`,
  )
}

/** A well-formed hash of nothing: checking a password against it takes as long as against a real one. */
export function createDecoyHash(algorithm: HashAlgorithm): string {
  const base64 = (bytes: number): string => randomBytes(bytes).toString('base64')
  switch (algorithm.kind) {
    case 'bcrypt':
      return `$2a$${String(algorithm.cost).padStart(2, '0')}$${bcryptBase64(16)}${bcryptBase64(23)}`
    case 'pbkdf2':
      return `{PBKDF2${algorithm.stretch ? '_STRETCH' : ''}}${algorithm.iterations}$${base64(32)}$${base64(32)}`
    case 'argon2id':
      return `$argon2id$v=19$m=19456,t=2,p=1$${base64(16).replace(/=+$/, '')}$${base64(32).replace(/=+$/, '')}`
  }
}

function parseBcrypt(stored: string): ParsedHash | undefined {
  const match = /^\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}$/.exec(stored)
  const cost = Number(match?.[1])
  return BCRYPT_COSTS.includes(cost) ? { kind: 'bcrypt', cost } : undefined
}

const BASE64 = '[A-Za-z0-9+/]+={0,2}'

function parsePbkdf2(rest: string, stretch: boolean): ParsedHash | undefined {
  const match = new RegExp(`^(\\d{1,7})\\$(${BASE64})\\$(${BASE64})$`).exec(rest)
  const iterations = Number(match?.[1])
  if (!match || !PBKDF2_ITERATIONS.includes(iterations)) return undefined
  const salt = Buffer.from(match[2] as string, 'base64')
  const digest = Buffer.from(match[3] as string, 'base64')
  // Elasticsearch makes 32 bytes and takes any multiple of 16.
  return salt.length >= 8 && digest.length > 0 && digest.length % 16 === 0 && digest.length <= 128
    ? { kind: 'pbkdf2', stretch, iterations, salt, digest }
    : undefined
}

/** Eight bytes of salt, then the digest, each in base64. */
function parseSaltedSha(rest: string): ParsedHash | undefined {
  const match = new RegExp(`^([A-Za-z0-9+/]{11}=)(${BASE64})$`).exec(rest)
  if (!match) return undefined
  const digest = Buffer.from(match[2] as string, 'base64')
  return digest.length === 32 ? { kind: 'ssha256', salt: Buffer.from(match[1] as string, 'base64'), digest } : undefined
}

function parseArgon2id(stored: string): ParsedHash | undefined {
  const match = /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,3})\$[A-Za-z0-9+/]{11,86}\$[A-Za-z0-9+/]{22,86}$/.exec(stored)
  if (!match) return undefined
  const [memory, passes, lanes] = [Number(match[1]), Number(match[2]), Number(match[3])]
  const isAffordable = memory <= ARGON2_LIMITS.memory && passes <= ARGON2_LIMITS.passes && lanes <= ARGON2_LIMITS.lanes
  return isAffordable && passes > 0 && lanes > 0 && memory >= 8 * lanes ? { kind: 'argon2id' } : undefined
}

const BCRYPT_ALPHABET = './ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const BASE64_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

const bcryptBase64 = (bytes: number): string =>
  randomBytes(bytes)
    .toString('base64')
    .replace(/=+$/, '')
    .replace(/./g, (character) => BCRYPT_ALPHABET.charAt(BASE64_ALPHABET.indexOf(character)))
