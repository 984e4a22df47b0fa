import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Answer, type LiveNode, liveNode, type Sender } from '../../../support/live-node.ts'

let live: LiveNode
let mara: Sender
let auditor: Sender

beforeAll(async () => {
  live = await liveNode()
  await live.elastic('PUT', '/books-1', { aliases: { library: {} } })
  await live.elastic('PUT', '/films-1')
  await live.elastic('PUT', '/secret', { aliases: { cover: {} } })
  mara = await live.user('mara', {
    cluster: ['monitor'],
    indices: [
      { names: ['books-*', 'cover', 'se*'], privileges: ['read'] },
      { names: ['books-*'], privileges: ['create_doc'] },
    ],
    run_as: ['reader'],
    deny: { indices: [{ names: ['secret'], privileges: ['read'] }] },
  })
  await live.user('reader', { indices: [{ names: ['films-*'], privileges: ['read'] }] })
  auditor = await live.user('auditor', { cluster: ['read_security'] })
})
afterAll(() => live.stop())

const explain = async (body: object, sender: Sender = live.elastic): Promise<Answer['body']> => {
  const { status, text, body: reply } = await sender('POST', '/_sallyport/_explain', body)
  expect(status, text).toBe(200)
  return reply
}
const asMara = (method: string, path: string, body?: unknown) => explain({ user: 'mara', method, path, body })

