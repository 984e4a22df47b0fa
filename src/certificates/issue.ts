/**
 * Makes certificates: an authority, and certificates of servers that it signs. Keys are of the curve P-256. Loaded only when one is made, as
 * its packages take longer to load than the rest of a start. Called by `own-certificates.ts` and `cli/certutil-command.ts`.
 */
import 'reflect-metadata'
import { createPrivateKey, createPublicKey, type KeyObject, randomBytes, webcrypto, X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import * as x509 from '@peculiar/x509'

export interface Validity {
  /** Milliseconds. */
  readonly from: number
  readonly days: number
}

export interface Authority {
  readonly certificate: X509Certificate
  readonly key: KeyObject
}

const DAY = 24 * 3600 * 1000
/** For clients whose clock is behind. */
const HOUR = 3600 * 1000
const CURVE = { name: 'ECDSA', namedCurve: 'P-256' }

export function newKey(): Promise<KeyObject> {
  return webcrypto.subtle.generateKey(CURVE, true, ['sign', 'verify']).then(({ privateKey }) => toKeyObject(privateKey))
}

/** A certificate that signs itself, and others of servers and clients, but no further authority. */
export async function issueAuthority(key: KeyObject, name: string, { from, days }: Validity): Promise<X509Certificate> {
  const keys = await toKeyPair(key)
  const made = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name: [{ CN: [name] }],
    notBefore: new Date(from - HOUR),
    notAfter: new Date(from + days * DAY),
    keys,
    signingAlgorithm: signing(key),
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
  return new X509Certificate(Buffer.from(made.rawData))
}

/** A server's certificate for these host names and addresses; it does not outlive its authority. */
export async function issueServer(
  authority: Authority,
  key: KeyObject,
  names: readonly string[],
  { from, days }: Validity,
): Promise<X509Certificate> {
  const issuer = new x509.X509Certificate(authority.certificate.raw)
  const signer = await toKeyPair(authority.key)
  const { publicKey } = await toKeyPair(key)
  const until = Math.min(from + days * DAY, issuer.notAfter.getTime())
  const made = await x509.X509CertificateGenerator.create({
    serialNumber: serialNumber(),
    subject: [{ CN: [commonName(names)] }],
    issuer: issuer.subjectName,
    notBefore: new Date(Math.max(from - HOUR, issuer.notBefore.getTime())),
    notAfter: new Date(until),
    signingKey: signer.privateKey,
    signingAlgorithm: signing(authority.key),
    publicKey,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension(
        names.map((value) => ({ type: isIP(value) === 0 ? ('dns' as const) : ('ip' as const), value })),
      ),
      await x509.SubjectKeyIdentifierExtension.create(publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(issuer.publicKey),
    ],
  })
  return new X509Certificate(Buffer.from(made.rawData))
}

/** The field holds 64 characters. */
const commonName = (names: readonly string[]): string => names.find((name) => name.length <= 64) ?? 'sallyport'

/** Positive, and of 16 octets however it is written. */
function serialNumber(): string {
  const bytes = randomBytes(16)
  bytes[0] = (bytes[0]! & 0x3f) | 0x40
  return bytes.toString('hex')
}

const signing = (key: KeyObject) => ({ name: algorithmOf(key).name, hash: 'SHA-256' })

function algorithmOf(key: KeyObject): { readonly name: string; readonly namedCurve?: string; readonly hash?: string } {
  if (key.asymmetricKeyType === 'rsa') return { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }
  const curves: Readonly<Record<string, string>> = { prime256v1: 'P-256', secp384r1: 'P-384', secp521r1: 'P-521' }
  const namedCurve = curves[key.asymmetricKeyDetails?.namedCurve ?? '']
  if (key.asymmetricKeyType === 'ec' && namedCurve !== undefined) return { name: 'ECDSA', namedCurve }
  throw new Error(`a key of type [${key.asymmetricKeyType}] cannot sign here: RSA, P-256, P-384 and P-521 can`)
}

const toKeyObject = (key: webcrypto.CryptoKey): Promise<KeyObject> =>
  webcrypto.subtle
    .exportKey('pkcs8', key)
    .then((der) => createPrivateKey({ key: Buffer.from(der), format: 'der', type: 'pkcs8' }))

async function toKeyPair(key: KeyObject): Promise<webcrypto.CryptoKeyPair> {
  const algorithm = algorithmOf(key)
  const { subtle } = webcrypto
  const secret = key.export({ format: 'der', type: 'pkcs8' })
  const open = createPublicKey(key).export({ format: 'der', type: 'spki' })
  const [privateKey, publicKey] = await Promise.all([
    subtle.importKey('pkcs8', secret, algorithm, true, ['sign']),
    subtle.importKey('spki', open, algorithm, true, ['verify']),
  ])
  return { privateKey, publicKey }
}
