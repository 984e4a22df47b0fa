/** Reads and checks the files that TLS is set up from, all of them, so that every fault is named at once. Called by `tls.ts`. */
import { createHash, type KeyObject, type X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { certificatesOf, privateKeyOf } from './pem.ts'
import { type Pkcs12, readPkcs12 } from './pkcs12.ts'
import type { AuthorityFiles, ServerCertificateFiles, TlsSettings } from './settings.ts'

export interface TlsMaterial {
  readonly key: KeyObject
  /** The server's own certificate first. */
  readonly chain: readonly X509Certificate[]
  /** Trusted to vouch for clients. */
  readonly authorities: readonly X509Certificate[]
  /** The file that each comes from. */
  readonly sources: ReadonlyMap<X509Certificate, string>
  /** Of what the files hold: equal where nothing changed. */
  readonly digest: string
}

export type ReadMaterial =
  | { readonly kind: 'read'; readonly material: TlsMaterial }
  | { readonly kind: 'faulty'; readonly faults: readonly string[] }

/** The files that are read, for whoever watches them. */
export function filesOf({ server, authorities }: TlsSettings): readonly string[] {
  return [
    ...(server.kind === 'pem' ? [server.certificate, server.key] : [server.keystore]),
    ...(authorities.kind === 'pem' ? authorities.certificates : [authorities.truststore]),
  ]
}

export function readMaterial(settings: TlsSettings): ReadMaterial {
  const reading = new Reading()
  const pair = readServer(settings.server, reading)
  const authorities = readAuthorities(settings.authorities, reading)
  if (authorities && settings.clientAuthentication !== 'none') reading.faults.push(...rootlessFaults(authorities))
  if (!pair || !authorities || reading.faults.length > 0) return { kind: 'faulty', faults: reading.faults }
  return { kind: 'read', material: { ...pair, authorities, sources: reading.sources, digest: reading.digest() } }
}

/** Keeps what was wrong, and a digest of what was read. */
class Reading {
  readonly faults: string[] = []
  readonly sources = new Map<X509Certificate, string>()
  readonly #hash = createHash('sha256')

  /** undefined, with a fault noted, where the file cannot be read or `parse` throws. */
  file<Value>(path: string, parse: (bytes: Buffer) => Value): Value | undefined {
    try {
      const bytes = readFileSync(path)
      this.#hash.update(`${bytes.length}:`).update(bytes)
      return parse(bytes)
    } catch (error) {
      this.faults.push(`[${path}] cannot be used: ${(error as Error).message}`)
      return undefined
    }
  }

  /** The same of certificates, whose file is noted down. */
  certificates(path: string, parse: (bytes: Buffer) => readonly X509Certificate[]): readonly X509Certificate[] | undefined {
    const found = this.file(path, parse)
    for (const certificate of found ?? []) this.sources.set(certificate, path)
    return found
  }

  digest(): string {
    return this.#hash.digest('base64')
  }
}

type Pair = Pick<TlsMaterial, 'key' | 'chain'>

function readServer(files: ServerCertificateFiles, reading: Reading): Pair | undefined {
  if (files.kind === 'pkcs12') {
    const pair = reading.file(files.keystore, (bytes) => pairOf(readPkcs12(bytes, files.password)))
    for (const certificate of pair?.chain ?? []) reading.sources.set(certificate, files.keystore)
    return pair
  }
  const chain = reading.certificates(files.certificate, (bytes) => certificatesOf(bytes.toString('latin1')))
  const key = reading.file(files.key, (bytes) => privateKeyOf(bytes.toString('latin1'), files.passphrase))
  if (!chain || !key) return undefined
  if (!chain[0]!.checkPrivateKey(key)) {
    reading.faults.push(`the key [${files.key}] does not belong to the first certificate of [${files.certificate}]`)
    return undefined
  }
  return { key, chain }
}

/** The certificate that belongs to the key, and above it who signed whom. */
function pairOf({ keys, certificates }: Pkcs12): Pair {
  const [key, ...others] = keys
  if (!key) throw new Error('it holds no private key; one with certificates alone is a truststore')
  if (others.length > 0) throw new Error(`it holds [${keys.length}] private keys, and must hold one`)
  const chain = certificates.filter((certificate) => certificate.checkPrivateKey(key)).slice(0, 1)
  if (chain.length === 0) throw new Error('it holds no certificate that belongs to its key')
  for (;;) {
    const last = chain.at(-1)!
    const issuer = certificates.find((other) => !chain.includes(other) && last.checkIssued(other))
    if (!issuer) return { key, chain }
    chain.push(issuer)
  }
}

function readAuthorities(files: AuthorityFiles, reading: Reading): readonly X509Certificate[] | undefined {
  if (files.kind === 'pkcs12') {
    return reading.certificates(files.truststore, (bytes) => {
      const { certificates } = readPkcs12(bytes, files.password)
      if (certificates.length === 0) throw new Error('it holds no certificate')
      return certificates
    })
  }
  return files.certificates.flatMap(
    (path) => reading.certificates(path, (bytes) => certificatesOf(bytes.toString('latin1'))) ?? [],
  )
}

/** Node's servers trust chains up to their root only; without it every client would be refused, and nobody would know why. */
const rootlessFaults = (authorities: readonly X509Certificate[]): readonly string[] =>
  authorities
    .filter((authority) => !authorities.some((other) => authority.checkIssued(other)))
    .map(({ subject, issuer }) => `the authority [${subject}] is signed by [${issuer}], which must be among the authorities too`)
