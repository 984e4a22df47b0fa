/** C03, C04, C75, C12: headers that say who is asking come once, under their own name, and nobody strips them on the way. */
import { afterEach, describe, expect, it } from 'vitest'
import type { RequestHead } from '../../src/request/head.ts'
import { type Front, IDENTITY, speak, startFront } from '../support/fake-front.ts'

let front: Front | undefined
let seen: RequestHead | undefined
afterEach(() => front?.close())

async function ask(lines: readonly string[], method = 'GET') {
  seen = undefined
  front = await startFront({
    gates: {
      identify: async (head) => {
        seen = head
        return IDENTITY
      },
    },
  })
  return speak(front.port, `${method} / HTTP/1.1\r\nHost: x\r\n${lines.map((line) => `${line}\r\n`).join('')}\r\n`)
}

describe('C03, C04, C75 security headers', () => {
  it.each([
    ['Authorization', ['Authorization: Basic YTph', 'authorization: Basic Yjpi']],
    ['es-secondary-authorization', ['es-secondary-authorization: Basic YTph', 'ES-Secondary-Authorization: Basic Yjpi']],
    ['es-security-runas-user', ['es-security-runas-user: a', 'es-security-runas-user: b']],
    ['X-Opaque-Id', ['x-opaque-id: a', 'x-opaque-id: b']],
  ])('%s with two values is refused before anybody reads it', async (name, lines) => {
    const { text, status } = await ask(lines)
    expect(status).toBe(400)
    expect(text).toContain(`multiple values for single-valued header [${name}].`)
    expect(seen).toBeUndefined()
  })

  it('an identical repeat counts once', async () => {
    expect((await ask(['Authorization: Basic YTph', 'Authorization: Basic YTph'])).status).toBe(200)
    expect(seen?.headers.findSingle('authorization')).toBe('Basic YTph')
  })

  it('repeats of others are joined', async () => {
    await ask(['X-Forwarded-For: a', 'X-Forwarded-For: b'])
    expect(seen?.headers.find('x-forwarded-for')).toBe('a, b')
    expect(() => seen?.headers.findSingle('x-forwarded-for')).toThrow(
      'multiple values for single-valued header [x-forwarded-for].',
    )
  })

  it.each(['es_security_runas_user: x', 'ES_SECONDARY_AUTHORIZATION: x', 'es-security_runas-user: x'])(
    'a look-alike is refused: %s',
    async (line) => {
      expect((await ask([line])).status).toBe(400)
    },
  )

  it.each(['close, authorization', 'Authorization', 'keep-alive,es-security-runas-user', 'es_secondary_authorization'])(
    'may not be nominated by Connection: %s',
    async (value) => {
      expect((await ask(['Authorization: Basic YTph', `Connection: ${value}`])).status).toBe(400)
      expect(seen).toBeUndefined()
    },
  )

  it.each(['X-HTTP-Method-Override: DELETE', 'X-Method-Override: DELETE', 'X-HTTP-Method: DELETE'])(
    '%s changes nothing',
    async (line) => {
      const { status } = await ask([line], 'POST')
      expect(status).toBe(405)
      expect(seen?.method).toBe('POST')
    },
  )

  it.each(['X-Original-URL: /_security', 'X-Rewrite-URL: /_security', 'X-Forwarded-Uri: /_security'])(
    '%s is no path',
    async (line) => {
      const { status } = await ask([line])
      expect(status).toBe(200)
      expect(seen?.rawPath).toBe('/')
    },
  )

  it('the peer comes from the socket', async () => {
    await ask(['X-Forwarded-For: 10.0.0.1', 'Forwarded: for=10.0.0.1'])
    expect(seen?.remoteAddress).toBe('127.0.0.1')
  })

  it('credentials within the target are no credentials', async () => {
    front = await startFront()
    const { text } = await speak(front.port, 'GET http://elastic:secret@x/ HTTP/1.1\r\nHost: x\r\n\r\n')
    expect(text).toMatch(/^HTTP\/1\.1 400 /)
  })
})
