/** The certificates that TLS is set up with, put into words. Called by `tls.ts`. */
import type { X509Certificate } from 'node:crypto'
import type { ServedCertificate } from '../../request/served-certificate.ts'
import type { TlsMaterial } from './material.ts'
import type { TlsSettings } from './settings.ts'

/** The chain, the server's own first, then the authorities of clients. */
export function servedCertificates(
  { server, authorities: trusted }: TlsSettings,
  { chain, authorities, sources }: TlsMaterial,
): readonly ServedCertificate[] {
  const formatOf = ({ kind }: { readonly kind: 'pem' | 'pkcs12' }): ServedCertificate['format'] =>
    kind === 'pem' ? 'PEM' : 'PKCS12'
  const described = (certificate: X509Certificate, format: ServedCertificate['format'], hasKey: boolean): ServedCertificate => ({
    path: sources.get(certificate) ?? '',
    format,
    subject: distinguishedName(certificate.subject),
    issuer: distinguishedName(certificate.issuer),
    serial: BigInt(`0x${certificate.serialNumber}`).toString(16),
    hasKey,
    expires: Date.parse(certificate.validTo),
  })
  return [
    ...chain.map((certificate, at) => described(certificate, formatOf(server), at === 0)),
    ...authorities.map((certificate) => described(certificate, formatOf(trusted), false)),
  ]
}

/** Node writes a part a line, in the order of the certificate; RFC 2253 has them the other way round. */
const distinguishedName = (lines: string | undefined): string => (lines ?? '').split('\n').reverse().join(',')
