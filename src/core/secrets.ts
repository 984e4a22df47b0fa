/**
 * Random values, digests and comparisons: the only place that knows how secrets are made and compared. What is stored or kept in a cache
 * is a digest made here, never the secret.
 */
import { hash, randomBytes, randomInt, timingSafeEqual } from 'node:crypto'
import type { Clock } from './clock.ts'

/** The secret part of API keys and service tokens: 22 characters of URL-safe base64, 128 random bits. */
export const randomSecret = (): string => randomBytes(16).toString('base64url')

/** Ids in Elasticsearch's format: 20 characters of URL-safe base64 that begin alike when made close together. They are no secret. */
export function createTimeBasedIds(clock: Clock): () => string {
  const node = randomBytes(6)
  let sequence = randomInt(0x1000000)
  let last = 0
  return () => {
    sequence = (sequence + 1) & 0xffffff
    // Never backwards, so that a clock set back repeats no id.
    last = Math.max(last, clock.now())
    const bytes = Buffer.allocUnsafe(15)
    bytes.writeUIntBE(last, 0, 6)
    node.copy(bytes, 6)
    bytes.writeUIntBE(sequence, 12, 3)
    return bytes.toString('base64url')
  }
}

/** SHA-256 of a text (as UTF-8) or of bytes. */
export const sha256 = (data: string | Uint8Array): Buffer => hash('sha256', data, 'buffer')

/** The same in URL-safe base64: in half the time, as no buffer is made. */
export const sha256Text = (data: string | Uint8Array): string => hash('sha256', data, 'base64url')

/** Whether a secret is the one of a digest, SHA-256 in URL-safe base64; in constant time. */
export function isSecretOf(secret: string | Uint8Array, digest: string): boolean {
  const kept = Buffer.from(digest, 'latin1')
  const given = Buffer.from(sha256Text(secret), 'latin1')
  return kept.length === given.length && timingSafeEqual(kept, given)
}

/** A digest that only this process can make: what caches keep in place of a credential. It never leaves the process. */
export type KeyedDigest = (text: string) => string

/**
 * A new random key for each caller that has none, kept nowhere else. The key fills one block of SHA-256 before the text; HMAC's second pass would only
 * matter to somebody who sees digests, and costs as much again on every request.
 */
export function createKeyedDigest(key: string = newDigestKey()): KeyedDigest {
  return (text) => hash('sha256', key + text, 'hex')
}

/** For digests that several processes compare: 32 random bytes in hex. */
export const newDigestKey = (): string => randomBytes(32).toString('hex')

/** Letters, digits and what needs no quotes on a command line. */
const PASSWORD_ALPHABET = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789*-+=_'

/** A password of 20 random characters, as Elasticsearch prints at first start. */
export const generatePassword = (): string =>
  Array.from({ length: 20 }, () => PASSWORD_ALPHABET[randomInt(PASSWORD_ALPHABET.length)]).join('')
