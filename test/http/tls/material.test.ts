import { copyFileSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { filesOf, readMaterial } from '../../../src/http/tls/material.ts'
import type { TlsSettings } from '../../../src/http/tls/settings.ts'
import { hasOpenssl, TlsFiles } from '../../support/tls-files.ts'

describe.skipIf(!hasOpenssl)('the files of TLS (needs the command openssl)', () => {
  let files: TlsFiles
  beforeAll(() => {
    files = new TlsFiles()
    files.authority('ca')
    files.signed('server', 'ca')
    files.signed('other', 'ca')
    files.run(
      'pkcs12',
      '-export',
      '-inkey',
      'server.key',
      '-in',
      'server.crt',
      '-certfile',
      'ca.crt',
      '-out',
      's.p12',
      '-passout',
      'pass:pw',
    )
    files.run('pkcs12', '-export', '-nokeys', '-in', 'ca.crt', '-out', 'trust.p12', '-passout', 'pass:pw')
  })
  afterAll(() => files.remove())

  const faults = (settings: TlsSettings): readonly string[] => {
    const read = readMaterial(settings)
    return read.kind === 'faulty' ? read.faults : []
  }
  const chain = (settings: TlsSettings): readonly string[] => {
    const read = readMaterial(settings)
    if (read.kind === 'faulty') throw new Error(read.faults.join('; '))
    return read.material.chain.map(({ subject }) => subject)
  }
  const pem = (certificate: string, key: string, passphrase?: string): TlsSettings =>
    files.settings('server', {
      server: {
        kind: 'pem',
        certificate: files.path(certificate),
        key: files.path(key),
        ...(passphrase === undefined ? {} : { passphrase }),
      },
    })
  const store = (name: string, password: string): TlsSettings =>
    files.settings('server', { server: { kind: 'pkcs12', keystore: files.path(name), password } })

  it('a certificate with its chain, and a keystore in the order of signing', () => {
    writeFileSync(files.path('chain.crt'), files.text('server.crt') + files.text('ca.crt'))
    expect(chain(pem('chain.crt', 'server.key'))).toEqual(['CN=server', 'CN=ca'])
    expect(chain(store('s.p12', 'pw'))).toEqual(['CN=server', 'CN=ca'])
  })

  it.each([
    ['PKCS#8', ['pkcs8', '-topk8', '-in', 'server.key', '-out', 'locked.key', '-passout', 'pass:geheim']],
    ['the older form', ['ec', '-aes256', '-in', 'server.key', '-out', 'locked.key', '-passout', 'pass:geheim']],
  ])('a key under a passphrase: %s', (_name, command) => {
    files.run(...command)
    expect(chain(pem('server.crt', 'locked.key', 'geheim'))).toEqual(['CN=server'])
    expect(faults(pem('server.crt', 'locked.key', 'wrong'))).toEqual([
      `[${files.path('locked.key')}] cannot be used: its passphrase is wrong, or it is damaged`,
    ])
    expect(faults(pem('server.crt', 'locked.key'))).toEqual([
      `[${files.path('locked.key')}] cannot be used: it is encrypted, and no passphrase is given`,
    ])
  })

  it('refuses a key of another certificate', () => {
    expect(faults(pem('server.crt', 'other.key'))).toEqual([
      `the key [${files.path('other.key')}] does not belong to the first certificate of [${files.path('server.crt')}]`,
    ])
    writeFileSync(files.path('reversed.crt'), files.text('ca.crt') + files.text('server.crt'))
    expect(faults(pem('reversed.crt', 'server.key'))).toHaveLength(1)
  })

  it('refuses what holds too little or too much', () => {
    copyFileSync(files.path('server.key'), files.path('swapped.crt'))
    expect(faults(pem('swapped.crt', 'server.crt'))).toEqual([
      `[${files.path('swapped.crt')}] cannot be used: it holds no certificate`,
      `[${files.path('server.crt')}] cannot be used: it holds no private key`,
    ])
    expect(faults(store('trust.p12', 'pw'))[0]).toContain('it holds no private key; one with certificates alone is a truststore')
    expect(faults(store('s.p12', 'wrong'))[0]).toContain('the password is wrong')
    writeFileSync(files.path('cut.crt'), files.text('server.crt') + files.text('ca.crt').slice(0, -20))
    expect(faults(pem('cut.crt', 'server.key'))[0]).toContain('it is cut off or damaged')
  })

  it('trusts the certificates of a truststore', () => {
    const authorities = { kind: 'pkcs12', truststore: files.path('trust.p12'), password: 'pw' } as const
    const read = readMaterial(files.settings('server', { authorities, clientAuthentication: 'required' }))
    expect(read.kind === 'read' && read.material.authorities.map(({ subject }) => subject)).toEqual(['CN=ca'])
  })

  it('names the files that are to be watched', () => {
    const authorities = { kind: 'pem', certificates: [files.path('ca.crt')] } as const
    expect(filesOf(files.settings('server', { authorities }))).toEqual(
      ['server.crt', 'server.key', 'ca.crt'].map((name) => files.path(name)),
    )
  })
})
