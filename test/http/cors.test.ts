import { afterEach, describe, expect, it } from 'vitest'
import { DEFAULT_HTTP_SETTINGS } from '../../src/http/settings.ts'
import { type Front, speak, startFront } from '../support/fake-front.ts'

let front: Front | undefined
afterEach(() => front?.close())

async function start(cors: Partial<typeof DEFAULT_HTTP_SETTINGS.cors> = {}) {
  front = await startFront({ settings: { cors: { ...DEFAULT_HTTP_SETTINGS.cors, ...cors } } })
}

async function ask(method: string, headers: readonly string[]) {
  const { text, status } = await speak(
    front!.port,
    `${method} / HTTP/1.1\r\nHost: here:9200\r\nConnection: close\r\n${headers.map((line) => `${line}\r\n`).join('')}\r\n`,
  )
  const lines = text.split('\r\n\r\n')[0]!.split('\r\n').slice(1)
  const found = new Map(lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 2)]))
  return { status, text, header: (name: string) => found.get(name) }
}

const AUTHORIZATION = 'Authorization: Basic YTpi'

describe('CORS', () => {
  it('is silent by default', async () => {
    await start()
    const { status, header } = await ask('GET', ['Origin: http://page'])
    expect([status, header('access-control-allow-origin')]).toEqual([200, undefined])
    const preflight = await ask('OPTIONS', ['Origin: http://page', 'Access-Control-Request-Method: GET'])
    expect([preflight.status, preflight.header('access-control-allow-origin')]).toEqual([200, undefined])
  })

  it('answers a preflight of an allowed origin', async () => {
    await start({ enabled: true, allowOrigin: 'http://page, http://other' })
    const { status, header, text } = await ask('OPTIONS', ['Origin: http://page', 'Access-Control-Request-Method: PUT'])
    expect(status).toBe(200)
    expect(text.match(/access-control-allow-origin/gi)).toHaveLength(1)
    expect(header('access-control-allow-origin')).toBe('http://page')
    expect(header('access-control-allow-methods')).toBe('OPTIONS,HEAD,GET,POST,PUT,DELETE')
    expect(header('access-control-allow-headers')).toContain('Authorization')
    expect(header('access-control-max-age')).toBe('1728000')
    expect(header('access-control-allow-credentials')).toBeUndefined()
    expect(header('vary')).toBe('Origin')
  })

  it('marks replies to an allowed origin, errors included', async () => {
    await start({ enabled: true, allowOrigin: '*' })
    const { header } = await ask('GET', ['Origin: http://page', AUTHORIZATION])
    expect(header('access-control-allow-origin')).toBe('*')
    expect(header('access-control-expose-headers')).toBe('X-elastic-product')
    expect((await ask('PATCH', ['Origin: http://page'])).header('access-control-allow-origin')).toBe('*')
  })

  it('names the origin where credentials are allowed', async () => {
    await start({ enabled: true, allowOrigin: '*', allowCredentials: true })
    const { header } = await ask('GET', ['Origin: http://page'])
    expect([header('access-control-allow-origin'), header('access-control-allow-credentials')]).toEqual(['http://page', 'true'])
  })

  it('matches a regular expression against the whole origin', async () => {
    await start({ enabled: true, allowOrigin: '/https?:\\/\\/localhost(:[0-9]+)?/' })
    expect((await ask('GET', ['Origin: http://localhost:5601'])).status).toBe(200)
    expect((await ask('GET', ['Origin: http://localhost:5601.evil'])).status).toBe(403)
    expect((await ask('GET', ['Origin: http://evil?http://localhost'])).status).toBe(403)
  })

  it('refuses origins that are not allowed, once it is on', async () => {
    await start({ enabled: true, allowOrigin: 'http://page' })
    expect((await ask('GET', ['Origin: http://evil'])).status).toBe(403)
    expect((await ask('GET', ['Origin: null'])).status).toBe(403)
    expect((await ask('GET', ['Origin: http://here:9200'])).status).toBe(200)
  })

  it('stops the start for an expression that is none', async () => {
    await expect(start({ enabled: true, allowOrigin: '/(/' })).rejects.toThrow()
  })
})
