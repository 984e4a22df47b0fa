/** A whole node with TLS, from its settings to its sockets, in this process and in one of its own. */
import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { get } from 'node:https'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ConfigError, start } from '../src/index.ts'
import { removeFolder, runCommand, spawnNode, temporaryFolder } from './support/spawned-node.ts'
import { hasOpenssl, TlsFiles } from './support/tls-files.ts'
import { askStatus } from './support/tls-front.ts'

const SSL = 'xpack.security.http.ssl'

describe.skipIf(!hasOpenssl)('a node with certificates that others made (needs the command openssl)', () => {
  let files: TlsFiles
  beforeAll(() => {
    files = new TlsFiles()
    files.authority('ca')
    files.signed('server', 'ca')
    files.signed('client', 'ca')
    const locked = ['pkcs8', '-topk8', '-in', 'server.key', '-out', 'locked.key', '-passout', 'pass:geheim']
    files.run(...locked)
    const store = ['pkcs12', '-export', '-inkey', 'server.key', '-in', 'server.crt', '-out', 's.p12', '-passout', 'pass:geheim']
    files.run(...store)
  })
  afterAll(() => files.remove())

  const portOf = (url: string): number => Number(new URL(url).port)
  const startWith = (settings: Record<string, unknown>) =>
    start({ data: 'memory', settings: { 'path.conf': files.folder, [`${SSL}.enabled`]: true, ...settings } })

  it.each<[string, Record<string, unknown>]>([
    ['PEM files in path.conf', { [`${SSL}.key`]: 'server.key', [`${SSL}.certificate`]: 'server.crt' }],
    [
      'a key under a passphrase',
      { [`${SSL}.key`]: 'locked.key', [`${SSL}.certificate`]: 'server.crt', [`${SSL}.secure_key_passphrase`]: 'geheim' },
    ],
    ['a keystore', { [`${SSL}.keystore.path`]: 's.p12', [`${SSL}.keystore.password`]: 'geheim' }],
  ])('serves with %s', async (_name, settings) => {
    const node = await startWith(settings)
    expect(node.url).toMatch(/^https:/)
    expect(node.clientOptions.tls).toBeUndefined()
    expect(await askStatus(portOf(node.url), { ca: files.text('ca.crt') })).toBe(401)
    await node.stop()
  })

  it('asks clients for certificates that authorities vouch for, and takes nobody for anybody by them', async () => {
    const node = await startWith({
      [`${SSL}.key`]: 'server.key',
      [`${SSL}.certificate`]: 'server.crt',
      [`${SSL}.client_authentication`]: 'required',
      [`${SSL}.certificate_authorities`]: ['ca.crt'],
    })
    const pair = { cert: files.text('client.crt'), key: files.text('client.key') }
    expect(await askStatus(portOf(node.url), { ca: files.text('ca.crt'), ...pair })).toBe(401)
    await expect(askStatus(portOf(node.url), { ca: files.text('ca.crt') })).rejects.toThrow()
    await node.stop()
  })

  it('shows its certificates to those who may monitor it, with nothing of the key', async () => {
    const node = await startWith({
      [`${SSL}.keystore.path`]: 's.p12',
      [`${SSL}.keystore.password`]: 'geheim',
      [`${SSL}.certificate_authorities`]: ['ca.crt'],
    })
    const { password = '' } = node.clientOptions.auth
    const options = { ca: files.text('ca.crt'), auth: `elastic:${password}`, servername: 'localhost' }
    const [incoming] = (await once(get(`${node.url}/_ssl/certificates`, options), 'response')) as [IncomingMessage]
    const text = (await incoming.setEncoding('utf8').toArray()).join('')
    const server = new X509Certificate(files.text('server.crt'))
    const shape = { alias: null, issuer: 'CN=ca', expiry: expect.stringMatching(/^\d{4}-.*Z$/) }
    expect(JSON.parse(text)).toEqual([
      {
        ...shape,
        path: 's.p12',
        format: 'PKCS12',
        subject_dn: server.subject,
        serial_number: BigInt(`0x${server.serialNumber}`).toString(16),
        has_private_key: true,
      },
      { ...shape, path: 'ca.crt', format: 'PEM', subject_dn: 'CN=ca', serial_number: expect.any(String), has_private_key: false },
    ])
    await node.stop()
  })

  it('does not start where files cannot be used, and names all of them', async () => {
    const failure = startWith({
      [`${SSL}.key`]: 'locked.key',
      [`${SSL}.certificate`]: 'absent.crt',
      [`${SSL}.key_passphrase`]: 'wrong-secret',
      [`${SSL}.certificate_authorities`]: ['server.key'],
      [`${SSL}.cipher_suites`]: ['TLS_RSA_WITH_RC4_128_SHA'],
    })
    const error = await failure.then(
      () => undefined,
      (thrown: ConfigError) => thrown,
    )
    expect(error).toBeInstanceOf(ConfigError)
    expect(error?.faults).toEqual([
      `[${SSL}] cipher suite [TLS_RSA_WITH_RC4_128_SHA] cannot be offered`,
      expect.stringContaining('absent.crt] cannot be used: ENOENT'),
      expect.stringContaining('locked.key] cannot be used: its passphrase is wrong'),
      expect.stringContaining('server.key] cannot be used: it holds no certificate'),
    ])
    expect(error?.message).not.toContain('wrong-secret')
  })
})

