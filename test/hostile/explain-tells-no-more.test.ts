/** Explanations as a weapon: an oracle for names one may not see, an echo of secrets, a way to keep the node busy, or to do something. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseSettings } from '../../src/config/parse.ts'
import { type RunningNode, startNode } from '../../src/main.ts'
import type { ServerEvent } from '../../src/observe/events.ts'
import { type LiveNode, liveNode, type Sender } from '../support/live-node.ts'

let live: LiveNode
let auditor: Sender

beforeAll(async () => {
  live = await liveNode()
  await live.elastic('PUT', '/open-1')
  await live.elastic('PUT', '/secret-1', { aliases: { 'open-door': {}, 'secret-door': {} } })
  auditor = await live.user('auditor', {
    cluster: ['read_security'],
    indices: [{ names: ['open-*'], privileges: ['view_index_metadata'] }],
  })
  await live.user('clerk', { indices: [{ names: ['*'], privileges: ['read'] }] })
})
afterAll(() => live.stop())

const asked = (sender: Sender, body: object) => sender('POST', '/_sallyport/_explain', body)

describe('an explanation is no oracle for names', () => {
  const answer = async (user: string, method: string, path: string, body?: unknown): Promise<string> =>
    (await asked(auditor, { user, method, path, body })).text

  it('shows wildcards as far as whoever asks sees', async () => {
    for (const path of ['/_search', '/*/_search', '/secret*/_search', '/_all', '/_alias/secret*', '/_cat/indices']) {
      const text = await answer('elastic', 'GET', path)
      expect(text, path).not.toMatch(/secret-(1|door)"/)
    }
    expect(JSON.parse(await answer('elastic', 'GET', '/*/_search')).indices).toEqual([{ index: 'open-1' }])
  })

  it('answers the same of a hidden name and of one that is not there', async () => {
    for (const user of ['elastic', 'clerk', 'auditor']) {
      for (const [method, suffix, body] of [
        ['GET', '/_search', undefined],
        ['GET', '/_doc/1', undefined],
        ['DELETE', '', undefined],
        ['PUT', '/_doc/1', { a: 1 }],
        ['GET', '/_alias', undefined],
      ] as const) {
        for (const hidden of ['secret-1', 'secret-door']) {
          const there = await answer(user, method, `/${hidden}${suffix}`, body)
          const missing = await answer(user, method, `/secret-x${suffix}`, body)
          expect(there.replaceAll(hidden, 'NAME'), `${user} ${method} ${hidden}${suffix}`).toBe(
            missing.replaceAll('secret-x', 'NAME'),
          )
        }
      }
    }
  })

  it('answers the same of a name behind which something is hidden', async () => {
    const door = JSON.parse(await answer('elastic', 'GET', '/open-door/_search'))
    expect(door.indices).toEqual([])
    await live.elastic('PUT', '/_security/role/no_secret', { deny: { indices: [{ names: ['secret-1'], privileges: ['all'] }] } })
    await live.elastic('PUT', '/_security/user/dan', { password: 'dans-password', roles: ['clerk', 'no_secret'] })
    const denied = await answer('dan', 'GET', '/open-door/_search')
    expect(denied).not.toContain('secret-1')
  })

  it('tells a denied request no more than the one who sent it sees', async () => {
    const { status, text } = await auditor('DELETE', '/open-door,open-1?explain=true')
    expect(status).toBe(403)
    expect(text).toContain('"explanation"')
    expect(text).not.toContain('secret')
    expect((await auditor('GET', '/*/_search?explain=true')).text).not.toContain('secret')
  })

  it('is not had by running as somebody who may', async () => {
    const plain = await send(live, 'clerk', 'auditor', '/_security/user')
    const explained = await send(live, 'clerk', 'auditor', '/_security/user?explain=true')
    expect([plain.status, plain.text.includes('unauthorized to run as')]).toEqual([403, true])
    expect(explained.text).toBe(plain.text)
  })
})

