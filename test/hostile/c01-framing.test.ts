/** C01: one connection, two readings of where a request ends. Whatever is ambiguous is answered 400 and the connection closed. */
import { afterEach, describe, expect, it } from 'vitest'
import { type Front, speak, startFront } from '../support/fake-front.ts'

let front: Front | undefined
afterEach(() => front?.close())

const POST = 'POST /t/_search HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n'
const SMUGGLED = 'GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n'

describe('ambiguous framing', () => {
  it.each([
    ['length and chunks', `${POST}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${SMUGGLED}`],
    ['chunks and length', `${POST}Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n${SMUGGLED}`],
    ['two lengths', `${POST}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}${SMUGGLED}`],
    ['two equal lengths', `${POST}Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}${SMUGGLED}`],
    ['a list of lengths', `${POST}Content-Length: 2, 2\r\n\r\n{}${SMUGGLED}`],
    ['a signed length', `${POST}Content-Length: +2\r\n\r\n{}${SMUGGLED}`],
    ['a hexadecimal length', `${POST}Content-Length: 0x2\r\n\r\n{}${SMUGGLED}`],
    ['a length with a space before its colon', `${POST}Content-Length : 2\r\n\r\n{}${SMUGGLED}`],
    ['a folded header', `${POST}X: a\r\n Content-Length: 99\r\nContent-Length: 2\r\n\r\n{}${SMUGGLED}`],
    ['bare line feeds', `GET / HTTP/1.1\nHost: x\n\n${SMUGGLED}`],
    ['a bare carriage return', `GET / HTTP/1.1\r\nHost: x\rX: y\r\n\r\n${SMUGGLED}`],
    ['a chunk size that is none', `${POST}Transfer-Encoding: chunked\r\n\r\nZZ\r\n{}\r\n0\r\n\r\n${SMUGGLED}`],
    ['a signed chunk size', `${POST}Transfer-Encoding: chunked\r\n\r\n+2\r\n{}\r\n0\r\n\r\n${SMUGGLED}`],
    [
      'a chunk size beyond any number',
      `${POST}Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff2\r\n{}\r\n0\r\n\r\n${SMUGGLED}`,
    ],
    ['a chunk longer than it says', `${POST}Transfer-Encoding: chunked\r\n\r\n2\r\n{}{}\r\n0\r\n\r\n${SMUGGLED}`],
    ['identity', `${POST}Transfer-Encoding: identity\r\nContent-Length: 2\r\n\r\n{}${SMUGGLED}`],
    ['chunked, spelt oddly', `${POST}Transfer-Encoding: xchunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n${SMUGGLED}`],
    ['a control character in a header', `GET / HTTP/1.1\r\nHost: x\r\nX: a\u0000b\r\n\r\n${SMUGGLED}`],
    ['a space in a header name', `GET / HTTP/1.1\r\nHost: x\r\nX y: a\r\n\r\n${SMUGGLED}`],
    ['no method that exists', `GARBAGE / HTTP/1.1\r\nHost: x\r\n\r\n${SMUGGLED}`],
    ['TLS on a plain port', '\u0016\u0003\u0001\u0002\u0000\u0001\u0000'],
  ])('%s', async (_name, bytes) => {
    front = await startFront()
    const { text, isClosed } = await speak(front.port, Buffer.from(bytes, 'latin1'))
    expect(text).toMatch(/^HTTP\/1\.1 400 /)
    expect(text).toContain('X-elastic-product: Elasticsearch\r\n')
    expect(isClosed).toBe(true)
    expect(text).not.toContain('smuggled')
    expect(text.match(/HTTP\/1\.1 \d/g)).toHaveLength(1)
  })

  it.each([
    ['layers of transfer coding', `${POST}Transfer-Encoding: gzip, chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`],
    ['two transfer codings', `${POST}Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`],
    [
      'chunks in HTTP/1.0',
      `POST /t/_search HTTP/1.0\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`,
    ],
    ['no host', 'GET / HTTP/1.1\r\n\r\n'],
    ['two hosts', 'GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n'],
    ['another version', 'GET / HTTP/2.0\r\nHost: x\r\n\r\n'],
  ])('%s', async (_name, bytes) => {
    front = await startFront()
    const { text } = await speak(front.port, bytes)
    expect(text).toMatch(/^HTTP\/1\.1 400 /)
    expect(text).toContain('X-elastic-product: Elasticsearch\r\n')
  })

  it('the refusal of a later request does not pass for the reply to an earlier one', async () => {
    front = await startFront()
    const { text, isClosed } = await speak(front.port, 'GET /first HTTP/1.1\r\nHost: x\r\n\r\nGARBAGE\r\n\r\n')
    expect(text).toMatch(/^HTTP\/1\.1 200 OK\r\n/)
    expect(text).toContain('"index":"first"')
    expect(text.match(/HTTP\/1\.1 \d/g)).toHaveLength(1)
    expect(isClosed).toBe(true)
  })

  it('the server goes on behind all of them', async () => {
    front = await startFront()
    await speak(front.port, `${POST}Transfer-Encoding: chunked\r\n\r\n5\r\n{`, 200)
    expect((await speak(front.port, 'GET / HTTP/1.1\r\nHost: x\r\n\r\n')).status).toBe(200)
  })
})