describe('a node with its own certificates', () => {
  it('has none for names that are none', async () => {
    const failure = start({ data: 'memory', tls: true, settings: { 'sallyport.tls.names': 'a b,c' } })
    await expect(failure).rejects.toThrow('[sallyport.tls.names] takes host names and addresses, not [a b]')
  })

  it('gives clients a name that its certificate is for, whatever it listens on', async () => {
    const node = await start({ data: 'memory', tls: true, host: '0.0.0.0' })
    expect(node.url).toMatch(/^https:\/\/0\.0\.0\.0:/)
    expect(node.clientOptions.node).toMatch(/^https:\/\/localhost:\d+$/)
    await node.stop()
  })

  it('prints what a client needs, and the same after a restart', async () => {
    const data = temporaryFolder()
    const fingerprints: (string | undefined)[] = []
    const authority = join(data, 'certs', 'http_ca.crt')
    for (let run = 0; run < 2; run++) {
      const node = await spawnNode({ data, password: 'changeme', args: ['--tls'] })
      expect(node.url).toMatch(/^https:/)
      expect(node.output()).toContain(`curl --cacert ${authority} --user elastic ${node.url}/`)
      fingerprints.push(/HTTP CA certificate SHA-256 fingerprint:\s+([0-9a-f]{64})\n/.exec(node.output())?.[1])
      expect(await askStatus(Number(new URL(node.url).port), { ca: readFileSync(authority, 'utf8') })).toBe(401)
      expect(await node.end()).toBe(0)
    }
    const { fingerprint256 } = new X509Certificate(readFileSync(authority))
    const expected = fingerprint256.replaceAll(':', '').toLowerCase()
    expect(fingerprints).toEqual([expected, expected])
    removeFolder(data)
  })

  it('can be started with what certutil made', async () => {
    const data = temporaryFolder()
    const made = await runCommand(['certutil', 'ca', '--out', data])
    expect(made).toMatchObject({ code: 0, errors: '' })
    const ca = ['--ca-cert', join(data, 'ca.crt'), '--ca-key', join(data, 'ca.key')]
    expect((await runCommand(['certutil', 'http', '--out', data, '--json', ...ca])).code).toBe(0)
    const settings = [`${SSL}.enabled=true`, `${SSL}.key=${data}/http.key`, `${SSL}.certificate=${data}/http.crt`]
    const args = settings.flatMap((setting) => ['-E', setting])
    const node = await spawnNode({ data: join(data, 'node'), password: 'changeme', args })
    expect(await askStatus(Number(new URL(node.url).port), { ca: readFileSync(join(data, 'ca.crt'), 'utf8') })).toBe(401)
    await node.end()
    removeFolder(data)
  })
})
