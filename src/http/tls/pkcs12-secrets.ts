/**
 * What a password opens in a PKCS#12 file: keys derived from it (RFC 7292 B.2, RFC 8018), the check of the whole file, and decryption.
 * AES and triple DES; RC2 and its like are refused by name. Called by `pkcs12.ts`.
 */
import { createDecipheriv, createHash, createHmac, pbkdf2Sync, timingSafeEqual } from 'node:crypto'
import { contentOf, type DerElement, membersOf, numberOf, OCTETS, objectIdOf } from './der.ts'

interface Digest {
  readonly name: string
  readonly size: number
  readonly block: number
}

const SHA1: Digest = { name: 'sha1', size: 20, block: 64 }
const DIGESTS: ReadonlyMap<string, Digest> = new Map([
  ['1.3.14.3.2.26', SHA1],
  ['2.16.840.1.101.3.4.2.1', { name: 'sha256', size: 32, block: 64 }],
  ['2.16.840.1.101.3.4.2.2', { name: 'sha384', size: 48, block: 128 }],
  ['2.16.840.1.101.3.4.2.3', { name: 'sha512', size: 64, block: 128 }],
])
const PSEUDO_RANDOM: ReadonlyMap<string, string> = new Map([
  ['1.2.840.113549.2.7', 'sha1'],
  ['1.2.840.113549.2.9', 'sha256'],
  ['1.2.840.113549.2.10', 'sha384'],
  ['1.2.840.113549.2.11', 'sha512'],
])
const CIPHERS: ReadonlyMap<string, { readonly name: string; readonly keySize: number }> = new Map([
  ['2.16.840.1.101.3.4.1.2', { name: 'aes-128-cbc', keySize: 16 }],
  ['2.16.840.1.101.3.4.1.22', { name: 'aes-192-cbc', keySize: 24 }],
  ['2.16.840.1.101.3.4.1.42', { name: 'aes-256-cbc', keySize: 32 }],
  ['1.2.840.113549.3.7', { name: 'des-ede3-cbc', keySize: 24 }],
])
const PBES2 = '1.2.840.113549.1.5.13'
const PBKDF2 = '1.2.840.113549.1.5.12'
const SHA1_TRIPLE_DES = '1.2.840.113549.1.12.1.3'
const WRONG = 'the password is wrong, or the file is damaged'

const FOR_KEY = 1
const FOR_VECTOR = 2
const FOR_CHECK = 3

/** Throws where the check of the whole file does not match: another password, or another content. */
export function checkWhole(check: DerElement, content: Buffer, password: string): void {
  const [digestInfo, saltElement, rounds] = membersOf(check)
  const [algorithm, expectedElement] = membersOf(digestInfo)
  const [id] = membersOf(algorithm)
  const digest = DIGESTS.get(objectIdOf(id))
  if (!digest) throw unreadable('is checked', objectIdOf(id))
  const salt = contentOf(saltElement, OCTETS)
  const expected = contentOf(expectedElement, OCTETS)
  const iterations = rounds === undefined ? 1 : numberOf(rounds)
  const isRight = encodings(password).some((secret) => {
    const key = deriveKey({ digest, secret, salt, iterations, purpose: FOR_CHECK, size: digest.size })
    const found = createHmac(digest.name, key).update(content).digest()
    return found.length === expected.length && timingSafeEqual(found, expected)
  })
  if (!isRight) throw new Error(WRONG)
}

/** Decrypts as an algorithm of the file says. */
export function decrypt(algorithm: DerElement | undefined, bytes: Buffer, password: string): Buffer {
  const [idElement, parameters] = membersOf(algorithm)
  const id = objectIdOf(idElement)
  if (id !== PBES2 && id !== SHA1_TRIPLE_DES) throw unreadable('is encrypted', id)
  try {
    const { name, key, vector } = id === PBES2 ? modernKey(parameters, password) : tripleDesKey(parameters, password)
    const decipher = createDecipheriv(name, key, vector)
    return Buffer.concat([decipher.update(bytes), decipher.final()])
  } catch (error) {
    throw new Error(WRONG, { cause: error })
  }
}

