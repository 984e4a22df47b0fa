/**
 * Work that outlives its request runs as the identity it was given and as nobody else, with the rights that one has at each step. The guard
 * that works: with the right identity in the right place, the documents are copied.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { basic, bearer, type CredentialSender, senderOf } from '../support/credentials.ts'
import { type LiveNode, lines, liveNode } from '../support/live-node.ts'

let live: LiveNode
let send: CredentialSender
const ELASTIC = basic('elastic')
const READS = { names: ['source'], privileges: ['read'] }
const WRITES = { names: ['copy-*'], privileges: ['index', 'create_index', 'maintenance'] }
/** Enough to call the API, on an index that does not matter. */
const CALLS = { cluster: ['manage_own_api_key'], indices: [{ names: ['unrelated'], privileges: ['all'] }] }
const BOTH = { cluster: ['manage_own_api_key'], indices: [READS, WRITES] }

beforeAll(async () => {
  live = await liveNode()
  send = senderOf(live)
  const docs = Array.from({ length: 60 }, (_, n) => [{ index: { _id: String(n) } }, { n }])
  await live.elastic('POST', '/source/_bulk?refresh=true', lines(...docs.flat()))
  await live.user('caller', CALLS)
  await live.user('worker', BOTH)
  await live.user('nobody', {})
})
afterAll(() => live.stop())

let copies = 0
const copyName = (): string => `copy-${++copies}`
const request = (dest: string, size = 1000) => ({ source: { index: 'source', size }, dest: { index: dest } })
const countOf = async (index: string): Promise<number> => {
  await live.elastic('POST', `/${index}/_refresh?ignore_unavailable=true`)
  return (await live.elastic('GET', `/${index}/_count?ignore_unavailable=true`)).body.count
}

/** An API key of a user as a header. */
async function apiKey(user: string): Promise<{ readonly header: string; readonly id: string }> {
  const { status, body, text } = await send(basic(user), 'PUT', '/_security/api_key', { name: 'worker-key' })
  if (status !== 200) throw new Error(text)
  return { header: `ApiKey ${body.encoded}`, id: body.id }
}

const SECONDS: readonly (readonly [kind: string, of: (user: string) => Promise<string>])[] = [
  ['Basic', async (user) => basic(user)],
  ['Bearer', async (user) => (await bearer(send, user)).header],
  ['ApiKey', async (user) => (await apiKey(user)).header],
]

describe.each(SECONDS)('with a second identity by %s', (_, headerOf) => {
  it('copies what the second may, though the first may not', async () => {
    const second = await headerOf('worker')
    const dest = copyName()
    const alone = await send(basic('caller'), 'POST', '/_reindex', request(dest))
    expect([alone.status, alone.body.error.type]).toEqual([403, 'security_exception'])
    const both = await send({ first: basic('caller'), second }, 'POST', '/_reindex', request(dest))
    expect([both.status, both.body.created]).toEqual([200, 60])
    expect(await countOf(dest)).toBe(60)
  })

  it('copies nothing that the second may not, though the first may', async () => {
    const second = await headerOf('caller')
    const dest = copyName()
    expect((await send(ELASTIC, 'POST', '/_reindex', request(`${dest}-guard`))).body.created).toBe(60)
    const refused = await send({ first: ELASTIC, second }, 'POST', '/_reindex', request(dest))
    expect(refused.status).toBe(403)
    expect(refused.body.error.reason).toMatch(/of user \[caller\]|user \[caller\]/)
    expect(await countOf(dest)).toBe(0)
  })

  it.each(['update', 'delete'])('%s by query: only what the second may', async (operation) => {
    const second = await headerOf('worker')
    await live.elastic('PUT', '/unrelated/_doc/1?refresh=true', { n: 1 })
    const path = `/unrelated/_${operation}_by_query`
    const refused = await send({ first: basic('caller'), second }, 'POST', path, { query: { match_all: {} } })
    expect(refused.status).toBe(403)
    expect(refused.body.error.reason).toContain('[worker]')
    expect(await countOf('unrelated')).toBe(1)
  })
})

describe('the first identity', () => {
  it('needs the privilege to call the API, whoever the second is', async () => {
    const dest = copyName()
    const refused = await send({ first: basic('nobody'), second: ELASTIC }, 'POST', '/_reindex', request(dest))
    expect([refused.status, refused.body.error.reason]).toEqual([
      403,
      'action [indices:data/write/reindex] is unauthorized for user [nobody] with effective roles [nobody], this action is granted by the index privileges [write,all]',
    ])
    await live.elastic('PUT', '/source/_alias/held')
    const deleting = { query: { match_all: {} } }
    const both = { first: basic('nobody'), second: ELASTIC }
    expect((await send(both, 'POST', '/source/_delete_by_query', deleting)).status).toBe(403)
    expect((await send(both, 'POST', '/source/_update_by_query')).status).toBe(403)
    expect(await countOf('source')).toBe(60)
  })
})

