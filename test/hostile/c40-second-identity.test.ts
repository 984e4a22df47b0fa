/** C40: a second identity is wholly right or the request fails; it is nobody's anonymous, runs as nobody and widens nothing. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { basic } from '../authn/fake-head.ts'
import { type LiveNode, liveNode } from '../support/live-node.ts'

const PASSWORD = 'live-node-password'
let live: LiveNode

beforeAll(async () => {
  live = await liveNode({
    'xpack.security.authc.anonymous.username': 'anon',
    'xpack.security.authc.anonymous.roles': 'viewer',
  })
  await live.elastic('PUT', '/books/_doc/1?refresh=true', { title: 'x' })
  await live.user('poor', { run_as: ['elastic'] })
  await live.elastic('PUT', '/_security/user/gone', { password: PASSWORD, roles: ['superuser'], enabled: false })
})
afterAll(() => live.stop())

async function ask(method: string, path: string, headers: Record<string, string>) {
  const response = await fetch(`${live.node.url}${path}`, { method, headers })
  const text = await response.text()
  return {
    status: response.status,
    challenge: response.headers.get('www-authenticate'),
    // biome-ignore lint/suspicious/noExplicitAny: a reply as tests look into it
    body: (text === '' ? null : JSON.parse(text)) as any,
  }
}
const second = (header: string, more: Record<string, string> = {}) => ({
  authorization: basic('elastic', PASSWORD),
  'es-secondary-authorization': header,
  ...more,
})
const encoded = (text: string): string => Buffer.from(text).toString('base64')

describe('C40 a second identity that is not right', () => {
  it.each([
    ['a wrong password', basic('poor', 'wrong')],
    ['nobody', basic('nobody', PASSWORD)],
    ['somebody disabled', basic('gone', PASSWORD)],
    ['a scheme that is not known', 'Digest x'],
    ['a scheme alone', 'Basic'],
    ['no base64', 'Basic !!!'],
    ['no colon', `Basic ${encoded('poor')}`],
    ['a token that never was', 'Bearer abc'],
    ['a key that never was', `ApiKey ${encoded('id:secret')}`],
    ['words', 'let me in'],
  ])('(%s) fails the request, used or not, with anonymous access too', async (_, header) => {
    for (const path of ['/', '/books/_search', '/_security/_authenticate', '/_sallyport/whoami', '/no/such/path']) {
      const { status, challenge, body } = await ask('GET', path, second(header))
      expect([status, challenge], path).toEqual([401, null])
      expect(body.error).toMatchObject({ type: 'security_exception', reason: 'Failed to authenticate secondary user' })
    }
    expect((await ask('DELETE', '/books', second(header))).status).toBe(401)
    expect((await ask('GET', '/books', { authorization: basic('elastic', PASSWORD) })).status).toBe(200)
  })

  it('ends with its token', async () => {
    const grant = { grant_type: 'password', username: 'poor', password: PASSWORD }
    const { body: granted } = await live.elastic('POST', '/_security/oauth2/token', grant)
    const bearer = second(`Bearer ${granted.access_token}`)
    expect((await ask('GET', '/', bearer)).status).toBe(200)
    await live.elastic('DELETE', '/_security/oauth2/token', { token: granted.access_token })
    expect((await ask('GET', '/', bearer)).status).toBe(401)
  })
})

describe('C40 a second identity that is right', () => {
  const poor = basic('poor', PASSWORD)

  it('gives the first one no rights, nor takes any', async () => {
    const mighty = { authorization: poor, 'es-secondary-authorization': basic('elastic', PASSWORD) }
    for (const path of ['/_security/user', '/_cluster/health']) {
      expect((await ask('GET', path, second(poor))).status, path).toBe(200)
      expect((await ask('GET', path, mighty)).status, path).toBe(403)
      expect((await ask('GET', path, { authorization: poor })).status, path).toBe(403)
    }
  })

  it('runs as nobody: the header is the first one’s', async () => {
    const headers = { authorization: poor, 'es-secondary-authorization': poor, 'es-security-runas-user': 'elastic' }
    const { body } = await ask('GET', '/_sallyport/whoami', headers)
    expect(body).toMatchObject({
      primary: { username: 'elastic', run_by: { username: 'poor' } },
      secondary: { username: 'poor' },
    })
    expect(body.secondary).not.toHaveProperty('run_by')
  })

  it('may be the first one again, and stays apart', async () => {
    const { body } = await ask('GET', '/_sallyport/whoami', second(basic('elastic', PASSWORD)))
    expect([body.primary.username, body.secondary.username]).toEqual(['elastic', 'elastic'])
  })

  it('needs a first one that is right', async () => {
    const wrong = { authorization: basic('elastic', 'wrong'), 'es-secondary-authorization': poor }
    const { status, body } = await ask('GET', '/', wrong)
    expect([status, body.error.reason]).toEqual([401, 'unable to authenticate user [elastic] for REST request [/]'])
  })
})
