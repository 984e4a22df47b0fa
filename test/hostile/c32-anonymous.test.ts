/** C32: a stranger, and an anonymous user without rights, learn nothing from how they are refused: what exists and what does not look alike. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Node, start } from '../../src/index.ts'

const basic = (username: string, password: string): string => `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`

async function ask(node: Node, path: string, method = 'GET', headers: Readonly<Record<string, string>> = {}) {
  const response = await fetch(node.url + path, { method, headers })
  const challenges = response.headers.get('www-authenticate')
  // The path that was asked for is the one thing in which refusals may differ.
  const text = (await response.text()).replaceAll(path, '<path>')
  return { status: response.status, challenges, text }
}

const fill = (node: Node, path: string): Promise<Response> =>
  fetch(node.url + path, {
    method: 'PUT',
    headers: { authorization: basic('elastic', node.password), 'content-type': 'application/json' },
    body: '{}',
  })

const PAIRS: readonly (readonly [existing: string, missing: string])[] = [
  ['/there', '/nowhere'],
  ['/there/_doc/1', '/there/_doc/2'],
  ['/there/_search', '/nowhere/_search'],
  ['/_cluster/health', '/_nothing/here'],
  ['/_security/user/elastic', '/_security/user/nobody'],
  ['/there/_search?size=1', '/there/_search?nonsense=1'],
]

describe('a stranger', () => {
  let node: Node
  beforeAll(async () => {
    node = await start({ data: 'memory' })
    await fill(node, '/there/_doc/1?refresh=true')
  })
  afterAll(() => node.stop())

  it.each(PAIRS)('sees no difference between %s and %s', async (existing, missing) => {
    for (const method of ['GET', 'PUT', 'DELETE', 'HEAD']) {
      const refused = await ask(node, existing, method)
      expect(refused.status).toBe(401)
      expect(await ask(node, missing, method)).toEqual(refused)
    }
  })

  it('is told the same whatever his credentials lack', async () => {
    const wrong = (authorization: string) => ask(node, '/there', 'GET', { authorization })
    const unknown = await wrong(basic('nobody', 'x'))
    const known = await wrong(basic('elastic', 'x'))
    expect({ ...known, text: known.text.replaceAll('elastic', '<name>') }).toEqual({
      ...unknown,
      text: unknown.text.replaceAll('nobody', '<name>'),
    })
  })
})

describe.each([true, false])('an anonymous user without rights, authz_exception %s', (isForbidden) => {
  let node: Node
  beforeAll(async () => {
    const settings = {
      'xpack.security.authc.anonymous.roles': 'no_such_role',
      'xpack.security.authc.anonymous.authz_exception': isForbidden,
    }
    node = await start({ data: 'memory', settings })
    await fill(node, '/there/_doc/1?refresh=true')
  })
  afterAll(() => node.stop())

  it.each([
    ['/there', '/nowhere'],
    ['/there/_doc/1', '/there/_doc/2'],
    ['/there/_search', '/nowhere/_search'],
    ['/there/_mapping', '/nowhere/_mapping'],
    ['/_security/user/elastic', '/_security/user/nobody'],
  ])('sees no difference between %s and %s', async (existing, missing) => {
    const refused = await ask(node, existing)
    expect(refused.status).toBe(isForbidden ? 403 : 401)
    const { status, challenges, text } = await ask(node, missing)
    expect({ status, challenges, text: text.replaceAll('nowhere', 'there') }).toEqual(refused)
  })

  it('a wrong password makes nobody anonymous', async () => {
    expect((await ask(node, '/', 'GET', { authorization: basic('elastic', 'wrong') })).status).toBe(401)
  })
})
