/** C77: a page elsewhere makes the browser send requests with the credentials it remembers. */
import { afterEach, describe, expect, it } from 'vitest'
import { DEFAULT_HTTP_SETTINGS } from '../../src/http/settings.ts'
import { type Front, speak, startFront } from '../support/fake-front.ts'

let front: Front | undefined
afterEach(() => front?.close())

const ask = async (headers: readonly string[], method = 'DELETE') => {
  const lines = ['Host: here:9200', ...headers].map((line) => `${line}\r\n`).join('')
  return (await speak(front!.port, `${method} /t/_doc/1 HTTP/1.1\r\n${lines}\r\n`)).status
}
const BASIC = 'Authorization: Basic YTpi'

describe('credentials of a cross-site browser request', () => {
  it.each([
    [[BASIC, 'Sec-Fetch-Site: cross-site']],
    [[BASIC, 'Sec-Fetch-Site: same-site', 'Sec-Fetch-Mode: navigate']],
    [[BASIC, 'Origin: http://evil']],
    [[BASIC, 'Origin: null']],
    [[BASIC, 'Origin: http://here:9200.evil']],
    [[BASIC, 'Origin: http://here']],
    [[BASIC, 'Origin: http://evil', 'Sec-Fetch-Site: same-origin']],
    [['es-secondary-authorization: Basic YTpi', 'Origin: http://evil']],
  ])('are refused: %j', async (headers) => {
    front = await startFront()
    expect(await ask(headers)).toBe(403)
    expect(await ask(headers, 'GET')).toBe(403)
  })

  it.each([
    [[BASIC]],
    [[BASIC, 'Sec-Fetch-Site: none']],
    [[BASIC, 'Sec-Fetch-Site: same-origin', 'Origin: http://here:9200']],
    [[BASIC, 'Origin: https://here:9200']],
    [['Origin: http://elsewhere']],
  ])('are not seen in %j', async (headers) => {
    front = await startFront()
    expect(await ask(headers)).toBe(200)
  })

  it('pass where CORS allows the origin', async () => {
    front = await startFront({ settings: { cors: { ...DEFAULT_HTTP_SETTINGS.cors, enabled: true, allowOrigin: 'http://page' } } })
    expect(await ask([BASIC, 'Origin: http://page', 'Sec-Fetch-Site: cross-site'])).toBe(200)
    expect(await ask([BASIC, 'Sec-Fetch-Site: cross-site'])).toBe(403)
  })
})
