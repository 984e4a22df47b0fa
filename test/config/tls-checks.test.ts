import { describe, expect, it } from 'vitest'
import { ConfigError, parseSettings } from '../../src/config/parse.ts'
import { isTlsOn } from '../../src/config/tls-checks.ts'

const SSL = 'xpack.security.http.ssl'
const parse = (settings: Record<string, unknown>) =>
  parseSettings(Object.entries(settings).map(([name, value]) => ({ name, value, from: 'test' })))
const faults = (settings: Record<string, unknown>): readonly string[] => {
  try {
    parse(settings)
    return []
  } catch (error) {
    if (error instanceof ConfigError) return error.faults
    throw error
  }
}
const PEM = { [`${SSL}.enabled`]: true, [`${SSL}.key`]: 'a.key', [`${SSL}.certificate`]: 'a.crt' }
const STORE = { [`${SSL}.enabled`]: true, [`${SSL}.keystore.path`]: 'a.p12' }
const OWN = { 'sallyport.tls.own_certificates': true }

describe('settings of TLS', () => {
  it.each([
    ['PEM files', PEM],
    ['a keystore', STORE],
    ['certificates of its own', OWN],
    ['both switches', { ...OWN, [`${SSL}.enabled`]: true }],
    [
      'clients with certificates',
      { ...PEM, [`${SSL}.client_authentication`]: 'required', [`${SSL}.certificate_authorities`]: 'ca.crt' },
    ],
  ])('TLS is on with %s', (_name, settings) => {
    expect(isTlsOn(parse(settings))).toBe(true)
  })

  it('TLS is off where it is switched off, whatever else is set', () => {
    expect(isTlsOn(parse({ ...PEM, [`${SSL}.enabled`]: false }))).toBe(false)
    expect(isTlsOn(parse({}))).toBe(false)
  })

  it.each<[string, Record<string, unknown>, RegExp]>([
    ['settings without the switch', { [`${SSL}.key`]: 'a', [`${SSL}.certificate`]: 'b' }, /enabled\] is not set, but .*\.key/],
    ['the switch alone', { [`${SSL}.enabled`]: true }, /you must set either \[.*keystore\.path\], or both/],
    ['a key alone', { ...PEM, [`${SSL}.certificate`]: '' }, /\.key\] needs \[.*\.certificate\]/],
    ['a certificate alone', { ...PEM, [`${SSL}.key`]: '' }, /\.certificate\] needs \[.*\.key\]/],
    ['two sources', { ...PEM, ...STORE }, /cannot specify both \[.*\.key\] and \[.*keystore\.path\]/],
    ['own certificates and others', { ...PEM, ...OWN }, /own_certificates\] makes the certificate/],
    ['own certificates switched off', { ...OWN, [`${SSL}.enabled`]: false }, /needs \[.*enabled\], which is false/],
    ['names for nothing', { ...PEM, 'sallyport.tls.names': 'a' }, /tls\.names\] needs \[sallyport\.tls\.own_certificates\]/],
    ['two passphrases', { ...PEM, [`${SSL}.key_passphrase`]: 'a', [`${SSL}.secure_key_passphrase`]: 'b' }, /cannot specify both/],
    [
      'a password of nothing',
      { ...PEM, [`${SSL}.keystore.password`]: 'geheim' },
      /keystore\.password\] needs \[.*keystore\.path\]/,
    ],
    [
      'clients that any authority vouches for',
      { ...PEM, [`${SSL}.client_authentication`]: 'required' },
      /needs \[.*certificate_authorities\]/,
    ],
    [
      'client certificates that nobody verifies',
      {
        ...PEM,
        [`${SSL}.client_authentication`]: 'optional',
        [`${SSL}.certificate_authorities`]: 'ca.crt',
        [`${SSL}.verification_mode`]: 'none',
      },
      /would take any client certificate/,
    ],
    [
      'two kinds of authorities',
      { ...PEM, [`${SSL}.certificate_authorities`]: 'a', [`${SSL}.truststore.path`]: 'b' },
      /cannot specify both/,
    ],
    ['an old version', { ...PEM, [`${SSL}.supported_protocols`]: 'TLSv1.2,TLSv1.1' }, /not \[TLSv1\.1\]/],
    ['no version', { ...PEM, [`${SSL}.supported_protocols`]: [] }, /names no protocol/],
    ['another store', { ...STORE, [`${SSL}.keystore.type`]: 'jks' }, /must be one of \[PKCS12\]/],
    ['a setting that is not known', { ...PEM, [`${SSL}.ca_trusted_fingerprint`]: 'x' }, /unknown setting/],
  ])('%s stops the start', (_name, settings, reason) => {
    const found = faults(settings)
    expect(found.join('\n')).toMatch(reason)
    expect(found.join('\n')).not.toContain('geheim')
  })

  it('names all faults at once', () => {
    expect(faults({ [`${SSL}.enabled`]: true, [`${SSL}.client_authentication`]: 'required', 'http.port': 'x' })).toHaveLength(3)
  })
})
