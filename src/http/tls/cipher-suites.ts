/** Cipher suites by their IANA names, as Elasticsearch's settings have them, and OpenSSL's names of them, as Node wants them. */

const VERSION_1_3 = ['TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256', 'TLS_AES_128_GCM_SHA256']

/** Those with forward secrecy and authenticated encryption. */
const STRONG = {
  TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384: 'ECDHE-ECDSA-AES256-GCM-SHA384',
  TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384: 'ECDHE-RSA-AES256-GCM-SHA384',
  TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256: 'ECDHE-ECDSA-CHACHA20-POLY1305',
  TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256: 'ECDHE-RSA-CHACHA20-POLY1305',
  TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256: 'ECDHE-ECDSA-AES128-GCM-SHA256',
  TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256: 'ECDHE-RSA-AES128-GCM-SHA256',
}

/** What else Elasticsearch has by default: for those who name it. */
const OLDER = {
  TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384: 'ECDHE-ECDSA-AES256-SHA384',
  TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384: 'ECDHE-RSA-AES256-SHA384',
  TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256: 'ECDHE-ECDSA-AES128-SHA256',
  TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256: 'ECDHE-RSA-AES128-SHA256',
  TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA: 'ECDHE-ECDSA-AES256-SHA',
  TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA: 'ECDHE-RSA-AES256-SHA',
  TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA: 'ECDHE-ECDSA-AES128-SHA',
  TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA: 'ECDHE-RSA-AES128-SHA',
  TLS_RSA_WITH_AES_256_GCM_SHA384: 'AES256-GCM-SHA384',
  TLS_RSA_WITH_AES_128_GCM_SHA256: 'AES128-GCM-SHA256',
  TLS_RSA_WITH_AES_256_CBC_SHA256: 'AES256-SHA256',
  TLS_RSA_WITH_AES_128_CBC_SHA256: 'AES128-SHA256',
  TLS_RSA_WITH_AES_256_CBC_SHA: 'AES256-SHA',
  TLS_RSA_WITH_AES_128_CBC_SHA: 'AES128-SHA',
}

const OPENSSL_NAMES: ReadonlyMap<string, string> = new Map([
  ...VERSION_1_3.map((name) => [name, name] as const),
  ...Object.entries(STRONG),
  ...Object.entries(OLDER),
])

export const DEFAULT_CIPHER_SUITES: readonly string[] = [...VERSION_1_3, ...Object.keys(STRONG)]

export const isCipherSuite = (name: string): boolean => OPENSSL_NAMES.has(name)

/** The versions that some suite can serve. */
export function usableProtocols(protocols: readonly string[], suites: readonly string[]): readonly string[] {
  const served = new Set<string>(suites.map((name) => (VERSION_1_3.includes(name) ? 'TLSv1.3' : 'TLSv1.2')))
  return protocols.filter((protocol) => served.has(protocol))
}

/** As Node takes them, in this order of preference. */
export const opensslCiphers = (names: readonly string[]): string => names.map((name) => OPENSSL_NAMES.get(name) ?? name).join(':')
