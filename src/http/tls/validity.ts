/** What is to be said of the time a certificate is valid for. It is never refused for that: clients decide. Called by `tls.ts`. */
import type { X509Certificate } from 'node:crypto'

const SOON_MS = 30 * 24 * 3600 * 1000

/** undefined where there is nothing to warn of. */
export function validityWarning(certificate: X509Certificate, now: number): string | undefined {
  const [from, to] = [Date.parse(certificate.validFrom), Date.parse(certificate.validTo)]
  if (now > to) return `the certificate [${certificate.subject}] expired at [${new Date(to).toISOString()}]`
  if (now < from) return `the certificate [${certificate.subject}] is not valid before [${new Date(from).toISOString()}]`
  if (to - now < SOON_MS) return `the certificate [${certificate.subject}] expires at [${new Date(to).toISOString()}]`
  return undefined
}
