/** TLS as the configuration asks for it: with files that others made, or with certificates of the node's own. Loaded by `main.ts` where TLS is on. */
import { join, relative, resolve, sep } from 'node:path'
import { isCertificateName, nodeNames } from './certificates/names.ts'
import { ensureOwnCertificates, type OwnCertificates } from './certificates/own-certificates.ts'
import { ConfigError, listenHost } from './config/parse.ts'
import type { Config } from './config/settings.ts'
import { isCipherSuite, usableProtocols } from './http/tls/cipher-suites.ts'
import type { AuthorityFiles, ServerCertificateFiles, TlsSettings } from './http/tls/settings.ts'
import { openTls, type Tls } from './http/tls/tls.ts'
import type { Observer } from './observe/events.ts'
import type { ServedCertificate } from './request/served-certificate.ts'

const SSL = 'xpack.security.http.ssl'

export interface NodeTls {
  readonly tls: Tls
  readonly own: OwnCertificates | undefined
  /** Those in use right now; files of the configuration and of the data are named within their folders. */
  certificates(): readonly ServedCertificate[]
}

/** `folder`: the data folder. Throws a ConfigError with every fault of every file. */
export async function openNodeTls(config: Config, folder: string, observer: Observer): Promise<NodeTls> {
  const own = config['sallyport.tls.own_certificates'] ? await openOwn(config, folder, observer) : undefined
  const settings = tlsSettings(config, own)
  const faults = suiteFaults(settings)
  const opened = openTls({ settings, observer })
  if (opened.kind === 'opened' && faults.length === 0) {
    const { tls } = opened
    const folders = [resolve(config['path.conf']), resolve(folder)]
    const shown = (certificate: ServedCertificate): ServedCertificate => ({
      ...certificate,
      path: pathWithin(folders, certificate.path),
    })
    return { tls, own, certificates: () => tls.certificates().map(shown) }
  }
  if (opened.kind === 'opened') opened.tls.close()
  else faults.push(...opened.faults)
  throw new ConfigError(faults.map((fault) => `[${SSL}] ${fault}`))
}

function suiteFaults({ cipherSuites, protocols }: TlsSettings): string[] {
  const faults = cipherSuites.filter((name) => !isCipherSuite(name)).map((name) => `cipher suite [${name}] cannot be offered`)
  if (cipherSuites.length > 0 && usableProtocols(protocols, cipherSuites).length === 0)
    faults.push(`cipher suites [${cipherSuites.join(', ')}] are of no use with [${protocols.join(', ')}]`)
  return faults
}

async function openOwn(config: Config, folder: string, observer: Observer): Promise<OwnCertificates> {
  const more = config['sallyport.tls.names']
  const odd = more.filter((name) => !isCertificateName(name))
  if (odd.length > 0)
    throw new ConfigError(odd.map((name) => `[sallyport.tls.names] takes host names and addresses, not [${name}]`))
  const names = nodeNames(listenHost(config), more)
  const own = await ensureOwnCertificates({ folder: join(folder, 'certs'), names, now: Date.now() })
  if (own.warning !== undefined) observer.emit({ kind: 'certificate_validity', reason: own.warning })
  return own
}

function tlsSettings(config: Config, own: OwnCertificates | undefined): TlsSettings {
  return {
    server: own ? { kind: 'pem', certificate: own.certificateFile, key: own.keyFile } : serverFiles(config),
    authorities: authorityFiles(config),
    clientAuthentication: config[`${SSL}.client_authentication`] as TlsSettings['clientAuthentication'],
    protocols: config[`${SSL}.supported_protocols`],
    cipherSuites: config[`${SSL}.cipher_suites`],
    handshakeTimeout: config['sallyport.http.handshake_timeout'],
  }
}

function serverFiles(config: Config): ServerCertificateFiles {
  const keystore = config[`${SSL}.keystore.path`]
  if (keystore !== '') {
    const password = config[`${SSL}.keystore.password`] || config[`${SSL}.keystore.secure_password`]
    return { kind: 'pkcs12', keystore: pathOf(config, keystore), password }
  }
  const passphrase = config[`${SSL}.key_passphrase`] || config[`${SSL}.secure_key_passphrase`]
  return {
    kind: 'pem',
    certificate: pathOf(config, config[`${SSL}.certificate`]),
    key: pathOf(config, config[`${SSL}.key`]),
    ...(passphrase === '' ? {} : { passphrase }),
  }
}

function authorityFiles(config: Config): AuthorityFiles {
  const truststore = config[`${SSL}.truststore.path`]
  if (truststore === '')
    return { kind: 'pem', certificates: config[`${SSL}.certificate_authorities`].map((path) => pathOf(config, path)) }
  const password = config[`${SSL}.truststore.password`] || config[`${SSL}.truststore.secure_password`]
  return { kind: 'pkcs12', truststore: pathOf(config, truststore), password }
}

/** A path as it is seen from the folder that it is in. */
function pathWithin(folders: readonly string[], path: string): string {
  const folder = folders.find((one) => path.startsWith(`${one}${sep}`))
  return folder === undefined ? path : relative(folder, path)
}

const pathOf = (config: Config, path: string): string => resolve(config['path.conf'], path)
