/** C15: what an unknown caller can make the server hold: head size and count, slow heads, bodies nobody asked for. */
import { connect } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { type Front, missingCredentials, speak, startFront } from '../support/fake-front.ts'

let front: Front | undefined
afterEach(() => front?.close())

const GET = 'GET / HTTP/1.1\r\nHost: x\r\n'

describe('exhaustion', () => {
  it('a long request line is 400', async () => {
    front = await startFront()
    const { text } = await speak(front.port, `GET /${'a'.repeat(5000)} HTTP/1.1\r\nHost: x\r\n\r\n`)
    expect(text).toMatch(/^HTTP\/1\.1 400 /)
    expect(text).toContain('"too_long_http_line_exception","reason":"An HTTP line is larger than 4096 bytes."')
  })

  it.each([17_000, 2_000_000])('a header of %d bytes is 400', async (length) => {
    front = await startFront()
    const { text } = await speak(front.port, `${GET}X: ${'a'.repeat(length)}\r\n\r\n`)
    expect(text).toMatch(/^HTTP\/1\.1 400 /)
    expect(text).toContain('"too_long_http_header_exception","reason":"HTTP header is larger than 16384 bytes."')
  })

  it('too many headers are 400, none is dropped silently', async () => {
    front = await startFront()
    const lines = (count: number) => Array.from({ length: count }, (_, at) => `X${at}: a\r\n`).join('')
    expect((await speak(front.port, `${GET}${lines(199)}\r\n`)).status).toBe(200)
    expect((await speak(front.port, `${GET}${lines(300)}\r\n`)).status).toBe(400)
  })

  it('a head that never ends is cut off', async () => {
    front = await startFront({ settings: { headersTimeout: 200 } })
    const { text, isClosed } = await speak(front.port, `${GET}X: `, 3000)
    expect(text).toMatch(/^HTTP\/1\.1 408 /)
    expect(text).toContain('X-elastic-product: Elasticsearch')
    expect(isClosed).toBe(true)
  })

  it('a body that never ends is cut off', async () => {
    front = await startFront({ settings: { headersTimeout: 200, requestTimeout: 300 } })
    const head = 'POST /t/_search HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{'
    const { isClosed } = await speak(front.port, head, 3000)
    expect(isClosed).toBe(true)
  })

  it('nothing is kept of what a refused caller sends, and he is cut off in the end', async () => {
    front = await startFront({ gates: { identify: () => Promise.reject(missingCredentials()) } })
    const before = process.memoryUsage().arrayBuffers
    const { text, sent } = await flood(front.port, 64 * 1024 * 1024)
    expect(text).toMatch(/^HTTP\/1\.1 401 /)
    expect(sent).toBeLessThan(32 * 1024 * 1024)
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(20 * 1024 * 1024)
  })

  it('deeply nested and oddly shaped bodies are refused, not fatal', async () => {
    front = await startFront()
    for (const body of ['['.repeat(500_000), '{"a":'.repeat(500_000), `${'['.repeat(999)}1`, '"'.repeat(99_999)]) {
      const response = await fetch(`${front.url}/t/_search`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      })
      expect(response.status).toBe(400)
    }
    expect((await speak(front.port, `${GET}\r\n`)).status).toBe(200)
  })
})

/** Sends chunks until the server ends it. */
function flood(port: number, limit: number): Promise<{ text: string; sent: number }> {
  return new Promise((resolve) => {
    const chunk = Buffer.concat([Buffer.from('10000\r\n'), Buffer.alloc(0x10000, 0x20), Buffer.from('\r\n')])
    const socket = connect(port, '127.0.0.1')
    let text = ''
    let sent = 0
    const send = (): void => {
      while (sent < limit && !socket.destroyed) {
        sent += chunk.length
        if (!socket.write(chunk)) return
      }
    }
    socket.on('data', (data) => {
      text += data.toString('latin1')
    })
    socket.on('drain', send)
    socket.on('error', () => {})
    socket.on('close', () => resolve({ text, sent }))
    socket.write(
      'POST /t/_search HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n',
      send,
    )
  })
}