describe('a second identity that is none', () => {
  it.each([
    ['malformed', 'Basic %%%'],
    ['of an unknown scheme', 'Nonsense x'],
    ['unknown', basic('nowhere')],
    ['with a wrong password', basic('worker', 'wrong-password')],
    ['a made-up token', 'Bearer AAECAwQFBgcICQoLDA0ODw=='],
    ['a made-up key', `ApiKey ${Buffer.from('id:secret').toString('base64')}`],
  ])('%s refuses the request, and nothing runs as the first', async (_, second) => {
    const dest = copyName()
    for (const path of ['/_reindex', '/_reindex?wait_for_completion=false']) {
      const refused = await send({ first: ELASTIC, second }, 'POST', path, request(dest))
      expect([refused.status, refused.body.error.reason]).toEqual([401, 'Failed to authenticate secondary user'])
    }
    expect(await countOf(dest)).toBe(0)
  })
})

describe('a task whose identity ends while it runs', () => {
  /** Slow enough to be met while it runs; made by a user of its own. */
  async function running(name: string, second: (user: string) => Promise<string>): Promise<{ task: string; dest: string }> {
    await live.user(name, BOTH)
    const dest = copyName()
    const both = { first: basic('caller'), second: await second(name) }
    const { status, body, text } = await send(
      both,
      'POST',
      '/_reindex?wait_for_completion=false&requests_per_second=25',
      request(dest, 5),
    )
    expect(status, text).toBe(200)
    return { task: body.task, dest }
  }

  const resultOf = async (task: string) => (await live.elastic('GET', `/_tasks/${task}?wait_for_completion=true`)).body

  it.each<[string, (name: string) => Promise<unknown>, RegExp]>([
    [
      'disabled',
      (name) => live.elastic('PUT', `/_security/user/${name}/_disable`),
      /was stopped: user \[ended-0\] of realm \[default_native\] is disabled/,
    ],
    [
      'deleted',
      (name) => live.elastic('DELETE', `/_security/user/${name}`),
      /was stopped: user \[ended-1\] of realm \[default_native\] was deleted/,
    ],
    [
      'deleted and made anew',
      async (name) => {
        await live.elastic('DELETE', `/_security/user/${name}`)
        await live.elastic('PUT', `/_security/user/${name}`, { password: 'another-password', roles: ['superuser'] })
      },
      /was stopped: user \[ended-2\] of realm \[default_native\] (is not the one that started it any more|was deleted)/,
    ],
    [
      'left with fewer rights',
      (name) => live.elastic('PUT', `/_security/role/${name}`, { indices: [READS] }),
      /action \[indices:data\/write\/bulk\] is unauthorized for user \[ended-3\]/,
    ],
    [
      'left without its role',
      (name) => live.elastic('DELETE', `/_security/role/${name}`),
      /is unauthorized for user \[ended-4\]/,
    ],
  ])('stops when the user is %s, and says why', async (what, end, reason) => {
    const name = `ended-${['disabled', 'deleted', 'deleted and made anew', 'left with fewer rights', 'left without its role'].indexOf(what)}`
    const { task, dest } = await running(name, async (user) => basic(user))
    await end(name)
    const result = await resultOf(task)
    expect(result.completed).toBe(true)
    expect(result.error.type).toBe('security_exception')
    expect(result.error.reason).toMatch(reason)
    expect(await countOf(dest)).toBeLessThan(60)
    expect(result.task.status.created).toBe(await countOf(dest))
  })

  it('stops when its access token is invalidated', async () => {
    let token = ''
    const { task } = await running('revoked', async (user) => {
      const issued = await bearer(send, user)
      token = issued.token
      return issued.header
    })
    await send(ELASTIC, 'DELETE', '/_security/oauth2/token', { token })
    const result = await resultOf(task)
    expect(result.error.reason).toMatch(
      /was stopped: the access token of user \[revoked\] of realm \[default_native\] was invalidated/,
    )
  })

  it('stops when its API key is invalidated', async () => {
    let id = ''
    const { task } = await running('keyed', async (user) => {
      const key = await apiKey(user)
      id = key.id
      return key.header
    })
    await send(ELASTIC, 'DELETE', '/_security/api_key', { ids: [id] })
    expect((await resultOf(task)).error.reason).toMatch(/was stopped: API key \[.*\] of user \[keyed\] was invalidated/)
  })

  it('stops when its API key expires', async () => {
    const { task } = await running('shortly', async (user) => {
      const { body } = await send(basic(user), 'PUT', '/_security/api_key', { name: 'short', expiration: '1s' })
      return `ApiKey ${body.encoded}`
    })
    await live.elastic('POST', `/_reindex/${task}/_rethrottle?requests_per_second=2`)
    expect((await resultOf(task)).error.reason).toMatch(/was stopped: API key \[.*\] of user \[shortly\] .* has expired/)
  })

  it('goes on with less where a role is changed to what it still needs, and stops at the page that it may not write', async () => {
    const { task, dest } = await running('changed', async (user) => basic(user))
    const narrower = { indices: [READS, { names: [dest], privileges: ['index'] }] }
    await live.elastic('PUT', '/_security/role/changed', narrower)
    await live.elastic('PUT', '/_security/role/elsewhere', { indices: [READS, { names: ['nowhere'], privileges: ['all'] }] })
    expect((await live.elastic('GET', `/_tasks/${task}`)).body.completed).toBe(false)
    await live.elastic('PUT', '/_security/user/changed', { roles: ['elsewhere'] })
    const result = await resultOf(task)
    const { failures, created } = result.response
    expect([failures[0].status, failures[0].cause.reason]).toEqual([
      403,
      expect.stringContaining(`is unauthorized for user [changed] with effective roles [elsewhere] on indices [${dest}]`),
    ])
    expect(created).toBe(await countOf(dest))
  })

  it('goes on when the caller ends: it does not run as him', async () => {
    await live.user('leaver', CALLS)
    const dest = copyName()
    const both = { first: basic('leaver'), second: basic('worker') }
    const { body } = await send(both, 'POST', '/_reindex?wait_for_completion=false&requests_per_second=200', request(dest, 20))
    await live.elastic('DELETE', '/_security/user/leaver')
    expect(await resultOf(body.task)).toMatchObject({ completed: true, response: { created: 60 } })
  })

  it('goes on when the password changes: it was not started with what changed', async () => {
    const { task } = await running('changer', async (user) => basic(user))
    await live.elastic('PUT', '/_security/user/changer/_password', { password: 'quite-another-one' })
    await live.elastic('POST', `/_reindex/${task}/_rethrottle?requests_per_second=-1`)
    expect(await resultOf(task)).toMatchObject({ completed: true, response: { created: 60 } })
  })
})

