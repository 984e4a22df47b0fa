/** C25, C28: what some other server would take for a credential (a JWT however it is made, a ticket, a certificate) makes nobody somebody. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Node, start } from '../../src/index.ts'
import { basic } from '../authn/fake-head.ts'

let node: Node
/** Requests to a server that a token names for its keys. */
let fetched = 0
const keys = createServer((_, response) => {
  fetched++
  response.end('{"keys":[]}')
})

beforeAll(async () => {
  await new Promise<void>((resolve) => keys.listen(0, '127.0.0.1', resolve))
  const anonymous = { 'xpack.security.authc.anonymous.username': 'anon', 'xpack.security.authc.anonymous.roles': 'viewer' }
  node = await start({ data: 'memory', password: 'elastic-password', settings: anonymous })
})
afterAll(async () => {
  await node.stop()
  keys.close()
})

const ask = (headers: Record<string, string>) => fetch(`${node.url}/_security/_authenticate`, { headers })
const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
const CLAIMS = { iss: 'https://issuer', aud: 'es', sub: 'elastic', exp: 4e9, roles: ['superuser'] }
const jwt = (header: object, signature = 'c2lnbmF0dXJl'): string => `${part(header)}.${part(CLAIMS)}.${signature}`

describe('C25 a token that no realm here has issued', () => {
  const url = (): string => `http://127.0.0.1:${(keys.address() as AddressInfo).port}/jwks.json`

  it.each([
    ['unsigned', () => jwt({ alg: 'none' }, '')],
    ['signed with a public key', () => jwt({ alg: 'HS256', typ: 'JWT' })],
    ['with a path for an id', () => jwt({ alg: 'RS256', kid: '../../../../dev/null' })],
    ['that names a server for its keys', () => jwt({ alg: 'RS256', jku: url(), x5u: url() })],
    ['encrypted', () => `${part({ alg: 'dir', enc: 'A128GCM', zip: 'DEF' })}..a.b.c`],
    ['without parts', () => '..'],
    ['as long as a header may be', () => `${part({ alg: 'none' })}.${'A'.repeat(12_000)}.`],
  ])('is refused where it is %s, with anonymous access too', async (_, token) => {
    for (const scheme of ['Bearer', 'ApiKey']) {
      const response = await ask({ authorization: `${scheme} ${token()}` })
      expect(response.status).toBe(401)
      expect(await response.text()).not.toContain(CLAIMS.iss)
    }
    const second = await ask({
      authorization: basic('elastic', 'elastic-password'),
      'es-secondary-authorization': `Bearer ${token()}`,
    })
    expect(second.status).toBe(401)
    expect(fetched).toBe(0)
  })

  it('is nobody in headers of other ways in', async () => {
    const token = jwt({ alg: 'none' }, '')
    for (const name of [
      'es-client-authentication',
      'x-forwarded-user',
      'x-proxy-roles',
      'x-jwt-assertion',
      'x-ssl-client-s-dn',
      'x-client-cert',
    ]) {
      const response = await ask({ [name]: name.startsWith('es-') ? `SharedSecret ${token}` : 'CN=elastic' })
      expect(await response.json()).toMatchObject({ username: 'anon', authentication_type: 'anonymous' })
    }
    for (const authorization of [`Negotiate ${token}`, `Digest username="elastic"`, `Hawk id="elastic"`]) {
      expect(await (await ask({ authorization })).json()).toMatchObject({ username: 'anon' })
    }
  })
})
