import { describe, expect, it } from 'vitest'
import { parseSettings } from '../src/config/parse.ts'
import { authenticationSettings } from '../src/node-settings.ts'

describe('the token service', () => {
  const isOn = (settings: Record<string, unknown>): boolean =>
    authenticationSettings(parseSettings(Object.entries(settings).map(([name, value]) => ({ name, value, from: 'test' })))).tokens

  it.each<[string, Record<string, unknown>, boolean]>([
    ['on a loopback address', {}, true],
    ['elsewhere without TLS', { 'http.host': '0.0.0.0' }, false],
    ['elsewhere with TLS', { 'http.host': '0.0.0.0', 'sallyport.tls.own_certificates': true }, true],
    ['elsewhere, as it is told', { 'http.host': '0.0.0.0', 'xpack.security.authc.token.enabled': 'true' }, true],
    ['with TLS, as it is told', { 'sallyport.tls.own_certificates': true, 'xpack.security.authc.token.enabled': 'false' }, false],
  ])('%s', (_name, settings, expected) => {
    expect(isOn(settings)).toBe(expected)
  })
})
