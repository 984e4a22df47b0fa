/**
 * Access and refresh tokens as texts: base64 of a version, a length, and 24 bytes of which 16 are random and the last 8 name the record that
 * both tokens of a pair share. Used by the token service; what is kept of a token is a digest of its 24 bytes.
 */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import { sha256Text } from '../core/secrets.ts'

/** The two tokens of one grant; a grant without a client to refresh it has no second. */
export interface TokenPair {
  readonly access: Uint8Array
  readonly refresh: Uint8Array
}

/** The version of Elasticsearch's wire that its servers of 9.5 write before a token, then the length of what follows. */
const HEAD = Buffer.from([0xd7, 0xa2, 0xc1, 0x04, 24])
const RANDOM = 16
const ID = 8
const SIZE = RANDOM + ID
const WELL_FORMED = /^[A-Za-z0-9+/]+={0,2}$/

/** A new pair under a new id. */
export function mintTokens(): TokenPair {
  const id = randomBytes(ID)
  const mint = (): Buffer => Buffer.concat([randomBytes(RANDOM), id])
  return { access: mint(), refresh: mint() }
}

/** The text that a client gets. */
export const printToken = (token: Uint8Array): string => Buffer.concat([HEAD, token]).toString('base64')

/** The 24 bytes of a token; undefined for anything that is not exactly what this server prints. */
export function parseToken(text: string): Buffer | undefined {
  if (text.length !== 40 || !WELL_FORMED.test(text)) return undefined
  const bytes = Buffer.from(text, 'base64')
  if (bytes.length !== HEAD.length + SIZE || !bytes.subarray(0, HEAD.length).equals(HEAD)) return undefined
  // One token has one text: base64 has spare bits that would make several.
  return bytes.toString('base64') === text ? bytes.subarray(HEAD.length) : undefined
}

/** The id of the record that a token belongs to. */
export const tokenId = (token: Uint8Array): string => Buffer.from(token.subarray(RANDOM)).toString('base64url')

/** What is kept of a token. 128 random bits need no slow hash. */
export const tokenDigest = (token: Uint8Array): string => sha256Text(token)

/** A pair that only the holder of the refresh token it replaces can read: the replay of that token returns the same pair. */
export function sealPair(pair: TokenPair, presented: Uint8Array): string {
  const salt = randomBytes(16)
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', sealingKey(presented, salt), nonce)
  const sealed = Buffer.concat([cipher.update(pair.access), cipher.update(pair.refresh), cipher.final()])
  return Buffer.concat([salt, nonce, cipher.getAuthTag(), sealed]).toString('base64url')
}

/** Throws where the text was not sealed for this token. */
export function openPair(sealed: string, presented: Uint8Array): TokenPair {
  const bytes = Buffer.from(sealed, 'base64url')
  const [salt, nonce, tag, content] = [bytes.subarray(0, 16), bytes.subarray(16, 28), bytes.subarray(28, 44), bytes.subarray(44)]
  const decipher = createDecipheriv('aes-256-gcm', sealingKey(presented, salt), nonce, { authTagLength: 16 })
  decipher.setAuthTag(tag)
  const open = Buffer.concat([decipher.update(content), decipher.final()])
  return { access: open.subarray(0, SIZE), refresh: open.subarray(SIZE) }
}

const sealingKey = (presented: Uint8Array, salt: Uint8Array): Uint8Array =>
  new Uint8Array(hkdfSync('sha256', presented, salt, 'sallyport refresh replay', 32))