describe('an access token that expires', () => {
  it('ends nobody’s task; its revocation does', async () => {
    const short = await liveNode({ 'xpack.security.authc.token.timeout': '1s' })
    try {
      const sendTo = senderOf(short)
      const docs = Array.from({ length: 60 }, (_, n) => [{ index: { _id: String(n) } }, { n }])
      await short.elastic('POST', '/source/_bulk?refresh=true', lines(...docs.flat()))
      await short.user('worker', BOTH)
      const { header, token } = await bearer(sendTo, 'worker')
      const both = { first: ELASTIC, second: header }
      const path = '/_reindex?wait_for_completion=false&requests_per_second=5'
      const tasks = [
        await sendTo(both, 'POST', path, request('copy-a', 5)),
        await sendTo(both, 'POST', path, request('copy-b', 5)),
      ]
      const isOver = async () => (await sendTo(header, 'GET', '/_security/_authenticate')).status
      await expect.poll(isOver, { timeout: 10_000 }).toBe(401)
      await short.elastic('POST', `/_reindex/${tasks[0]!.body.task}/_rethrottle?requests_per_second=-1`)
      const done = (await short.elastic('GET', `/_tasks/${tasks[0]!.body.task}?wait_for_completion=true`)).body
      expect(done).toMatchObject({ completed: true, response: { created: 60 } })
      await sendTo(ELASTIC, 'DELETE', '/_security/oauth2/token', { username: 'worker' })
      await short.elastic('POST', `/_reindex/${tasks[1]!.body.task}/_rethrottle?requests_per_second=-1`)
      const ended = (await short.elastic('GET', `/_tasks/${tasks[1]!.body.task}?wait_for_completion=true`)).body
      expect([ended.response?.created, ended.error?.reason]).toEqual([
        undefined,
        expect.stringContaining('the access token of user [worker] of realm [default_native] was invalidated'),
      ])
      expect(token.length).toBeGreaterThan(0)
    } finally {
      await short.stop()
    }
  })
})

describe('the index goes away while a task runs', () => {
  it.each(['source', 'destination'])('a deleted %s ends it with a reason, or counts what was there', async (which) => {
    const from = `copy-from-${which}`
    await live.elastic('POST', '/_reindex?refresh=true', request(from))
    const dest = copyName()
    const path = '/_reindex?wait_for_completion=false&requests_per_second=25'
    const { body } = await live.elastic('POST', path, { source: { index: from, size: 5 }, dest: { index: dest } })
    await live.elastic('DELETE', `/${which === 'source' ? from : dest}`)
    await live.elastic('POST', `/_reindex/${body.task}/_rethrottle?requests_per_second=-1`)
    const result = (await live.elastic('GET', `/_tasks/${body.task}?wait_for_completion=true`)).body
    expect(result.completed).toBe(true)
    if (which === 'source') expect(result.error.root_cause[0].type).toBe('search_context_missing_exception')
    else expect(result.response.created).toBe(60)
  })

  it('a destination that is made read-only ends it with what was written, and the reason', async () => {
    const dest = copyName()
    const path = '/_reindex?wait_for_completion=false&requests_per_second=25'
    const { body } = await live.elastic('POST', path, request(dest, 5))
    await expect.poll(() => countOf(dest)).toBeGreaterThan(0)
    await live.elastic('PUT', `/${dest}/_settings`, { 'index.blocks.write': true })
    const result = (await live.elastic('GET', `/_tasks/${body.task}?wait_for_completion=true`)).body
    const { failures, created } = result.response
    expect(failures[0]).toMatchObject({ index: dest, status: 403, cause: { type: 'cluster_block_exception' } })
    expect([created, created < 60]).toEqual([await countOf(dest), true])
  })
})
