/** The gateway's own connections over TLS: whom it trusts, what it shows, and that it goes on trusting the same when it connects again. */
import { X509Certificate } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type LiveNode, liveNode } from '../../support/live-node.ts'
import { json, type MockUpstream, mockUpstream } from '../../support/mock-upstream.ts'
import { hasOpenssl, TlsFiles } from '../../support/tls-files.ts'

describe.skipIf(!hasOpenssl)('a cluster behind TLS (needs openssl)', () => {
  let files: TlsFiles
  let upstream: MockUpstream
  let gateway: LiveNode | undefined

  beforeAll(() => {
    files = new TlsFiles()
    files.authority('ca')
    files.authority('stranger')
    files.signed('node', 'ca')
    files.signed('gateway', 'ca')
  })
  afterAll(() => files.remove())
  afterEach(async () => {
    await gateway?.stop()
    gateway = undefined
    await upstream.stop()
  })

  const fingerprint = (name: string): string => new X509Certificate(files.text(`${name}.crt`)).fingerprint256
  /** Serves the chain, and wants a certificate where it is told an authority. */
  const behind = (clients?: string): Promise<MockUpstream> =>
    mockUpstream(['logs'], {
      key: files.text('node.key'),
      cert: files.text('node.crt') + files.text('ca.crt'),
      ...(clients ? { requestCert: true, rejectUnauthorized: true, ca: files.text(`${clients}.crt`) } : {}),
    })

  async function answerOf(settings: Readonly<Record<string, unknown>>, host = '127.0.0.1'): Promise<readonly number[]> {
    // Each answer ends its connection, so each request makes another.
    upstream.answer((_, socket) => socket.end(json(200, { found: true }).replace('\r\n', '\r\nconnection: close\r\n')))
    const url = upstream.url.replace('127.0.0.1', host)
    gateway = await liveNode({ 'upstream.hosts': [url], ...settings })
    const statuses: number[] = []
    for (let time = 0; time < 4; time++) statuses.push((await gateway.elastic('GET', '/logs/_doc/1')).status)
    return statuses
  }

  it.each([
    ['its authority', () => ({ 'upstream.ssl.certificate_authorities': [files.path('ca.crt')] }), 200],
    ['the fingerprint of its authority', () => ({ 'upstream.ssl.ca_trusted_fingerprint': fingerprint('ca') }), 200],
    ['its own fingerprint', () => ({ 'upstream.ssl.ca_trusted_fingerprint': fingerprint('node') }), 200],
    ['nothing of the kind', () => ({}), 503],
    ['another authority', () => ({ 'upstream.ssl.certificate_authorities': [files.path('stranger.crt')] }), 503],
    ['the fingerprint of another', () => ({ 'upstream.ssl.ca_trusted_fingerprint': fingerprint('stranger') }), 503],
    ['anybody, as it was told to', () => ({ 'upstream.ssl.verification_mode': 'none' }), 200],
  ])('trusting %s', async (_, settings, status) => {
    upstream = await behind()
    expect(await answerOf(settings())).toEqual([status, status, status, status])
    expect(upstream.requests).toHaveLength(status === 200 ? 4 : 0)
  })

  it.each([
    ['full', 503],
    ['certificate', 200],
  ])('compares the name of the host where it is told to (%s)', async (mode, status) => {
    upstream = await behind()
    const trusted = { 'upstream.ssl.certificate_authorities': [files.path('ca.crt')], 'upstream.ssl.verification_mode': mode }
    expect(await answerOf(trusted, '127.0.0.2')).toEqual([status, status, status, status])
  })

  it('shows its certificate where one is wanted', async () => {
    upstream = await behind('ca')
    const trusted = { 'upstream.ssl.certificate_authorities': [files.path('ca.crt')] }
    const own = { 'upstream.ssl.certificate': files.path('gateway.crt'), 'upstream.ssl.key': files.path('gateway.key') }
    expect(await answerOf({ ...trusted, ...own })).toEqual([200, 200, 200, 200])
  })
})
