/** C11, C14, C82, C83: one reading of a body: duplicates, comments, marks, odd names and numbers. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Front, startFront } from '../support/fake-front.ts'

let front: Front
beforeAll(async () => {
  front = await startFront()
})
afterAll(() => front.close())

const put = async (body: string | Uint8Array<ArrayBuffer>, type = 'application/json', path = '/t/_doc/1') => {
  const method = path.startsWith('/t/_doc') ? 'PUT' : 'POST'
  const response = await fetch(front.url + path, { method, headers: { 'content-type': type }, body })
  return { status: response.status, text: await response.text() }
}

describe('bodies', () => {
  it.each([
    '{"index":"a","index":"b"}',
    '{"a":{"x":1,"x":1}}',
    '{"index":"a","\\u0069ndex":"b"}',
    '{"a":NaN}',
    '{"a":Infinity}',
    '{"a":01}',
    '{"a":1,}',
    '{a:1}',
    "{'a':1}",
    '\ufeff{"a":1}',
    '{"a":1}{"a":2}',
    '{"a":1}]',
    '{"a":"\u0000"}',
    '{"a":1}\u0000',
  ])('%j is refused', async (body) => {
    expect((await put(body)).status).toBe(400)
  })

  it('bytes that are not UTF-8 are refused', async () => {
    for (const bytes of [[0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf8, 0x88, 0x80, 0x80, 0x80]]) {
      const body = Uint8Array.from([0x22, ...bytes, 0x22])
      expect((await put(body)).status).toBe(400)
    }
    expect((await put(new TextEncoder().encode('{"a":1}').map((byte) => byte))).status).toBe(200)
    expect((await put(Uint8Array.from(Buffer.from('{"a":1}', 'utf16le')))).status).toBe(400)
  })

  it.each([
    '{"__proto__":{"a":1},"constructor":{"prototype":{}},"toString":null,"hasOwnProperty":0}',
    '{"2":1,"1":2,"b":3,"a":4}',
    '{"n":[9007199254740993,1.10,1e400,-0,0.1e1,100000000000000000000000]}',
    '{"":{"":""}}',
    '{"\\u005f\\u005fproto__":1}',
  ])('%s arrives as it was sent', async (body) => {
    const { status, text } = await put(body)
    expect(status).toBe(200)
    expect(text).toContain(`"body":${body.replaceAll('\\u005f', '_')}`)
    expect(({} as { a?: unknown }).a).toBeUndefined()
  })

  it('comments are skipped where Elasticsearch skips them', async () => {
    expect((await put('{/* c */"size":0}', 'application/json', '/t/_search')).text).toContain('"body":{"size":0}')
  })

  it('a carriage return before a newline does not hide a line', async () => {
    expect((await put('{"a":1}\r\n{"b":1}\r\n', 'application/x-ndjson', '/_bulk')).text).toBe('{"bytes":18}')
  })
})
