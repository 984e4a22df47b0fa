import { X509Certificate } from 'node:crypto'
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { isCertificateName, nodeNames } from '../../src/certificates/names.ts'
import { ensureOwnCertificates } from '../../src/certificates/own-certificates.ts'

const DAY = 24 * 3600 * 1000
const NAMES = ['localhost', '127.0.0.1', '::1', 'node-1.example']
/** Certificates speak of whole seconds. */
const NOW = Math.floor(Date.now() / 1000) * 1000

let folder: string
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'sallyport-certs-')), 'certs')
})
afterEach(() => rmSync(join(folder, '..'), { recursive: true, force: true }))

const ensure = (now = NOW, names = NAMES) => ensureOwnCertificates({ folder, names, now })
const text = (name: string): string => readFileSync(join(folder, name), 'utf8')
const certificate = (name: string) => new X509Certificate(text(name))
const all = () => readdirSync(folder).map((name) => text(name))

describe('a node’s own certificates', () => {
  it('are an authority and a certificate for the names of the node', async () => {
    const own = await ensure()
    const authority = certificate('http_ca.crt')
    const server = certificate('http.crt')
    expect(readdirSync(folder).sort()).toEqual(['http.crt', 'http.key', 'http_ca.crt', 'http_ca.key'])
    expect(own.authority).toBe(text('http_ca.crt'))
    expect(own.fingerprint).toBe(authority.fingerprint256.replaceAll(':', '').toLowerCase())
    expect(own.warning).toBeUndefined()
    expect([authority.ca, server.ca]).toEqual([true, false])
    expect(server.verify(authority.publicKey)).toBe(true)
    expect(server.subjectAltName).toBe('DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1, DNS:node-1.example')
    expect(server.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1'])
    expect(Date.parse(server.validTo)).toBe(NOW + 730 * DAY)
    expect(Date.parse(authority.validTo)).toBe(NOW + 3650 * DAY)
    // The authority follows, for clients that know it by its fingerprint.
    expect(text('http.crt')).toBe(`${server}${authority}`)
  })

  it('keep their keys from everybody else', async () => {
    await ensure()
    for (const name of ['http.key', 'http_ca.key']) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600)
  })

  it('are the same at the next start', async () => {
    const first = await ensure()
    const before = all()
    expect(await ensure(NOW + 600 * DAY)).toEqual(first)
    expect(all()).toEqual(before)
  })

  it('are renewed near their end, under the same authority and with the same key', async () => {
    const first = await ensure()
    const [key, authority, old] = [text('http.key'), text('http_ca.crt'), certificate('http.crt')]
    const later = NOW + 680 * DAY
    expect((await ensure(later)).fingerprint).toBe(first.fingerprint)
    expect([text('http.key'), text('http_ca.crt')]).toEqual([key, authority])
    expect(Date.parse(certificate('http.crt').validTo)).toBe(later + 730 * DAY)
    expect(certificate('http.crt').serialNumber).not.toBe(old.serialNumber)
  })

  it('are renewed for names that were not there before', async () => {
    await ensure()
    await ensure(NOW, [...NAMES, '10.0.0.7'])
    expect(certificate('http.crt').checkIP('10.0.0.7')).toBe('10.0.0.7')
    const before = text('http.crt')
    await ensure(NOW, NAMES)
    expect(text('http.crt')).toBe(before)
  })

  it('never outlive their authority', async () => {
    await ensure()
    const late = NOW + 3600 * DAY
    await ensure(late)
    expect(certificate('http.crt').validTo).toBe(certificate('http_ca.crt').validTo)
    const before = text('http.crt')
    await ensure(late + DAY)
    expect(text('http.crt')).toBe(before)
    await expect(ensure(NOW + 3700 * DAY)).rejects.toThrow(/expired at .*; move its folder away to have a new one made/)
  })

  it.each([
    ['the key of the authority alone', ['http_ca.crt', 'http.key', 'http.crt']],
    ['all but the certificate', ['http.crt']],
    ['the authority alone', ['http.key', 'http.crt']],
  ])('are completed after a start that was cut off: %s', async (_name, missing) => {
    await ensure()
    for (const name of missing) rmSync(join(folder, name))
    writeFileSync(join(folder, 'http.crt.new'), 'half')
    const { fingerprint } = await ensure()
    expect(await ensure()).toMatchObject({ fingerprint })
    expect(certificate('http.crt').verify(certificate('http_ca.crt').publicKey)).toBe(true)
  })

  it.each([
    ['http_ca.crt', /http_ca\.crt\] cannot be used/],
    ['http.crt', /http\.crt\] cannot be used/],
    ['http.key', /http\.key\] cannot be used/],
  ])('stop the start where %s is damaged, and stay as they are', async (name, reason) => {
    await ensure()
    writeFileSync(join(folder, name), 'damaged')
    const before = all()
    await expect(ensure()).rejects.toThrow(reason)
    expect(all()).toEqual(before)
  })

  it('stop the start where an operator put others in their place', async () => {
    await ensure()
    const mine = folder
    folder = `${mine}-other`
    await ensure()
    copyFileSync(join(folder, 'http.crt'), join(mine, 'http.crt'))
    copyFileSync(join(folder, 'http.key'), join(mine, 'http.key'))
    folder = mine
    const before = all()
    await expect(ensure(NOW + 700 * DAY)).rejects.toThrow(/was not issued by .*xpack\.security\.http\.ssl/)
    expect(all()).toEqual(before)
    rmSync(join(folder, 'http_ca.crt'))
    await expect(ensure()).rejects.toThrow(/is there without its authority/)
  })

  it('serve on where the key of the authority is kept elsewhere, with a warning when they should be renewed', async () => {
    await ensure()
    rmSync(join(folder, 'http_ca.key'))
    expect((await ensure()).warning).toBeUndefined()
    expect((await ensure(NOW + 700 * DAY)).warning).toMatch(/the certificate ends at .* key .* is not there/)
    await expect(ensure(NOW + 731 * DAY)).rejects.toThrow(/is not there/)
    expect(existsSync(join(folder, 'http_ca.key'))).toBe(false)
  })
})

describe('names', () => {
  it('are those of the node by every address it listens on', () => {
    expect(nodeNames('192.0.2.7', ['search.example', 'SEARCH.example'])).toEqual(
      expect.arrayContaining(['localhost', '127.0.0.1', '::1', '192.0.2.7', 'search.example']),
    )
    expect(nodeNames('0.0.0.0', [])).not.toContain('0.0.0.0')
  })

  it.each(['a', 'a.b-c.example', '*.example.com', '10.0.0.1', 'fe80::1', 'my_host'])('%s is one', (name) => {
    expect(isCertificateName(name)).toBe(true)
  })

  it.each(['', 'a b', '-a', 'a..b', 'a.*.b', '*', 'a,DNS:evil.example', 'a\0.example', `${'a'.repeat(64)}.b`])(
    '%j is none',
    (name) => {
      expect(isCertificateName(name)).toBe(false)
    },
  )
})
