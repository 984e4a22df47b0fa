import { createPrivateKey, X509Certificate } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeAuthorityFiles, makeServerFiles } from '../../src/cli/certutil-command.ts'

let out: string
beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), 'sallyport-certutil-'))
  writeFileSync(join(out, 'pass'), 'geheim\n')
})
afterEach(() => rmSync(out, { recursive: true }))

const authority = (more = {}) => makeAuthorityFiles({ out, days: '100', name: 'Test CA', ...more })
const server = (more = {}) =>
  makeServerFiles({ out, days: '30', caCert: join(out, 'ca.crt'), caKey: join(out, 'ca.key'), ...more })
const text = (name: string): string => readFileSync(join(out, name), 'utf8')

describe('sallyport certutil', () => {
  it('makes an authority and a certificate that it signs', async () => {
    const made = await authority()
    const { certificate } = await server({ dns: 'a.example,*.b.example', ip: '192.0.2.1' })
    const ca = new X509Certificate(text('ca.crt'))
    const leaf = new X509Certificate(text('http.crt'))
    expect(made.fingerprint).toBe(ca.fingerprint256.replaceAll(':', '').toLowerCase())
    expect([ca.subject, ca.ca]).toEqual(['CN=Test CA', true])
    expect(certificate).toBe(join(out, 'http.crt'))
    expect(leaf.verify(ca.publicKey)).toBe(true)
    expect(leaf.subjectAltName).toBe('DNS:a.example, DNS:*.b.example, IP Address:192.0.2.1')
    expect(leaf.checkPrivateKey(createPrivateKey(text('http.key')))).toBe(true)
    expect(text('http.crt')).toBe(`${leaf}${ca}`)
    for (const name of ['ca.key', 'http.key']) expect(statSync(join(out, name)).mode & 0o777).toBe(0o600)
  })

  it('makes a certificate for this machine where no name is given', async () => {
    await authority()
    await server()
    expect(new X509Certificate(text('http.crt')).subjectAltName).toMatch(/^DNS:localhost, IP Address:127\.0\.0\.1, /)
  })

  it('locks keys with a passphrase, and opens them with it', async () => {
    const passphraseFile = join(out, 'pass')
    await authority({ passphraseFile })
    expect(text('ca.key')).toContain('BEGIN ENCRYPTED PRIVATE KEY')
    await expect(server()).rejects.toThrow('it is encrypted, and no passphrase is given')
    await server({ caPassphraseFile: passphraseFile, passphraseFile })
    expect(() => createPrivateKey({ key: text('http.key'), passphrase: 'geheim' })).not.toThrow()
  })

  it('overwrites nothing', async () => {
    await authority()
    const before = text('ca.key')
    await expect(authority()).rejects.toThrow(/ca\.crt\] is there already/)
    rmSync(join(out, 'ca.crt'))
    await expect(authority()).rejects.toThrow(/ca\.key\] is there already/)
    expect(text('ca.key')).toBe(before)
  })

  it('refuses what cannot be', async () => {
    await authority()
    await server()
    await expect(server({ caCert: join(out, 'http.crt'), caKey: join(out, 'http.key') })).rejects.toThrow(/is no authority/)
    await expect(server({ caKey: join(out, 'http.key') })).rejects.toThrow(/does not belong to/)
    await expect(server({ dns: '1.2.3.4,a b', ip: 'x' })).rejects.toThrow(
      '--dns takes host names, not [1.2.3.4]; --dns takes host names, not [a b]; --ip takes addresses, not [x]',
    )
    await expect(server({ days: '0' })).rejects.toThrow('--days takes 1 to 36500, not [0]')
    await expect(server({ caKey: join(out, 'absent') })).rejects.toThrow(/absent\] cannot be used: ENOENT/)
  })
})
