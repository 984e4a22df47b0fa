/**
 * C05, C06: headers by which other systems name the user, the tenant, the peer or the path. Here they are words without meaning: a
 * stranger stays one, a user stays who he is, and what is answered does not depend on them.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Node, start } from '../../src/index.ts'

let node: Node
let jo: string
const basic = (username: string, password: string): string => `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`

async function ask(path: string, headers: Readonly<Record<string, string>>, init: RequestInit = {}) {
  const response = await fetch(node.url + path, { ...init, headers })
  return { status: response.status, text: await response.text(), location: response.headers.get('location') }
}

beforeAll(async () => {
  node = await start({ data: 'memory' })
  jo = basic('jo', 'password-of-jo')
  const headers = { authorization: basic('elastic', node.password), 'content-type': 'application/json' }
  const role = JSON.stringify({ indices: [{ names: ['jo-*'], privileges: ['all'] }] })
  await ask('/_security/role/jo', headers, { method: 'PUT', body: role })
  await ask('/_security/user/jo', headers, { method: 'PUT', body: '{"password":"password-of-jo","roles":["jo"]}' })
  await ask('/private/_doc/1?refresh=true', headers, { method: 'PUT', body: '{}' })
})
afterAll(() => node.stop())

const IDENTITIES = [
  '_security_user',
  '_xpack_security_user',
  '_xpack_security_authentication',
  'opendistro_security_impersonate_as',
  'plugins.security.user',
  'securitytenant',
  'X-Forwarded-User',
  'X-Forwarded-Preferred-Username',
  'X-Forwarded-Groups',
  'X-Proxy-User',
  'X-Proxy-Roles',
  'X-Remote-User',
  'X-WEBAUTH-USER',
  'X-Auth-Request-User',
  'Remote-User',
  'X-SSL-Client-DN',
  'X-Client-Cert',
  'X-Found-Cluster',
  'X-Elastic-Internal-Origin',
  'X-Elastic-Project-Id',
  'Proxy-Authorization',
  'Cookie',
]

describe('headers that name an identity', () => {
  it.each(IDENTITIES)('%s lets nobody in and makes nobody another', async (name) => {
    for (const value of ['elastic', 'superuser', basic('elastic', node.password)]) {
      expect((await ask('/', { [name]: value })).status).toBe(401)
      const { status, text } = await ask('/_security/_authenticate', { authorization: jo, [name]: value })
      expect(status).toBe(200)
      expect(JSON.parse(text)).toMatchObject({ username: 'jo', roles: ['jo'] })
      expect((await ask('/private/_doc/1', { authorization: jo, [name]: value })).status).toBe(403)
    }
  })
})

const PROXIES: Readonly<Record<string, string>> = {
  'X-Forwarded-For': '127.0.0.1',
  'X-Real-IP': '127.0.0.1',
  'X-Client-IP': '127.0.0.1',
  'True-Client-IP': '127.0.0.1',
  'X-Forwarded-Proto': 'https',
  'X-Forwarded-Host': 'evil.example',
  'X-Forwarded-Uri': '/_security/_authenticate',
  'X-Forwarded-Path': '/_security/_authenticate',
  'X-Forwarded-Prefix': '/evil',
  'X-Forwarded-Method': 'GET',
  'X-Original-URL': '/_security/_authenticate',
  'X-Original-URI': '/_security/_authenticate',
  'X-Rewrite-URL': '/_security/_authenticate',
  'X-Envoy-Original-Path': '/_security/_authenticate',
  Forwarded: 'for=127.0.0.1;proto=https;host=evil.example',
}

describe('headers of proxies', () => {
  it.each(Object.entries(PROXIES))('%s changes no answer', async (name, value) => {
    const with_ = { authorization: jo, [name]: value }
    expect((await ask('/', { [name]: value })).status).toBe(401)
    expect(await ask('/private/_search', with_)).toEqual(await ask('/private/_search', { authorization: jo }))
    const written = await ask('/jo-1/_doc', { ...with_, 'content-type': 'application/json' }, { method: 'POST', body: '{}' })
    expect(written.location).toMatch(/^\/jo-1\/_doc\/[\w-]+$/)
  })
})
