import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Node, start } from '../../../src/index.ts'
import { basic } from '../../authn/fake-head.ts'

describe('whoami', () => {
  let node: Node
  let elastic: string
  const mara = basic('mara', 'mara-password')
  const rolf = basic('rolf', 'rolf-password')
  const tokens: Record<'access' | 'service' | 'key', string> = { access: '', service: '', key: '' }

  const ask = async (headers: Record<string, string>, path = '/_sallyport/whoami') => {
    const response = await fetch(node.url + path, { headers })
    // biome-ignore lint/suspicious/noExplicitAny: a reply as tests look into it
    return { status: response.status, headers: response.headers, body: (await response.json()) as any }
  }
  const send = async (method: string, path: string, body?: object) => {
    const headers = { authorization: elastic, 'content-type': 'application/json' }
    const response = await fetch(node.url + path, { method, headers, ...(body && { body: JSON.stringify(body) }) })
    // biome-ignore lint/suspicious/noExplicitAny: a reply as tests look into it
    return (await response.json()) as any
  }

  beforeAll(async () => {
    node = await start({ data: 'memory' })
    elastic = basic('elastic', node.password)
    await send('PUT', '/_security/role/stand_in', { run_as: ['rolf'] })
    await send('PUT', '/_security/user/mara', { password: 'mara-password', roles: ['stand_in'], full_name: 'Mara' })
    await send('PUT', '/_security/user/rolf', { password: 'rolf-password', roles: ['viewer'] })
    const grant = { grant_type: 'password', username: 'rolf', password: 'rolf-password' }
    tokens.access = `Bearer ${(await send('POST', '/_security/oauth2/token', grant)).access_token}`
    const made = await send('POST', '/_security/service/elastic/fleet-server/credential/token/t1')
    tokens.service = `Bearer ${made.token.value}`
    tokens.key = `ApiKey ${(await send('POST', '/_security/api_key', { name: 'k1' })).encoded}`
  })
  afterAll(() => node.stop())

  it('shows one identity where there is one', async () => {
    const { status, body } = await ask({ authorization: mara })
    expect(status).toBe(200)
    expect(body).toEqual({
      primary: {
        username: 'mara',
        roles: ['stand_in'],
        full_name: 'Mara',
        email: null,
        metadata: {},
        enabled: true,
        authentication_realm: { name: 'default_native', type: 'native' },
        lookup_realm: { name: 'default_native', type: 'native' },
        authentication_type: 'realm',
      },
      secondary: null,
    })
  })

  it('shows who is behind a user that is run as', async () => {
    const { body } = await ask({ authorization: mara, 'es-security-runas-user': 'rolf' })
    expect(body.primary).toMatchObject({
      username: 'rolf',
      roles: ['viewer'],
      run_by: { username: 'mara', roles: ['stand_in'], realm: { name: 'default_native', type: 'native' } },
    })
    expect((await ask({ authorization: rolf, 'es-security-runas-user': 'mara' })).status).toBe(403)
    expect((await ask({ authorization: mara, 'es-security-runas-user': 'nobody' })).status).toBe(403)
  })

  it.each(['first', 'second'] as const)('shows every kind of credential as the %s identity', async (place) => {
    const shown = async (credential: string) => {
      const headers =
        place === 'first' ? { authorization: credential } : { authorization: mara, 'es-secondary-authorization': credential }
      const { body } = await ask(headers)
      if (place === 'second') expect(body.primary.username).toBe('mara')
      return place === 'first' ? body.primary : body.secondary
    }
    expect(await shown(rolf)).toMatchObject({ username: 'rolf', roles: ['viewer'], authentication_type: 'realm' })
    expect(await shown(tokens.access)).toMatchObject({
      username: 'rolf',
      authentication_type: 'token',
      token: { managed_by: 'elasticsearch' },
    })
    expect(await shown(tokens.service)).toMatchObject({
      username: 'elastic/fleet-server',
      authentication_type: 'token',
      token: { name: 't1', type: '_service_account_index' },
    })
    expect(await shown(tokens.key)).toMatchObject({
      username: 'elastic',
      authentication_type: 'api_key',
      api_key: { name: 'k1' },
    })
  })

  it('does not let the second identity run as anybody', async () => {
    const headers = { authorization: mara, 'es-secondary-authorization': elastic, 'es-security-runas-user': 'rolf' }
    const { body } = await ask(headers)
    expect(body).toMatchObject({ primary: { username: 'rolf' }, secondary: { username: 'elastic' } })
    expect(body.secondary).not.toHaveProperty('run_by')
  })

  it.each([
    ['a wrong password', basic('rolf', 'wrong'), 'unable to authenticate user [rolf] for REST request [/_sallyport/whoami]'],
    ['no base64', 'Basic %%%', 'invalid basic authentication header encoding'],
    ['an unknown scheme', 'Digest abc', 'missing authentication credentials for REST request [/_sallyport/whoami]'],
    ['no value', 'Bearer', 'missing authentication credentials for REST request [/_sallyport/whoami]'],
    ['an unknown token', 'Bearer abc', expect.stringContaining('unable to authenticate with provided credentials')],
    ['an unknown key', 'ApiKey YTpi', expect.stringContaining('unable to authenticate with provided credentials')],
  ])('is refused whole where the second identity is %s', async (_, secondary, cause) => {
    const { status, headers, body } = await ask({ authorization: mara, 'es-secondary-authorization': secondary })
    expect(status).toBe(401)
    expect(headers.get('www-authenticate')).toBeNull()
    expect(body.error).toMatchObject({
      type: 'security_exception',
      reason: 'Failed to authenticate secondary user',
      caused_by: { type: 'security_exception', reason: cause },
    })
  })

  it('is for nobody without credentials', async () => {
    expect((await ask({})).status).toBe(401)
    expect((await ask({ 'es-secondary-authorization': elastic })).status).toBe(401)
  })
})
