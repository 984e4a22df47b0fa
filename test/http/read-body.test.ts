import { request } from 'node:http'
import { deflateSync, gzipSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import { ok } from '../../src/request/reply.ts'
import { type Front, fakeApi, speak, startFront } from '../support/fake-front.ts'

let front: Front | undefined
afterEach(() => front?.close())

const COUNT = fakeApi('count', ['POST /count'], 'required', (api) => ok(api.body.bytes.length))
const start = async (settings = {}) => {
  front = await startFront({ apis: [COUNT], settings })
}

/** Sends pieces as they are, chunked or with a length, and reads the answer. */
function post(
  pieces: readonly (Buffer | string)[],
  headers: Record<string, string> = {},
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const sending = request(
      {
        port: front!.port,
        host: '127.0.0.1',
        path: '/count',
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
      },
      (response) => {
        let text = ''
        response.on('data', (chunk) => {
          text += chunk
        })
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text }))
      },
    )
    sending.on('error', reject)
    for (const piece of pieces) sending.write(piece)
    sending.end()
  })
}

describe('request bodies', () => {
  it('come chunked or whole', async () => {
    await start()
    expect(await post(['{"a":', '1}'])).toEqual({ status: 200, text: '7' })
    expect(await post(['{}'], { 'content-length': '2' })).toEqual({ status: 200, text: '2' })
  })

  it.each([
    ['gzip', gzipSync],
    ['x-gzip', gzipSync],
    ['deflate', deflateSync],
  ])('are decompressed: %s', async (encoding, compress) => {
    await start()
    const body = compress(Buffer.from('{"a":1}'))
    expect(await post([body.subarray(0, 5), body.subarray(5)], { 'content-encoding': encoding })).toEqual({
      status: 200,
      text: '7',
    })
  })

  it('of an unknown coding are 406', async () => {
    await start()
    expect(await post(['{}'], { 'content-encoding': 'br' })).toEqual({
      status: 406,
      text: '{"error":"Content-Encoding [br] is not supported","status":406}',
    })
  })

  it.each([Buffer.from('{"a":1}'), gzipSync('{"a":1}').subarray(0, 12)])('that are damaged are 400', async (body) => {
    await start()
    const { status, text } = await post([body], { 'content-encoding': 'gzip' })
    expect(status).toBe(400)
    expect(text).toContain('compressed request body is damaged')
  })

  it('longer than allowed are 413, announced or not, compressed or not', async () => {
    await start({ maxContentLength: 100 })
    const long = Buffer.alloc(101, 0x20)
    expect(await post([long.subarray(1)])).toMatchObject({ status: 200 })
    expect(await post([long], { 'content-length': '101' })).toMatchObject({ status: 413 })
    expect(await post([long])).toMatchObject({ status: 413 })
    const { status, text } = await post([gzipSync(long)], { 'content-encoding': 'gzip' })
    expect(status).toBe(413)
    expect(JSON.parse(text).error.type).toBe('content_too_long_exception')
  })

  it('that grow out of proportion are refused before they are whole', async () => {
    await start()
    const bomb = gzipSync(Buffer.alloc(50 * 1024 * 1024, 0x20))
    const before = process.memoryUsage().arrayBuffers
    const { status, text } = await post([bomb], { 'content-encoding': 'gzip' })
    expect(status).toBe(413)
    expect(text).toContain('grows to more than [100] times its size')
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(20 * 1024 * 1024)
  })

  it('that compress well but stay small pass', async () => {
    await start()
    const body = gzipSync(Buffer.alloc(1024 * 1024, 0x20))
    expect(await post([body], { 'content-encoding': 'gzip' })).toMatchObject({ status: 200, text: '1048576' })
  })

  it('that end too soon leave the server as it was', async () => {
    await start()
    const cut = await speak(
      front!.port,
      'POST /count HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n{}',
      200,
    )
    expect(cut.text).toBe('')
    expect(await post(['{}'])).toEqual({ status: 200, text: '2' })
  })

  it('are asked for only when they can be taken', async () => {
    await start({ maxContentLength: 100 })
    const head =
      'POST /count HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nExpect: 100-continue\r\nContent-Length: 101\r\n\r\n'
    const { text, isClosed } = await speak(front!.port, head)
    expect(text).toMatch(/^HTTP\/1\.1 413/)
    expect(isClosed).toBe(true)
  })
})
