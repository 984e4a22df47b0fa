/** Connections to nodes behind: TLS as configured, by authorities, by a fingerprint, or with nothing verified. */
import type { X509Certificate } from 'node:crypto'
import type { TLSSocket } from 'node:tls'
import { buildConnector } from 'undici'
import type { UpstreamSettings, UpstreamTls } from './upstream-settings.ts'

export function createConnector({ tls, connectTimeout }: UpstreamSettings): buildConnector.connector {
  const connect = buildConnector({ timeout: connectTimeout, ...tlsOptions(tls) })
  const { fingerprint } = tls
  if (fingerprint === undefined) return connect
  return (options, callback) =>
    connect(options, (error, socket) => {
      if (error) return callback(error, null)
      if (options.protocol === 'https:' && !showsFingerprint(socket as TLSSocket, fingerprint)) {
        const mismatch = new Error('no certificate of the chain has the trusted fingerprint')
        socket?.destroy(mismatch)
        return callback(mismatch, null)
      }
      return callback(null, socket!)
    })
}

function tlsOptions({ authorities, fingerprint, verification, certificate, key, passphrase }: UpstreamTls) {
  const isVerified = verification !== 'none' && fingerprint === undefined
  return {
    rejectUnauthorized: isVerified,
    // A session that is taken up again shows no chain to look for the fingerprint in.
    ...(fingerprint === undefined ? {} : { maxCachedSessions: 0 }),
    ...(authorities ? { ca: [...authorities] } : {}),
    ...(isVerified && verification === 'certificate' ? { checkServerIdentity: () => undefined } : {}),
    ...(certificate === undefined ? {} : { cert: certificate }),
    ...(key === undefined ? {} : { key }),
    ...(passphrase === undefined ? {} : { passphrase }),
  }
}

/**
 * Whether the node's certificate is the trusted one, or was signed by it, link by link: anybody can send an authority's certificate along, so
 * each signature is checked.
 */
function showsFingerprint(socket: TLSSocket, fingerprint: string): boolean {
  let certificate = socket.getPeerX509Certificate()
  for (let links = 0; certificate && links < LONGEST_CHAIN; links++) {
    if (!isValidNow(certificate)) return false
    if (certificate.fingerprint256.replaceAll(':', '') === fingerprint) return true
    const issuer: X509Certificate | undefined = certificate.issuerCertificate
    if (!issuer?.ca || !certificate.checkIssued(issuer) || !certificate.verify(issuer.publicKey)) return false
    certificate = issuer
  }
  return false
}

const LONGEST_CHAIN = 8

function isValidNow({ validFrom, validTo }: X509Certificate): boolean {
  const now = Date.now()
  return Date.parse(validFrom) <= now && now <= Date.parse(validTo)
}
