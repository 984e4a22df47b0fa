/** The host names and addresses that a node's certificate is made for. */
import type { X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import { hostname, networkInterfaces } from 'node:os'

const HOST_NAME = /^(?:\*\.)?(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?\.)*[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?$/i
const ANY_ADDRESS = ['0.0.0.0', '::']

/** A host name, with a wildcard for its first label at most, or an address. */
export const isCertificateName = (name: string): boolean => isIP(name) !== 0 || (name.length <= 253 && HOST_NAME.test(name))

/** Of a node that listens on `host`: itself by every name it knows, and what was asked for beside. */
export function nodeNames(host: string, more: readonly string[]): readonly string[] {
  const bound = ANY_ADDRESS.includes(host) ? machineAddresses() : [host]
  const names = ['localhost', '127.0.0.1', '::1', hostname().toLowerCase(), ...bound, ...more]
  return [...new Set(names.filter(isCertificateName))]
}

/** Those of a link are left out: they mean nothing without their zone. */
const machineAddresses = (): readonly string[] =>
  Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ internal, family, address }) => !internal && !(family === 'IPv6' && /^fe[89ab]/i.test(address)))
    .map(({ address }) => address)

/** The names that a certificate is not for. */
export function missingNames(certificate: X509Certificate, names: readonly string[]): readonly string[] {
  const hosts = new Set((certificate.subjectAltName ?? '').toLowerCase().split(', '))
  return names.filter((name) =>
    isIP(name) === 0 ? !hosts.has(`dns:${name.toLowerCase()}`) : certificate.checkIP(name) === undefined,
  )
}