interface Opened {
  readonly name: string
  readonly key: Buffer
  readonly vector: Buffer
}

function modernKey(parameters: DerElement | undefined, password: string): Opened {
  const [derivation, encryption] = membersOf(parameters)
  const [derivationId, derivationParameters] = membersOf(derivation)
  const [cipherId, vector] = membersOf(encryption)
  const cipher = CIPHERS.get(objectIdOf(cipherId))
  if (objectIdOf(derivationId) !== PBKDF2 || !cipher) throw unreadable('is encrypted', objectIdOf(cipherId))
  const [salt, iterations, ...others] = membersOf(derivationParameters)
  const prf = others.find(({ tag }) => tag === 0x30)
  const hash = prf ? PSEUDO_RANDOM.get(objectIdOf(membersOf(prf)[0])) : 'sha1'
  if (hash === undefined) throw unreadable('is encrypted', 'a key derivation that is not known')
  const key = pbkdf2Sync(password, contentOf(salt, OCTETS), numberOf(iterations), cipher.keySize, hash)
  return { name: cipher.name, key, vector: contentOf(vector, OCTETS) }
}

function tripleDesKey(parameters: DerElement | undefined, password: string): Opened {
  const [saltElement, rounds] = membersOf(parameters)
  const from = {
    digest: SHA1,
    secret: encodings(password)[0]!,
    salt: contentOf(saltElement, OCTETS),
    iterations: numberOf(rounds),
  }
  return {
    name: 'des-ede3-cbc',
    key: deriveKey({ ...from, purpose: FOR_KEY, size: 24 }),
    vector: deriveKey({ ...from, purpose: FOR_VECTOR, size: 8 }),
  }
}

/** UTF-16 with an end, and for an empty password also nothing at all: files of both kinds exist. */
function encodings(password: string): readonly Buffer[] {
  const text = Buffer.from(`${password}\0`, 'utf16le').swap16()
  return password === '' ? [text, Buffer.alloc(0)] : [text]
}

interface Derivation {
  readonly digest: Digest
  readonly secret: Buffer
  readonly salt: Buffer
  readonly iterations: number
  readonly purpose: number
  readonly size: number
}

/** RFC 7292, appendix B.2. */
function deriveKey({ digest, secret, salt, iterations, purpose, size }: Derivation): Buffer {
  const { block } = digest
  const diversifier = Buffer.alloc(block, purpose)
  const state = Buffer.concat([filled(salt, block), filled(secret, block)])
  const parts: Buffer[] = []
  for (let made = 0; made < size; made += digest.size) {
    let hashed: Buffer = Buffer.concat([diversifier, state])
    for (let round = 0; round < iterations; round++) hashed = createHash(digest.name).update(hashed).digest()
    parts.push(hashed)
    const step = Buffer.alloc(block)
    for (let index = 0; index < block; index++) step[index] = hashed[index % hashed.length]!
    for (let at = 0; at < state.length; at += block) addPlusOne(state.subarray(at, at + block), step)
  }
  return Buffer.concat(parts).subarray(0, size)
}

/** Repeated to whole blocks. */
function filled(bytes: Buffer, block: number): Buffer {
  if (bytes.length === 0) return bytes
  const out = Buffer.alloc(Math.ceil(bytes.length / block) * block)
  for (let index = 0; index < out.length; index++) out[index] = bytes[index % bytes.length]!
  return out
}

/** `target + step + 1` as one big number, within its length. */
function addPlusOne(target: Buffer, step: Buffer): void {
  let carry = 1
  for (let index = target.length - 1; index >= 0; index--) {
    carry += target[index]! + step[index]!
    target[index] = carry & 0xff
    carry >>= 8
  }
}

const unreadable = (how: string, algorithm: string): Error =>
  new Error(`it ${how} by an algorithm that cannot be used [${algorithm}]; AES as OpenSSL 3 and Java 17 write it can`)
