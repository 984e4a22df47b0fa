/**
 * TLS for the HTTP server: makes the listening server of the same strict options, and puts new certificates in its place when their files
 * change. Files that cannot be used leave the last good ones at work. Called by `open-tls.ts`.
 */
import { constants, type X509Certificate } from 'node:crypto'
import type { Server, ServerOptions } from 'node:http'
import { createServer, type Server as HttpsServer } from 'node:https'
import { createSecureContext, type SecureContextOptions } from 'node:tls'
import type { Observer } from '../../observe/events.ts'
import type { ServedCertificate } from '../../request/served-certificate.ts'
import { DEFAULT_CIPHER_SUITES, opensslCiphers, usableProtocols } from './cipher-suites.ts'
import { handshakeFailure, refuseUntrusted } from './handshakes.ts'
import { filesOf, readMaterial, type TlsMaterial } from './material.ts'
import { servedCertificates } from './served-certificates.ts'
import type { TlsSettings } from './settings.ts'
import { validityWarning } from './validity.ts'
import { WatchedFiles } from './watched-files.ts'

export interface TlsParts {
  readonly settings: TlsSettings
  readonly observer: Observer
  /** Milliseconds between looks at the files. */
  readonly pollMs?: number
}

export interface Tls {
  /** In place of `createServer` of `node:http`. */
  readonly createServer: (options: ServerOptions) => Server
  /** The server's own certificate, as it is now. */
  certificate(): X509Certificate
  /** All that is in use, as it is now. */
  certificates(): readonly ServedCertificate[]
  /** Looks at the files now. */
  reload(): void
  /** Ends the watching. */
  close(): void
}

export type OpenedTls =
  | { readonly kind: 'opened'; readonly tls: Tls }
  | { readonly kind: 'faulty'; readonly faults: readonly string[] }

const POLL_MS = 5000

export function openTls({ settings, observer, pollMs = POLL_MS }: TlsParts): OpenedTls {
  const files = new WatchedFiles(filesOf(settings))
  files.look()
  const first = readUsable(settings)
  if (first.kind === 'faulty') return first
  return { kind: 'opened', tls: new ReloadingTls(settings, observer, files, first, pollMs) }
}

class ReloadingTls implements Tls {
  readonly #settings: TlsSettings
  readonly #observer: Observer
  readonly #files: WatchedFiles
  readonly #timer: NodeJS.Timeout
  readonly #servers: HttpsServer[] = []
  #current: Usable
  #lastFault = ''

  constructor(settings: TlsSettings, observer: Observer, files: WatchedFiles, first: Usable, pollMs: number) {
    this.#settings = settings
    this.#observer = observer
    this.#files = files
    this.#current = first
    this.#warnOfValidity()
    this.#timer = setInterval(() => this.reload(), pollMs).unref()
  }

  readonly createServer = (options: ServerOptions): Server => {
    const server = createServer({ ...options, ...this.#current.context, ...handshakeOptions(this.#settings) })
    if (this.#settings.clientAuthentication === 'optional') refuseUntrusted(server, this.#observer)
    server.on('tlsClientError', (error, socket) => this.#observer.emit(handshakeFailure(error, socket)))
    this.#servers.push(server)
    return server
  }

  certificate(): X509Certificate {
    return this.#current.material.chain[0]!
  }

  certificates(): readonly ServedCertificate[] {
    return servedCertificates(this.#settings, this.#current.material)
  }

  reload(): void {
    if (!this.#files.look()) return
    const next = readUsable(this.#settings)
    if (next.kind === 'faulty') this.#report(next.faults.join('; '))
    else this.#use(next)
  }

  close(): void {
    clearInterval(this.#timer)
  }

  #use(next: Usable): void {
    this.#lastFault = ''
    if (next.material.digest === this.#current.material.digest) return
    this.#current = next
    // Connections that stand go on; sessions of before are not resumed, since each context has keys of its own for them.
    for (const server of this.#servers) server.setSecureContext(next.context)
    this.#observer.emit({ kind: 'tls_reloaded', ...described(this.certificate()) })
    this.#warnOfValidity()
  }

  #report(fault: string): void {
    if (fault !== this.#lastFault) this.#observer.emit({ kind: 'tls_fault', reason: `the last good certificate stays: ${fault}` })
    this.#lastFault = fault
  }

  #warnOfValidity(): void {
    const { chain, authorities } = this.#current.material
    for (const certificate of [...chain, ...authorities]) {
      const warning = validityWarning(certificate, Date.now())
      if (warning !== undefined) this.#observer.emit({ kind: 'certificate_validity', reason: warning })
    }
  }
}

interface Usable {
  readonly kind: 'usable'
  readonly material: TlsMaterial
  readonly context: SecureContextOptions
}

/** What OpenSSL does not take (a key too short, a digest too old) is a fault like any other, and must not show at a client's expense. */
function readUsable(settings: TlsSettings): Usable | { readonly kind: 'faulty'; readonly faults: readonly string[] } {
  try {
    const read = readMaterial(settings)
    if (read.kind === 'faulty') return read
    const context = contextOptions(settings, read.material)
    createSecureContext(context)
    return { kind: 'usable', material: read.material, context }
  } catch (error) {
    return { kind: 'faulty', faults: [`TLS cannot be set up: ${(error as Error).message}`] }
  }
}

function contextOptions(settings: TlsSettings, { key, chain, authorities }: TlsMaterial): SecureContextOptions {
  const suites = settings.cipherSuites.length > 0 ? settings.cipherSuites : DEFAULT_CIPHER_SUITES
  const protocols = usableProtocols(settings.protocols, suites)
  return {
    // Bytes, not text: a dump of the heap has texts in it.
    key: Buffer.from(key.export({ type: 'pkcs8', format: 'pem' })),
    cert: chain.map(String).join(''),
    // Never left out: Node would trust every public authority.
    ca: authorities.map(String),
    minVersion: protocols.includes('TLSv1.2') ? 'TLSv1.2' : 'TLSv1.3',
    maxVersion: protocols.includes('TLSv1.3') ? 'TLSv1.3' : 'TLSv1.2',
    ciphers: opensslCiphers(suites),
    honorCipherOrder: true,
    secureOptions: constants.SSL_OP_NO_RENEGOTIATION,
  }
}

const handshakeOptions = ({ clientAuthentication, handshakeTimeout }: TlsSettings) => ({
  ALPNProtocols: ['http/1.1'],
  handshakeTimeout,
  requestCert: clientAuthentication !== 'none',
  rejectUnauthorized: clientAuthentication === 'required',
})

const described = (certificate: X509Certificate) => ({
  subject: certificate.subject,
  fingerprint: certificate.fingerprint256,
  expires: new Date(certificate.validTo).toISOString(),
})
