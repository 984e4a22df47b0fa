/** C82: names that mean something to JavaScript are roles, privileges, applications and indices like any other. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type LiveNode, liveNode } from '../support/live-node.ts'

const NAMES = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf', '0', 'length']

describe('C82 names in roles', () => {
  let live: LiveNode

  beforeAll(async () => {
    live = await liveNode()
  })
  afterAll(() => live.stop())

  it.each(NAMES)('a role called %s is none before it is made, and then that one', async (name) => {
    expect((await live.elastic('GET', `/_security/role/${name}`)).status).toBe(404)
    const user = await live.user(name, { cluster: ['monitor'] })
    expect((await user('GET', '/_cluster/health')).status).toBe(200)
    expect((await user('GET', '/_security/user')).text).toContain(`user [${name}] with effective roles [${name}]`)
    const { text } = await live.elastic('GET', `/_security/role/${name}`)
    expect(text.startsWith(`{"${name}":{"cluster":["monitor"]`)).toBe(true)
    expect((await live.elastic('DELETE', `/_security/role/${name}`)).body).toEqual({ found: true })
    expect((await user('GET', '/_cluster/health')).text).toContain(
      `with effective roles [] (assigned roles [${name}] were not found)`,
    )
  })

  it('privileges of these names are unknown, or what was defined', async () => {
    for (const name of NAMES) {
      expect((await live.elastic('PUT', '/_security/role/r', { cluster: [name] })).status).toBe(400)
      expect((await live.elastic('PUT', '/_security/role/r', { indices: [{ names: ['a'], privileges: [name] }] })).status).toBe(
        400,
      )
    }
    const put = await live.elastic('PUT', '/_security/privilege', { constructor: { valueOf: { actions: ['a:b'] } } })
    expect(put.text).toBe('{"constructor":{"valueOf":{"created":true}}}')
    const user = await live.user('apps', {
      applications: [{ application: 'constructor', privileges: ['valueOf'], resources: ['*'] }],
    })
    const body = { application: [{ application: 'constructor', privileges: ['valueOf', 'toString'], resources: ['__proto__'] }] }
    const { text } = await user('POST', '/_security/user/_has_privileges', body)
    expect(text).toContain('"application":{"constructor":{"__proto__":{"valueOf":true,"toString":false}}}')
  })

  it('indices of these names are granted by name only', async () => {
    const user = await live.user('indices', { indices: [{ names: ['constructor'], privileges: ['all'] }] })
    expect((await user('PUT', '/constructor')).status).toBe(200)
    expect((await user('GET', '/constructor/_count')).body.count).toBe(0)
    for (const name of ['valueOf', 'hasOwnProperty', 'toString', '0', 'length']) {
      expect((await user('GET', `/${name}/_count`)).status).toBe(403)
      expect((await live.elastic('GET', `/${name}/_count`)).status).toBe(404)
    }
    const asked = NAMES.map((name) => ({ names: [name], privileges: ['read'] }))
    const { text } = await user('POST', '/_security/user/_has_privileges', { index: asked })
    expect(text).toContain('"__proto__":{"read":false}')
    expect(text).toContain('"constructor":{"read":true}')
  })

  it('metadata of these names comes back in order', async () => {
    const text = '{"metadata":{"b":1,"a":{"__proto__":{"x":[1]},"constructor":null},"1":2,"0":9007199254740993}}'
    const response = await fetch(`${live.node.url}/_security/role/meta`, {
      method: 'PUT',
      headers: {
        authorization: `Basic ${Buffer.from(`elastic:${live.node.password}`).toString('base64')}`,
        'content-type': 'application/json',
      },
      body: text,
    })
    expect(response.status).toBe(200)
    expect((await live.elastic('GET', '/_security/role/meta')).text).toContain(text.slice(1, -1))
  })
})
