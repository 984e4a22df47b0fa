/** A port of TLS, met by those who do not mean to shake hands: each ends alone, is told of, and nobody else waits for them. */
import { connect, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { ok } from '../../src/request/reply.ts'
import { fakeApi } from '../support/fake-front.ts'
import { hasOpenssl, TlsFiles } from '../support/tls-files.ts'
import { askStatus, shakeHands, startTlsFront, type TlsFront } from '../support/tls-front.ts'

let files: TlsFiles
let front: TlsFront

/** Sends bytes without TLS, and resolves to what came back when the server has closed. */
function speakPlainly(port: number, bytes: Buffer | string, { endsAfter = false } = {}): Promise<string> {
  return new Promise((resolve) => {
    let text = ''
    const socket = connect(port, '127.0.0.1')
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1')
    })
    socket.on('error', () => {})
    socket.on('close', () => resolve(text))
    if (endsAfter) socket.end(bytes)
    else socket.write(bytes)
  })
}

/** A connection that never says anything; resolves when it stands. */
const silent = (port: number): Promise<Socket> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(socket))
    socket.on('error', () => {})
  })

describe.skipIf(!hasOpenssl)('handshakes (needs the command openssl)', () => {
  beforeAll(() => {
    files = new TlsFiles()
    files.authority('ca')
    files.signed('server', 'ca')
  })
  afterEach(() => front.close())
  afterAll(() => files.remove())

  const ca = (): string => files.text('ca.crt')
  const served = () => expect(askStatus(front.port, { ca: ca() })).resolves.toBe(200)

  it('plain HTTP is cut off without a reply, and is counted as malformed', async () => {
    front = await startTlsFront(files.settings('server'))
    const request = 'GET / HTTP/1.1\r\nHost: x\r\nAuthorization: Basic ZWxhc3RpYzpjaGFuZ2VtZQ==\r\n\r\n'
    expect(await speakPlainly(front.port, request)).toBe('')
    const reason = 'received plaintext http traffic on an https channel, closing connection'
    expect(front.events).toEqual([{ kind: 'malformed_request', remoteAddress: expect.any(String), reason }])
    expect(JSON.stringify(front.events)).not.toContain('ZWxhc3RpYz')
    await served()
  })

  it('any bytes end their own connection and nothing else', async () => {
    front = await startTlsFront(files.settings('server'))
    const record = fc.uint8Array({ minLength: 1, maxLength: 200 }).map((body) => {
      const header = Buffer.from([0x16, 0x03, 0x01, body.length >> 8, body.length & 0xff])
      return Buffer.concat([header, body])
    })
    const anything = fc.uint8Array({ minLength: 1, maxLength: 300 }).map((bytes) => Buffer.from(bytes))
    await fc.assert(
      fc.asyncProperty(fc.oneof(record, anything), async (bytes) => {
        expect(await speakPlainly(front.port, bytes, { endsAfter: true })).not.toContain('HTTP/')
      }),
      { numRuns: 60 },
    )
    await served()
  })

  it('one that never comes is ended in time, and holds up nobody meanwhile', async () => {
    front = await startTlsFront(files.settings('server', { handshakeTimeout: 1500 }))
    const quiet = await Promise.all(Array.from({ length: 50 }, () => silent(front.port)))
    await served()
    await Promise.all(quiet.map((socket) => new Promise((resolve) => socket.once('close', resolve))))
    expect(front.events.map((event) => (event.kind === 'handshake_failed' ? event.reason : event.kind))).toEqual(
      Array.from({ length: 50 }, () => 'ERR_TLS_HANDSHAKE_TIMEOUT'),
    )
    await served()
  })

  it('a second one on the same connection is refused', async () => {
    front = await startTlsFront(files.settings('server'))
    const socket = await shakeHands(front.port, { ca: ca(), maxVersion: 'TLSv1.2' })
    const outcome = await new Promise<Error | null>((resolve) => {
      socket.once('error', resolve)
      socket.resume()
      socket.renegotiate({}, resolve)
    })
    expect(outcome?.message).toMatch(/no renegotiation/)
    socket.destroy()
    await served()
  })

  it.each(['required', 'optional'] as const)('a client that is not trusted takes no session away from it (%s)', async (asked) => {
    files.authority('other-ca')
    files.signed('stranger', 'other-ca')
    const authorities = { kind: 'pem', certificates: [files.path('ca.crt')] } as const
    front = await startTlsFront(files.settings('server', { clientAuthentication: asked, authorities }))
    for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
      const pair = { cert: files.text('stranger.crt'), key: files.text('stranger.key') }
      const bounds = { minVersion: version, maxVersion: version }
      const socket = connectTls({ port: front.port, host: '127.0.0.1', ca: ca(), ...pair, ...bounds })
      const sessions: Buffer[] = []
      let text = ''
      socket.on('session', (session) => sessions.push(session))
      socket.on('data', (chunk) => {
        text += chunk
      })
      socket.on('error', () => {})
      socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n')
      await new Promise((resolve) => socket.once('close', resolve))
      expect([text, sessions]).toEqual(['', []])
    }
  })

  it('what is malformed inside TLS is answered as it is without', async () => {
    front = await startTlsFront(files.settings('server'))
    const socket = await shakeHands(front.port, { ca: ca() })
    let text = ''
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1')
    })
    const closed = new Promise((resolve) => socket.once('close', resolve))
    socket.write('POST /t/_search HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n')
    await closed
    expect(text).toMatch(/^HTTP\/1\.1 400 [\s\S]*X-elastic-product: Elasticsearch\r\n/)
    await served()
  })

  it('a body cut off with its connection is never taken for whole', async () => {
    let isPerformed = false
    const write = fakeApi('write', ['POST /w', 'GET /'], 'optional', ({ method }) => {
      if (method === 'POST') isPerformed = true
      return ok({})
    })
    front = await startTlsFront(files.settings('server'), { apis: [write] })
    const socket = await shakeHands(front.port, { ca: ca() })
    const head = 'POST /w HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n'
    const closed = new Promise((resolve) => socket.once('close', resolve))
    socket.write(`${head}Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n`, () => socket.destroy())
    await closed
    await served()
    expect(isPerformed).toBe(false)
  })
})
