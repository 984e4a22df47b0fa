import { createHash, pbkdf2Sync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import {
  assertPasswordHash,
  createDecoyHash,
  type HashAlgorithm,
  isMadeBy,
  parseHash,
  parseHashAlgorithm,
} from '../../src/identity/hash-format.ts'
import { hashPassword, verifyPassword } from '../../src/identity/password-hash.ts'

const FAST: readonly HashAlgorithm[] = [
  { kind: 'bcrypt', cost: 4 },
  { kind: 'pbkdf2', stretch: false, iterations: 1000 },
  { kind: 'pbkdf2', stretch: true, iterations: 1000 },
  { kind: 'argon2id' },
]

function saltedSha256(password: string): string {
  const salt = Buffer.from('saltsalt')
  const digest = createHash('sha256').update(password).update(salt).digest('base64')
  return `{SSHA256}${salt.toString('base64')}${digest}`
}

describe('password hashes', () => {
  it.each(FAST)('made with $kind $iterations can be checked', (algorithm) => {
    for (const password of ['secret', '', 'pässwörd 🔑', 'with\0nul', 'x'.repeat(72)]) {
      const stored = hashPassword(password, algorithm)
      expect(verifyPassword(password, stored)).toBe(true)
      expect(verifyPassword(`${password.slice(1)}!`, stored)).toBe(false)
      expect(hashPassword(password, algorithm)).not.toBe(stored)
    }
  })

  it('writes the stored forms of Elasticsearch', () => {
    expect(hashPassword('x', { kind: 'bcrypt', cost: 4 })).toMatch(/^\$2a\$04\$[./A-Za-z0-9]{53}$/)
    expect(hashPassword('x', { kind: 'pbkdf2', stretch: false, iterations: 1000 })).toMatch(
      /^\{PBKDF2\}1000\$[^$]{44}\$[^$]{44}$/,
    )
    expect(hashPassword('x', { kind: 'pbkdf2', stretch: true, iterations: 1000 })).toMatch(
      /^\{PBKDF2_STRETCH\}1000\$[^$]{44}\$[^$]{44}$/,
    )
  })

  it('checks hashes that others made', () => {
    // crypt_blowfish's own test vectors, and the other revisions of the same hash.
    const bcrypt = '05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW'
    for (const revision of ['$2a$', '$2b$', '$2y$']) expect(verifyPassword('U*U', revision + bcrypt)).toBe(true)
    const salt = Buffer.alloc(32, 5)
    const plain = pbkdf2Sync('s3krit', salt, 1000, 32, 'sha512').toString('base64')
    expect(verifyPassword('s3krit', `{PBKDF2}1000$${salt.toString('base64')}$${plain}`)).toBe(true)
    const half = pbkdf2Sync('s3krit', salt, 1000, 16, 'sha512').toString('base64')
    expect(verifyPassword('s3krit', `{PBKDF2}1000$${salt.toString('base64')}$${half}`)).toBe(true)
    const hex = createHash('sha512').update('s3krit').digest('hex')
    const stretched = pbkdf2Sync(hex, salt, 1000, 32, 'sha512').toString('base64')
    expect(verifyPassword('s3krit', `{PBKDF2_STRETCH}1000$${salt.toString('base64')}$${stretched}`)).toBe(true)
    expect(verifyPassword('s3krit', saltedSha256('s3krit'))).toBe(true)
    expect(verifyPassword('other', saltedSha256('s3krit'))).toBe(false)
  })

  it.each([
    '',
    'plain',
    '$2a$10$short',
    '$2a$99$rMZe6TdsUwBX/TA8vRDz0OLwKAZeCzXM4jT3tfCjpSTB8HoFuq8xO',
    '$2x$10$rMZe6TdsUwBX/TA8vRDz0OLwKAZeCzXM4jT3tfCjpSTB8HoFuq8xO',
    '{PBKDF2}10000$abc',
    '{PBKDF2}9999999$HAuV2/S3wCaOWMjFTSyJcChVIXF4+zTrYSfSmRnPdAA=$0ICDQgbB0bMYyw5HVWwjLXXw2bdrWdFjFdrJ3BWLfjw=',
    '{PBKDF2}10000$HAuV2/S3wCaOWMjFTSyJcChVIXF4+zTrYSfSmRnPdAA=$',
    '$argon2id$v=19$m=999999999,t=2,p=1$1bSa3h8OBSIPl9c56018eA$5CZtsQYrsUCC8p63E4LP+glE9p2lCvjP8x1RJCUe8S4',
    '$argon2i$v=19$m=19456,t=2,p=1$1bSa3h8OBSIPl9c56018eA$5CZtsQYrsUCC8p63E4LP+glE9p2lCvjP8x1RJCUe8S4',
  ])('takes %j for no hash', (stored) => {
    expect(parseHash(stored)).toBeUndefined()
    expect(verifyPassword('', stored)).toBe(false)
    expect(() => assertPasswordHash(stored)).toThrow('The provided password hash is not a hash or it could not be resolved')
  })

  it('keeps fast hashes out of user records', () => {
    expect(() => assertPasswordHash(saltedSha256('s3krit'))).toThrow('could not be resolved to a supported hash algorithm')
    assertPasswordHash('{PBKDF2}10000$HAuV2/S3wCaOWMjFTSyJcChVIXF4+zTrYSfSmRnPdAA=$0ICDQgbB0bMYyw5HVWwjLXXw2bdrWdFjFdrJ3BWLfjw=')
    assertPasswordHash('$2a$10$rMZe6TdsUwBX/TA8vRDz0OLwKAZeCzXM4jT3tfCjpSTB8HoFuq8xO')
  })

  it('knows the names of the algorithms', () => {
    expect(parseHashAlgorithm('bcrypt')).toEqual({ kind: 'bcrypt', cost: 10 })
    expect(parseHashAlgorithm('bcrypt14')).toEqual({ kind: 'bcrypt', cost: 14 })
    expect(parseHashAlgorithm('pbkdf2_stretch_500000')).toEqual({ kind: 'pbkdf2', stretch: true, iterations: 500_000 })
    expect(parseHashAlgorithm('argon2id')).toEqual({ kind: 'argon2id' })
    for (const name of ['md5', 'noop', '__proto__', 'bcrypt3', 'bcrypt15'])
      expect(() => parseHashAlgorithm(name)).toThrow('unknown')
  })

  it.each(FAST)('knows its own hashes from those of others: $kind $iterations', (algorithm) => {
    const stored = hashPassword('x', algorithm)
    expect(FAST.filter((other) => isMadeBy(stored, other))).toEqual([algorithm])
    for (const name of ['bcrypt12', 'pbkdf2_500000', 'pbkdf2_stretch_500000']) {
      expect(isMadeBy(stored, parseHashAlgorithm(name))).toBe(false)
    }
    expect(isMadeBy('nonsense', algorithm)).toBe(false)
  })

  it.each(FAST)('makes a decoy for $kind $iterations that costs as much as a real hash and matches nothing', (algorithm) => {
    const decoy = createDecoyHash(algorithm)
    expect(parseHash(decoy)?.kind).toBe(algorithm.kind)
    expect(verifyPassword('x', decoy)).toBe(false)
  })

  it('spends the time of a bcrypt check on a decoy', () => {
    const algorithm: HashAlgorithm = { kind: 'bcrypt', cost: 9 }
    const time = (stored: string): number => {
      const start = process.hrtime.bigint()
      verifyPassword('guess', stored)
      return Number(process.hrtime.bigint() - start)
    }
    const median = (stored: string): number => Array.from({ length: 5 }, () => time(stored)).sort((a, b) => a - b)[2] as number
    expect(median(createDecoyHash(algorithm)) / median(hashPassword('real', algorithm))).toBeGreaterThan(0.3)
  })
})