async function send({ node }: LiveNode, username: string, runAs: string, path: string) {
  const authorization = `Basic ${Buffer.from(`${username}:live-node-password`).toString('base64')}`
  const response = await fetch(node.url + path, { headers: { authorization, 'es-security-runas-user': runAs } })
  return { status: response.status, text: await response.text() }
}

describe('an explanation is bounded', () => {
  it('in the names a request may give', async () => {
    const docs = Array.from({ length: 101 }, (_, at) => ({ _index: `i-${at}`, _id: '1' }))
    const tooMany = await asked(live.elastic, { user: 'clerk', method: 'POST', path: '/_mget', body: { docs } })
    expect([tooMany.status, tooMany.text.includes('at most [100] names')]).toEqual([400, true])
    const allowed = await asked(live.elastic, { user: 'clerk', method: 'POST', path: '/_mget', body: { docs: docs.slice(1) } })
    expect(allowed.body.items).toHaveLength(100)
    const names = docs.map(({ _index }) => _index).join(',')
    expect((await auditor('DELETE', `/${names}?explain=true`)).body.error.explanation.failure).toContain('at most [100] names')
  })

  it('in the names that wildcards match', async () => {
    for (let at = 0; at < 120; at++) await live.elastic('PUT', `/many-${at}`)
    const { body } = await asked(live.elastic, { user: 'clerk', method: 'GET', path: '/many-*/_search' })
    expect([body.names.length, body.more_names]).toEqual([100, true])
    const change = await asked(live.elastic, { user: 'auditor', method: 'GET', path: '/many-*/_search' })
    expect(change.body.change).toEqual([{ of: 'roles', add: { indices: [{ names: ['many-*'], privileges: ['read'] }] } }])
  })
})

describe('an explanation keeps secrets', () => {
  const SECRET = 'canary-of-a-password'

  it('of described bodies, sound or not', async () => {
    for (const body of [
      { password: SECRET, roles: ['clerk'] },
      `{"password": "${SECRET}", "roles": [`,
      { password: SECRET, roles: [{ a: SECRET }] },
      [SECRET],
    ]) {
      const { text } = await asked(live.elastic, { user: 'clerk', method: 'PUT', path: '/_security/user/new', body })
      expect(text).not.toContain(SECRET)
    }
  })

  it('of its own body', async () => {
    const response = await fetch(`${live.node.url}/_sallyport/_explain`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Basic ${Buffer.from('elastic:live-node-password').toString('base64')}`,
      },
      body: `{"method":"GET","path":"/","body":{"password": ${SECRET}`,
    })
    expect([response.status, (await response.text()).includes(SECRET)]).toEqual([400, false])
  })
})

describe('an explanation does nothing', () => {
  let node: RunningNode
  const events: ServerEvent[] = []
  beforeAll(async () => {
    const given = { 'http.port': 0, 'http.host': '127.0.0.1', 'bootstrap.password': 'live-node-password' }
    const config = parseSettings(Object.entries(given).map(([name, value]) => ({ name, value, from: 'test' })))
    node = await startNode({ config, inMemory: true, observer: { emit: (event) => events.push(event) } })
  })
  afterAll(() => node.stop('the test is over'))

  const post = async (path: string, body: unknown) => {
    const authorization = `Basic ${Buffer.from('elastic:live-node-password').toString('base64')}`
    const headers = { authorization, 'content-type': 'application/json' }
    const response = await fetch(`${node.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
    return response.json()
  }

  it('but answer: no event, no lock, no login', async () => {
    const before = events.length
    for (let at = 0; at < 20; at++) {
      const described = { role_descriptors: { none: {} }, method: 'DELETE', path: '/_security/user/elastic' }
      expect(await post('/_sallyport/_explain', described)).toMatchObject({ allowed: false })
      const grant = { grant_type: 'password', username: 'elastic', password: 'wrong' }
      await post('/_sallyport/_explain', { method: 'POST', path: '/_security/oauth2/token', body: grant })
      await post('/_sallyport/_explain', { user: 'elastic', method: 'PUT', path: '/made', body: {} })
    }
    expect(events.slice(before)).toEqual([])
    expect(node.services.lockouts.list()).toEqual([])
  })
})
