/**
 * C33: a key that ends up with more than its maker has, by whatever way: create, update, bulk update, grant, clone, a key made by a key, a
 * token made by a key, run-as. Each test begins with a key that works within its rights.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { keySender, type LiveNode, liveNode, type Sender } from '../support/live-node.ts'

let live: LiveNode
let ann: Sender
let bob: Sender

const KEYS = '/_security/api_key'
const ALL = { r: { cluster: ['all'], indices: [{ names: ['*'], privileges: ['all'] }], run_as: ['*'] } }

beforeAll(async () => {
  live = await liveNode({ 'xpack.security.authc.password_hashing.algorithm': 'bcrypt4' })
  ann = await live.user('ann', { cluster: ['manage_own_api_key', 'monitor', 'manage_token'] })
  bob = await live.user('bob', { cluster: ['manage_own_api_key'] })
})
afterAll(() => live.stop())

interface Key {
  readonly id: string
  readonly encoded: string
  readonly send: Sender
}

async function make(maker: Sender, body: object): Promise<Key> {
  const { status, body: made, text } = await maker('POST', KEYS, { name: 'k', ...body })
  if (status !== 200) throw new Error(text)
  return { ...made, send: keySender(live.node.url, made.encoded) }
}

const isPowerful = async (send: Sender): Promise<boolean> => {
  const answers = await Promise.all([
    send('PUT', '/_security/user/eve', { password: 'eve-password', roles: ['superuser'] }),
    send('PUT', '/owned'),
    send('GET', '/_security/user'),
  ])
  return answers.some(({ status }) => status < 300)
}

describe('a key never may more than its maker', () => {
  it('whatever its descriptors say', async () => {
    const key = await make(ann, { role_descriptors: ALL })
    expect((await key.send('GET', '/_cluster/health')).status).toBe(200)
    expect(await isPowerful(key.send)).toBe(false)
  })

  it('nor learns from itself what its maker may do', async () => {
    const key = await make(ann, { role_descriptors: ALL })
    const own = `${KEYS}?id=${key.id}`
    expect((await key.send('GET', own)).status).toBe(200)
    expect((await key.send('GET', `${own}&with_limited_by=true`)).status).toBe(403)
    expect((await key.send('GET', '/_security/_query/api_key')).body.total).toBe(1)
    expect((await key.send('GET', '/_security/_query/api_key?with_limited_by=true')).status).toBe(403)
    expect((await ann('GET', `${own}&owner=true&with_limited_by=true`)).body.api_keys[0].limited_by).toHaveLength(1)
  })

  it('after an update or a bulk update', async () => {
    const key = await make(ann, {})
    expect((await ann('PUT', `${KEYS}/${key.id}`, { role_descriptors: ALL })).body).toEqual({ updated: true })
    await ann('POST', `${KEYS}/_bulk_update`, { ids: [key.id], role_descriptors: ALL, metadata: { a: 1 } })
    expect((await key.send('GET', '/_cluster/health')).status).toBe(200)
    expect(await isPowerful(key.send)).toBe(false)
  })

  it('where it is made by a key, which may pass on nothing', async () => {
    const parent = await make(ann, {})
    for (const descriptors of [
      undefined,
      {},
      ALL,
      { a: {}, b: { cluster: ['monitor'] } },
      { a: { global: { profile: { write: { applications: ['*'] } } } } },
    ]) {
      const made = await parent.send('POST', KEYS, { name: 'child', ...(descriptors && { role_descriptors: descriptors }) })
      expect(made.status).toBe(400)
    }
    const child = await make(parent.send, { role_descriptors: { a: {} } })
    expect((await child.send('GET', '/_security/_authenticate')).status).toBe(200)
    expect((await child.send('GET', '/_cluster/health')).status).toBe(403)
    // Its owner is a key, so no user may give it anything afterwards either.
    expect((await ann('PUT', `${KEYS}/${child.id}`, { role_descriptors: {} })).status).toBe(404)
  })

  it('by way of a token that it gets for itself', async () => {
    const key = await make(ann, { role_descriptors: { r: { cluster: ['manage_token', 'manage_own_api_key'] } } })
    const { body } = await key.send('POST', '/_security/oauth2/token', { grant_type: 'client_credentials' })
    const headers = { authorization: `Bearer ${body.access_token}`, 'content-type': 'application/json' }
    const ask = (path: string, method = 'GET', content?: string): Promise<Response> =>
      fetch(`${live.node.url}${path}`, { method, headers, ...(content ? { body: content } : {}) })
    expect((await ask('/_security/_authenticate')).status).toBe(200)
    expect((await ask('/_cluster/health')).status).toBe(403)
    expect((await ask(KEYS, 'POST', '{"name":"by-token"}')).status).toBe(400)
    await ann('DELETE', KEYS, { ids: [key.id], owner: true })
    expect((await ask('/_security/_authenticate')).status).toBe(401)
  })

  it('by running as somebody', async () => {
    const key = await make(ann, { role_descriptors: ALL })
    const response = await fetch(`${live.node.url}/_security/user`, {
      headers: { authorization: `ApiKey ${key.encoded}`, 'es-security-runas-user': 'elastic' },
    })
    expect(response.status).toBe(403)
  })

  it('once its maker has lost rights and the key is updated, or its maker clones it', async () => {
    const cat = await live.user('cat', { cluster: ['manage_own_api_key', 'clone_api_key', 'monitor'] })
    const key = await make(cat, {})
    await live.elastic('PUT', '/_security/role/cat', { cluster: ['manage_own_api_key', 'clone_api_key'] })
    const { body } = await cat('POST', `${KEYS}/clone`, { api_key: key.encoded, name: 'copy' })
    expect((await keySender(live.node.url, body.encoded)('GET', '/_cluster/health')).status).toBe(200)
    expect((await cat('PUT', `${KEYS}/${key.id}`)).body).toEqual({ updated: true })
    expect((await key.send('GET', '/_cluster/health')).status).toBe(403)
  })
})

describe("another's key", () => {
  it('is neither shown, changed, rotated nor ended, by id, name or tricks with the owner', async () => {
    const { id } = await make(ann, { name: 'anns' })
    const mine = await make(bob, { name: 'bobs' })
    expect((await bob('GET', `${KEYS}?id=${mine.id}&owner=true`)).status).toBe(200)
    for (const query of [`id=${id}`, 'name=anns', 'username=ann&realm_name=default_native', 'realm_name=default_native', ''])
      expect((await bob('GET', `${KEYS}?${query}`)).status).toBe(403)
    expect((await bob('GET', `${KEYS}?id=${id}&owner=true`)).status).toBe(404)
    expect((await bob('GET', `${KEYS}?name=a*&owner=true`)).body).toEqual({ api_keys: [] })
    expect((await bob('GET', `${KEYS}?owner=true&username=ann`)).status).toBe(400)
    expect((await bob('PUT', `${KEYS}/${id}`, { metadata: { x: 1 } })).status).toBe(404)
    expect((await bob('POST', `${KEYS}/${id}/_rotate`)).status).toBe(404)
    expect((await bob('POST', `${KEYS}/_bulk_update`, { ids: [id], metadata: { x: 1 } })).body.errors.count).toBe(1)
    expect((await bob('DELETE', KEYS, { ids: [mine.id, id] })).status).toBe(403)
    expect((await bob('DELETE', KEYS, { ids: [id], owner: true })).body.invalidated_api_keys).toEqual([])
    expect((await bob('DELETE', KEYS, { name: '*', owner: true })).body.invalidated_api_keys).not.toContain(id)
    expect((await bob('POST', '/_security/_query/api_key', { query: { match_all: {} }, size: 100 })).text).not.toContain(id)
    expect((await ann('GET', `${KEYS}?owner=true`)).text).toContain(id)
  })

  it('of the same owner is not a key’s own', async () => {
    const one = await make(ann, {})
    const other = await make(ann, {})
    expect((await one.send('GET', `${KEYS}?id=${one.id}`)).status).toBe(200)
    expect((await one.send('GET', `${KEYS}?id=${other.id}`)).status).toBe(403)
    expect((await one.send('GET', `${KEYS}?owner=true`)).status).toBe(403)
    expect((await one.send('DELETE', KEYS, { ids: [one.id, other.id] })).status).toBe(403)
    expect((await one.send('PUT', `${KEYS}/${one.id}`, { role_descriptors: ALL })).status).toBe(400)
    expect((await one.send('POST', `${KEYS}/${one.id}/_rotate`)).status).toBe(400)
    expect((await one.send('GET', '/_security/_query/api_key')).body.total).toBe(1)
  })
})

describe('a secret', () => {
  it('that was rotated out opens nothing once its time is over, though its use was remembered', async () => {
    const key = await make(ann, {})
    expect((await key.send('GET', '/_security/_authenticate')).status).toBe(200)
    const kept = await ann('POST', `${KEYS}/${key.id}/_rotate`, { grace_period: '1h' })
    expect((await key.send('GET', '/_security/_authenticate')).status).toBe(200)
    const second = keySender(live.node.url, kept.body.encoded)
    expect((await second('GET', '/_security/_authenticate')).status).toBe(200)
    const next = await ann('POST', `${KEYS}/${key.id}/_rotate`)
    expect((await key.send('GET', '/_security/_authenticate')).status).toBe(401)
    expect((await second('GET', '/_security/_authenticate')).status).toBe(401)
    expect((await keySender(live.node.url, next.body.encoded)('GET', '/_security/_authenticate')).status).toBe(200)
  })

  it('stands in no answer but that of its making', async () => {
    const { encoded, id } = await make(ann, { name: 'canary' })
    const secret = Buffer.from(encoded, 'base64')
      .toString()
      .slice(id.length + 1)
    const answers = await Promise.all([
      live.elastic('GET', `${KEYS}?with_limited_by=true`),
      live.elastic('POST', '/_security/_query/api_key', { size: 1000 }),
      live.elastic('DELETE', KEYS, { ids: [id] }),
      live.elastic('POST', `${KEYS}/clone`, { api_key: encoded, name: 'copy' }),
      keySender(live.node.url, encoded)('GET', '/_security/_authenticate'),
    ])
    for (const { text } of answers) {
      expect(text).not.toContain(secret)
      expect(text).not.toContain(encoded)
      expect(text).not.toMatch(/digest|proofs|limitedBy/)
    }
  })
})