describe('an explanation of a user', () => {
  it('names the line that grants each index', async () => {
    const reply = await asMara('GET', '/books-1/_search')
    expect(reply).toMatchObject({
      allowed: true,
      identity: { kind: 'user', username: 'mara', realm: 'default_native' },
      roles: ['mara'],
      api: 'search',
      action: 'indices:data/read/search',
      indices: [{ index: 'books-1' }],
      sees_every_name: true,
    })
    expect(reply.names).toEqual([
      {
        name: 'books-1',
        action: 'indices:data/read/search',
        allowed: true,
        because: [
          { role: 'mara', line: 'indices[0]', effect: 'grants', names: ['books-*', 'cover', 'se*'], privileges: ['read'] },
        ],
      },
    ])
    expect(reply.change).toBeUndefined()
  })

  it('tells what a wildcard leaves out, and why', async () => {
    const { allowed, names, indices } = await asMara('GET', '/*/_search')
    expect(allowed).toBe(true)
    expect(indices).toEqual([{ index: 'books-1' }])
    expect(names.map((each: { name: string; allowed: boolean }) => [each.name, each.allowed])).toEqual([
      ['books-1', true],
      ['cover', false],
      ['films-1', false],
      ['library', false],
      ['secret', false],
    ])
    const effectOf = (name: string) => names.find((each: { name: string }) => each.name === name).because[0]
    expect(effectOf('films-1')).toMatchObject({ effect: 'other names' })
    expect(effectOf('secret')).toMatchObject({ effect: 'denies', line: 'deny.indices[0]' })
    expect(effectOf('cover')).toMatchObject({ effect: 'denies', line: 'deny.indices[0]', names: ['secret'] })
  })

  it('gives the refusal in its own words, and the smallest change that would allow it', async () => {
    const { allowed, refusal, change } = await asMara('DELETE', '/books-1')
    expect(allowed).toBe(false)
    expect(refusal).toMatchObject({ status: 403, type: 'security_exception' })
    expect(refusal.reason).toContain('action [indices:admin/delete] is unauthorized for user [mara]')
    expect(change).toEqual([{ of: 'roles', add: { indices: [{ names: ['books-1'], privileges: ['delete_index'] }] } }])
  })

  it('lifts a denial, and grants nothing that is granted already', async () => {
    expect((await asMara('GET', '/secret,films-1/_search')).change).toEqual([
      {
        of: 'roles',
        add: { indices: [{ names: ['films-1'], privileges: ['read'] }] },
        remove: [{ role: 'mara', line: 'deny.indices[0]' }],
      },
    ])
    expect((await asMara('GET', '/cover/_count')).change).toEqual([
      { of: 'roles', remove: [{ role: 'mara', line: 'deny.indices[0]' }] },
    ])
  })

  it('is about cluster privileges too', async () => {
    expect((await asMara('GET', '/_cluster/health')).steps).toEqual([
      {
        step: 'cluster',
        action: 'cluster:monitor/health',
        allowed: true,
        because: [{ role: 'mara', line: 'cluster[0]', effect: 'grants', privileges: ['monitor'] }],
      },
    ])
    const refused = await asMara('PUT', '/_security/role/r', { cluster: ['all'] })
    expect(refused.change).toEqual([{ of: 'roles', add: { cluster: ['manage_security'] } }])
  })

  it('goes item by item', async () => {
    const body = [{ create: { _index: 'books-1' } }, { a: 1 }, { index: { _index: 'films-1' } }, { a: 1 }]
    const { allowed, items, change } = await asMara('POST', '/_bulk', body)
    expect(allowed).toBe(false)
    expect(items.map((item: { name: string; allowed: boolean }) => [item.name, item.allowed])).toEqual([
      ['books-1', true],
      ['films-1', false],
    ])
    expect(items[1].refusal.reason).toContain('on indices [films-1]')
    expect(change[0].add.indices).toEqual([{ names: ['films-1'], privileges: ['create_doc'] }])
    const mget = await asMara('POST', '/_mget', {
      docs: [
        { _index: 'books-1', _id: '1' },
        { _index: 'secret', _id: '1' },
      ],
    })
    expect(mget.items.map((item: { allowed: boolean }) => item.allowed)).toEqual([true, false])
  })

  it('goes through changes of aliases', async () => {
    const actions = [{ add: { index: 'books-1', alias: 'shelf' } }]
    const { allowed, change } = await asMara('POST', '/_aliases', { actions })
    expect(allowed).toBe(false)
    const names = change[0].add.indices.flatMap((entry: { names: string[] }) => entry.names)
    expect(new Set(names)).toEqual(new Set(['books-1', 'shelf']))
  })

  it('knows of aliases that stay because something is denied under them', async () => {
    await live.elastic('PUT', '/_security/role/keeper', {
      indices: [{ names: ['*'], privileges: ['manage'] }],
      deny: { cluster: ['manage'], indices: [{ names: ['library'], privileges: ['read'] }] },
    })
    await live.elastic('PUT', '/_security/user/keeper', { password: 'keepers-password', roles: ['keeper'] })
    const { refusal, change } = await explain({ user: 'keeper', method: 'DELETE', path: '/books-1/_alias/library' })
    expect(refusal.reason).toContain('because something is denied under this name')
    expect(change).toEqual([{ of: 'roles', remove: [{ role: 'keeper', line: 'deny.indices[0]' }] }])
  })

  it('follows run-as', async () => {
    const allowed = await explain({ user: 'mara', run_as: 'reader', method: 'GET', path: '/films-1/_search' })
    expect(allowed).toMatchObject({ allowed: true, roles: ['reader'], identity: { run_as: { username: 'reader' } } })
    expect(allowed.steps[0]).toMatchObject({ step: 'run_as', username: 'reader', allowed: true })
    const refused = await explain({ user: 'mara', run_as: 'elastic', method: 'GET', path: '/films-1/_search' })
    expect(refused).toMatchObject({ allowed: false, change: [{ of: 'roles', add: { run_as: ['elastic'] } }] })
    const nobody = await explain({ user: 'mara', run_as: 'ghost', method: 'GET', path: '/' })
    expect(nobody).toMatchObject({ allowed: false, change: null, identity: { run_as: { username: 'ghost', found: false } } })
  })

  it('says that somebody who is disabled does not get so far', async () => {
    await live.elastic('PUT', '/_security/user/idle', { password: 'idle-password', roles: ['superuser'], enabled: false })
    const { allowed, refusal } = await explain({ user: 'idle', method: 'GET', path: '/' })
    expect([allowed, refusal.status]).toEqual([false, 401])
  })
})

