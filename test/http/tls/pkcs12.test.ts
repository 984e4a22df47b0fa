import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Pkcs12, readPkcs12 } from '../../../src/http/tls/pkcs12.ts'
import { hasOpenssl, TlsFiles } from '../../support/tls-files.ts'

const hasKeytool = spawnSync('keytool', ['-help']).status === 0

describe.skipIf(!hasOpenssl)('PKCS#12 (needs the command openssl)', () => {
  let files: TlsFiles
  beforeAll(() => {
    files = new TlsFiles()
    files.authority('ca')
    files.signed('server', 'ca')
  })
  afterAll(() => files.remove())

  const exported = (name: string, password: string, ...args: readonly string[]): void => {
    files.run(
      'pkcs12',
      '-export',
      '-inkey',
      'server.key',
      '-in',
      'server.crt',
      '-out',
      name,
      '-passout',
      `pass:${password}`,
      ...args,
    )
  }
  const read = (name: string, password: string): Pkcs12 => readPkcs12(readFileSync(files.path(name)), password)
  const subjects = ({ certificates }: Pkcs12) => certificates.map(({ subject }) => subject)

  it.each<[string, string, readonly string[]]>([
    ['as it is written by default', 'geheim', []],
    ['with a chain', 'geheim', ['-certfile', 'ca.crt']],
    ['with AES-128', 'geheim', ['-keypbe', 'AES-128-CBC', '-certpbe', 'AES-128-CBC']],
    ['with triple DES and SHA-1', 'geheim', ['-keypbe', 'PBE-SHA1-3DES', '-certpbe', 'PBE-SHA1-3DES', '-macalg', 'sha1']],
    ['checked with SHA-512', 'geheim', ['-macalg', 'sha512']],
    ['not encrypted', 'geheim', ['-keypbe', 'NONE', '-certpbe', 'NONE']],
    ['not checked', 'geheim', ['-nomac']],
    ['with an empty password', '', []],
    ['with a password of many letters', 'pässw€rd-that-is-longer-than-one-block-of-its-digest', []],
  ])('%s', (_name, password, args) => {
    exported('a.p12', password, ...args)
    const found = read('a.p12', password)
    expect(subjects(found)).toEqual(args.includes('-certfile') ? ['CN=server', 'CN=ca'] : ['CN=server'])
    expect(found.certificates[0]!.checkPrivateKey(found.keys[0]!)).toBe(true)
  })

  it('of certificates alone', () => {
    files.run('pkcs12', '-export', '-nokeys', '-in', 'ca.crt', '-out', 'trust.p12', '-passout', 'pass:geheim')
    expect(read('trust.p12', 'geheim')).toMatchObject({ keys: [] })
    expect(subjects(read('trust.p12', 'geheim'))).toEqual(['CN=ca'])
  })

  it.skipIf(!hasKeytool)('as Java makes it (needs the command keytool)', () => {
    const run = (...args: readonly string[]) =>
      spawnSync('keytool', [...args, '-storetype', 'PKCS12', '-storepass', 'changeit', '-alias', 'a'], { cwd: files.folder })
    run('-importcert', '-noprompt', '-file', 'ca.crt', '-keystore', 'java-trust.p12')
    expect(subjects(read('java-trust.p12', 'changeit'))).toEqual(['CN=ca'])
    run('-genkeypair', '-keyalg', 'EC', '-dname', 'CN=java', '-keystore', 'java.p12')
    const { keys, certificates } = read('java.p12', 'changeit')
    expect(certificates[0]!.checkPrivateKey(keys[0]!)).toBe(true)
  })

  it('refuses a wrong password, and an algorithm that is too old by its number', () => {
    exported('a.p12', 'geheim')
    expect(() => read('a.p12', 'other')).toThrow('the password is wrong, or the file is damaged')
    expect(() => read('a.p12', '')).toThrow('the password is wrong, or the file is damaged')
    const legacy = spawnSync(
      'openssl',
      ['pkcs12', '-export', '-legacy', '-inkey', 'server.key', '-in', 'server.crt', '-out', 'old.p12', '-passout', 'pass:x'],
      { cwd: files.folder },
    )
    if (legacy.status === 0) expect(() => read('old.p12', 'x')).toThrow(/cannot be used \[1\.2\.840\.113549\.1\.12\.1\.6\]/)
    expect(() => read('ca.crt', '')).toThrow('it is damaged, or no PKCS#12 file')
  })

  it('answers damage of any kind with an error, never with other content', () => {
    exported('a.p12', 'geheim')
    const bytes = readFileSync(files.path('a.p12'))
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const damaged = Buffer.from(bytes)
        damaged[at] = damaged[at]! ^ flip
        let found: Pkcs12 | undefined
        try {
          found = readPkcs12(damaged, 'geheim')
        } catch (error) {
          expect(error).toBeInstanceOf(Error)
        }
        if (found) expect(subjects(found)).toEqual(['CN=server'])
      }),
      { numRuns: 60 },
    )
    for (const length of [0, 1, 2, 10, bytes.length - 1]) {
      expect(() => readPkcs12(bytes.subarray(0, length), 'geheim')).toThrow()
    }
  })
})