describe('an explanation', () => {
  it('may be of roles that do not exist', async () => {
    const { allowed, change } = await explain({
      role_descriptors: { planned: { indices: [{ names: ['books-*'], privileges: ['read'] }] } },
      method: 'PUT',
      path: '/books-2/_doc/1',
      body: { title: 'x' },
    })
    expect(allowed).toBe(false)
    expect(change[0].add.indices).toEqual([{ names: ['books-2'], privileges: ['auto_configure', 'create'] }])
  })

  it('may be of a service account, and of whoever asks', async () => {
    const fleet = { service_account: 'elastic/fleet-server', method: 'GET', path: '/_cluster/health' }
    expect(await explain(fleet)).toMatchObject({ allowed: true, identity: { kind: 'service_account' } })
    expect(await explain({ method: 'GET', path: '/' })).toMatchObject({ allowed: true, identity: { username: 'elastic' } })
  })

  it('changes nothing', async () => {
    await asMara('DELETE', '/books-1')
    await explain({ user: 'elastic', method: 'DELETE', path: '/books-1' })
    await explain({ user: 'elastic', method: 'PUT', path: '/new-one/_doc/1', body: { a: 1 } })
    expect((await live.elastic('HEAD', '/books-1')).status).toBe(200)
    expect((await live.elastic('HEAD', '/new-one')).status).toBe(404)
  })

  it('says of a wildcard refusal that is due to no index that rights do not stand in the way', async () => {
    const missing = await explain({ user: 'elastic', method: 'GET', path: '/nothing/_search' })
    expect(missing).toMatchObject({ allowed: true, refusal: { status: 404, type: 'index_not_found_exception' } })
  })

  it.each([
    ['no method', { path: '/' }, 'missing required field [method]'],
    ['an unknown method', { method: 'PATCH', path: '/' }, '[method] must be one of'],
    ['a relative path', { method: 'GET', path: 'x' }, '[path] must begin with [/]'],
    ['two parties', { user: 'a', api_key: 'b', method: 'GET', path: '/' }, 'exclude each other'],
    ['run-as alone', { run_as: 'a', method: 'GET', path: '/' }, '[run_as] needs'],
    ['an unknown member', { method: 'GET', path: '/', index: 'x' }, 'unexpected field [index]'],
    [
      'an unknown privilege',
      { role_descriptors: { r: { cluster: ['x'] } }, method: 'GET', path: '/' },
      'unknown cluster privilege',
    ],
    ['an unknown route', { method: 'GET', path: '/_nope/x/y/z' }, 'no handler found'],
    ['an unknown parameter', { method: 'GET', path: '/?nope=1' }, 'unrecognized parameter'],
    ['a body where there is none', { method: 'GET', path: '/', body: {} }, 'does not support having a body'],
  ])('is refused with 400 for %s', async (_, body, reason) => {
    const { status, text } = await live.elastic('POST', '/_sallyport/_explain', body)
    expect([status, text.includes(reason)], text).toEqual([400, true])
  })

  it('is refused with 404 for a party that is not there', async () => {
    for (const party of [{ user: 'ghost' }, { api_key: 'ghost' }, { service_account: 'a/ghost' }]) {
      expect((await live.elastic('POST', '/_sallyport/_explain', { ...party, method: 'GET', path: '/' })).status).toBe(404)
    }
  })

  it('is for those who may read security, even about oneself', async () => {
    expect((await mara('POST', '/_sallyport/_explain', { method: 'GET', path: '/' })).body.error.reason).toBe(
      'action [cluster:admin/xpack/security/explain] is unauthorized for user [mara] with effective roles [mara], this action is granted by the cluster privileges [read_security,manage_security,all]',
    )
    expect(await explain({ user: 'mara', method: 'GET', path: '/books-1' }, auditor)).toMatchObject({ allowed: false })
  })
})

describe('?explain=true', () => {
  it('explains a denial to those who may read security', async () => {
    const { status, body } = await auditor('GET', '/books-1/_search?explain=true')
    expect(status).toBe(403)
    expect(body.error.explanation).toMatchObject({ allowed: false, roles: ['auditor'], change: [{ of: 'roles' }] })
    expect(body.error.root_cause[0].explanation).toBeUndefined()
    const reason = 'action [indices:admin/create] is unauthorized for user [auditor]'
    expect((await auditor('PUT', '/x?explain')).body.error).toMatchObject({ reason: expect.stringContaining(reason) })
  })

  it('leaves the denial of everybody else as it is, byte for byte', async () => {
    for (const [method, path] of [
      ['GET', '/films-1/_search'],
      ['GET', '/secret'],
      ['DELETE', '/books-1'],
      ['GET', '/_security/role'],
    ] as const) {
      const plain = await mara(method, path)
      expect(plain.status).toBe(403)
      expect((await mara(method, `${path}?explain=true`)).text).toBe(plain.text)
      expect((await mara(method, `${path}?explain=false`)).text).toBe(plain.text)
    }
  })

  it('leaves what is allowed, and refusals of another kind', async () => {
    expect((await mara('GET', '/_cluster/health?explain=true')).status).toBe(200)
    expect((await mara('GET', '/books-1/_search?explain=true')).text).toContain('[explain] is not supported by this node')
    expect((await live.elastic('GET', '/nothing?explain=true')).body.error.explanation).toBeUndefined()
    expect((await auditor('GET', '/x?explain=perhaps')).status).toBe(400)
  })
})
