/** A gateway of two workers: what is changed at one counts at the other with the very next request. */
import { readdirSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Connection, connect } from '../support/connections.ts'
import { json, type MockUpstream, mockUpstream } from '../support/mock-upstream.ts'
import { removeFolder, runCommand, type SpawnedNode, spawnNode, temporaryFolder } from '../support/spawned-node.ts'

const ELASTIC = 'elastic:a-password'
const indices = ['logs']

let upstream: MockUpstream
let data: string
let gateway: SpawnedNode
/** One of each worker: connections are dealt out in turn. */
let one: Connection
let other: Connection

async function openGateway(settings: readonly string[] = []): Promise<void> {
  upstream = await mockUpstream(indices)
  data = temporaryFolder()
  const given = ['xpack.security.authc.password_hashing.algorithm=bcrypt4', 'upstream.check_interval=900ms', ...settings]
  gateway = await spawnNode({
    data,
    password: 'a-password',
    args: ['--upstream', upstream.url, '--workers', '2', ...given.flatMap((setting) => ['-E', setting])],
  })
  one = connect(gateway.url)
  other = connect(gateway.url)
  for (const connection of [one, other]) expect((await connection.send('GET', '/', ELASTIC)).status).toBe(200)
}

async function closeGateway(): Promise<void> {
  for (const connection of [one, other]) connection.close()
  await gateway.end()
  await upstream.stop()
  removeFolder(data)
}

async function put(path: string, body: unknown): Promise<void> {
  const { status, text } = await one.send('PUT', path, ELASTIC, body)
  if (status !== 200) throw new Error(text)
}

const user = (roles: readonly string[], password = 'the-first-password') => ({ password, roles })
const reader = (names: readonly string[]) => ({ indices: [{ names, privileges: ['read'] }] })
const whoIs = async (connection: Connection, credential: string): Promise<number> =>
  (await connection.send('GET', '/_security/_authenticate', credential)).status

/** The processes of the workers. */
function workers(): readonly number[] {
  const ofParent = (pid: number): boolean => {
    try {
      const line = readFileSync(`/proc/${pid}/stat`, 'utf8')
      return Number(line.slice(line.lastIndexOf(')') + 2).split(' ')[1]) === gateway.process.pid
    } catch {
      return false
    }
  }
  return readdirSync('/proc').map(Number).filter(ofParent)
}

async function until<Value>(ask: () => Promise<Value>, isIt: (value: Value) => boolean): Promise<Value> {
  for (;;) {
    const value = await ask()
    if (isIt(value)) return value
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

describe('what one worker changed', () => {
  beforeAll(() => openGateway(['sallyport.lockout.enabled=false']), 30_000)
  afterAll(closeGateway)

  it('counts at the other with the next request: passwords', { timeout: 60_000 }, async () => {
    await put('/_security/user/jack', user([]))
    let before = 'the-first-password'
    for (let turn = 0; turn < 100; turn++) {
      const [writer, asked] = turn % 2 ? [one, other] : [other, one]
      expect(await whoIs(asked, `jack:${before}`)).toBe(200)
      const next = `password-${turn}`
      expect((await writer.send('PUT', '/_security/user/jack/_password', ELASTIC, { password: next })).status).toBe(200)
      expect([await whoIs(asked, `jack:${before}`), await whoIs(asked, `jack:${next}`)]).toEqual([401, 200])
      before = next
    }
  })

  it('counts at the other with the next request: users and roles', { timeout: 60_000 }, async () => {
    await put('/_security/role/reader', reader(['logs']))
    await put('/_security/user/jill', user(['reader']))
    const search = async (connection: Connection): Promise<number> =>
      (await connection.send('GET', '/logs/_search', 'jill:the-first-password')).status
    for (let turn = 0; turn < 50; turn++) {
      const [writer, asked] = turn % 2 ? [one, other] : [other, one]
      expect([await search(asked), await search(writer)]).toEqual([200, 200])
      await writer.send('PUT', '/_security/role/reader', ELASTIC, reader(['elsewhere']))
      expect(await search(asked)).toBe(403)
      await writer.send('PUT', '/_security/role/reader', ELASTIC, reader(['logs']))
      expect(await search(asked)).toBe(200)
      await writer.send('PUT', '/_security/user/jill/_disable', ELASTIC)
      expect(await search(asked)).toBe(401)
      await writer.send('PUT', '/_security/user/jill/_enable', ELASTIC)
    }
  })

  it('counts at the other with the next request: API keys and tokens', { timeout: 60_000 }, async () => {
    for (let turn = 0; turn < 50; turn++) {
      const [writer, asked] = turn % 2 ? [one, other] : [other, one]
      const key = (await writer.send('POST', '/_security/api_key', ELASTIC, { name: `k${turn}` })).body
      expect(await whoIs(asked, `ApiKey ${key.encoded}`)).toBe(200)
      await writer.send('DELETE', '/_security/api_key', ELASTIC, { ids: [key.id] })
      expect(await whoIs(asked, `ApiKey ${key.encoded}`)).toBe(401)
      const grant = { grant_type: 'password', username: 'elastic', password: 'a-password' }
      const { access_token: token } = (await writer.send('POST', '/_security/oauth2/token', ELASTIC, grant)).body
      expect(await whoIs(asked, `Bearer ${token}`)).toBe(200)
      await writer.send('DELETE', '/_security/oauth2/token', ELASTIC, { token })
      expect(await whoIs(asked, `Bearer ${token}`)).toBe(401)
    }
  })

  it('counts at the other with the next request: names of the cluster behind', async () => {
    upstream.answer(({ line }, socket) => {
      const [, method, name] = /^(PUT|DELETE) \/([a-z0-9]+)/.exec(line) ?? []
      if (method === 'PUT') indices.push(name!)
      if (method === 'DELETE') indices.splice(indices.indexOf(name!), 1)
      socket.write(json(200, { acknowledged: true }))
    })
    for (let turn = 0; turn < 20; turn++) {
      const [writer, asked] = turn % 2 ? [one, other] : [other, one]
      expect((await asked.send('GET', `/new${turn}/_search`, ELASTIC)).status).toBe(404)
      expect((await writer.send('PUT', `/new${turn}`, ELASTIC)).status).toBe(200)
      expect((await asked.send('GET', `/new${turn}/_search`, ELASTIC)).status).toBe(200)
      await writer.send('DELETE', `/new${turn}`, ELASTIC)
      expect((await asked.send('GET', `/new${turn}/_search`, ELASTIC)).status).toBe(404)
    }
  })

  it('gives a refresh token that is used at both at once one successor', { timeout: 60_000 }, async () => {
    const grant = { grant_type: 'password', username: 'elastic', password: 'a-password' }
    let { refresh_token: token } = (await one.send('POST', '/_security/oauth2/token', ELASTIC, grant)).body
    for (let turn = 0; turn < 100; turn++) {
      const refresh = { grant_type: 'refresh_token', refresh_token: token }
      const answers = await Promise.all(
        [one, other].map((connection) => connection.send('POST', '/_security/oauth2/token', ELASTIC, refresh)),
      )
      const pairs = answers.map(({ status, body }) => [status, body.access_token, body.refresh_token])
      expect(pairs[0]![0]).toBe(200)
      expect(pairs[1]).toEqual(pairs[0])
      token = pairs[0]![2]
    }
  })

  it('adds up: uses of a key, metrics', { timeout: 30_000 }, async () => {
    const { id, encoded } = (await one.send('POST', '/_security/api_key', ELASTIC, { name: 'counted' })).body
    for (let turn = 0; turn < 20; turn++) await whoIs(turn % 2 ? one : other, `ApiKey ${encoded}`)
    const uses = async (): Promise<number> =>
      (await one.send('GET', `/_security/api_key?id=${id}`, ELASTIC)).body.api_keys[0].use_count
    await until(uses, (count) => count === 20)

    const counted = async (connection: Connection): Promise<number> => {
      const { text } = await connection.send('GET', '/_sallyport/metrics', ELASTIC)
      const found = /_count\{api="security.authenticate",status="200"\} (\d+)/.exec(text)
      return Number(found?.[1])
    }
    const before = await counted(one)
    await Promise.all([whoIs(one, ELASTIC), whoIs(other, ELASTIC)])
    expect([await counted(one), await counted(other)]).toEqual([before + 2, before + 2])
  })

  it('shows the requests of all, by numbers of their own', async () => {
    const held: (() => void)[] = []
    upstream.answer((_, socket) => held.push(() => socket.write(json(200, {}))))
    const searches = [one, other].map((connection) => connection.send('GET', '/logs/_search', ELASTIC))
    const third = connect(gateway.url)
    const list = async () => (await third.send('GET', '/_tasks?group_by=none', ELASTIC)).body.tasks
    const isSearch = ({ action }: { action: string }): boolean => action === 'indices:data/read/search'
    const tasks = await until(list, (all) => all.filter(isSearch).length === 2)
    expect(new Set(tasks.map(({ id }: { id: number }) => id)).size).toBe(tasks.length)
    for (const answer of held) answer()
    expect((await Promise.all(searches)).map(({ status }) => status)).toEqual([200, 200])
    third.close()
  })
})

describe('tasks', () => {
  beforeAll(() => openGateway(['sallyport.lockout.first_delay=1h', 'sallyport.lockout.threshold=5']), 30_000)
  afterAll(closeGateway)

  const submit = (connection: Connection, parameters = 'wait_for_completion_timeout=5s&keep_on_completion=true') =>
    connection.send('POST', `/logs/_async_search?${parameters}`, ELASTIC, { query: { match_all: {} } })

  it('have one number each, and are found by whichever worker is asked', async () => {
    upstream.answer((_, socket) => socket.write(json(200, { hits: { total: 0 } })))
    const started = await Promise.all(Array.from({ length: 20 }, (_, at) => submit(at % 2 ? one : other)))
    const ids = started.map(({ body }) => body.id)
    expect(new Set(ids).size).toBe(20)
    for (const id of ids)
      for (const connection of [one, other])
        expect((await connection.send('GET', `/_async_search/${id}`, ELASTIC)).body.response.hits.total).toBe(0)
    const { body } = await one.send('GET', '/_sallyport/tasks', ELASTIC)
    expect(new Set(body.tasks.map(({ task }: { task: string }) => task)).size).toBe(20)
  })

  it('are asked about through both gates, and by the client whose request it is', async () => {
    await put('/_security/user/nobody', user([]))
    for (const connection of [one, other]) {
      expect((await connection.send('GET', '/_tasks', 'nobody:the-first-password')).status).toBe(403)
      for (let guess = 0; guess < 3; guess++)
        expect((await connection.send('GET', '/_tasks', `nobody:guess-${guess}`)).status).toBe(401)
    }
    const { body } = await one.send('GET', '/_sallyport/lockouts', ELASTIC)
    expect(body.lockouts).toMatchObject([{ username: 'nobody', address: '127.0.0.1', failures: 5 }])
  })

  it('do not take a peer that a client names for itself', async () => {
    await put('/_security/user/liar', user([]))
    for (const connection of [one, other])
      for (let guess = 0; guess < 4; guess++)
        await connection.send('GET', '/_tasks', `liar:guess-${guess}`, undefined, { 'X-Sallyport-Peer': `10.0.0.${guess}` })
    const { body } = await one.send('GET', '/_sallyport/lockouts', ELASTIC)
    const addresses = body.lockouts.map(({ address }: { address: string }) => address)
    expect(new Set(addresses)).toEqual(new Set(['127.0.0.1']))
  })

  it('are started with bodies of any framing, one request after the other', async () => {
    for (const connection of [one, other]) {
      const chunked = { 'transfer-encoding': 'chunked' }
      const path = '/logs/_async_search?wait_for_completion_timeout=5s'
      const smuggled = `${JSON.stringify({ query: { match_all: {} } })}\r\n\r\nGET /_tasks HTTP/1.1\r\nx-sallyport-peer: 10.0.0.1\r\n\r\n`
      expect((await connection.send('POST', path, ELASTIC, { size: 1 }, chunked)).status).toBe(200)
      expect((await connection.send('POST', path, ELASTIC, smuggled, chunked)).status).toBe(400)
      expect((await connection.send('GET', '/_tasks', ELASTIC, smuggled, chunked)).status).toBe(400)
      expect((await connection.send('GET', '/_tasks', ELASTIC)).status).toBe(200)
    }
  })
})

describe('lockouts', () => {
  beforeAll(() => openGateway(['sallyport.lockout.first_delay=1h', 'sallyport.lockout.threshold=5']), 30_000)
  afterAll(closeGateway)

  it('are counted over all workers', async () => {
    await put('/_security/user/jack', user([]))
    const guesses = await Promise.all(
      Array.from({ length: 40 }, (_, guess) => whoIs(guess % 2 ? one : other, `jack:guess-${guess}`)),
    )
    expect(new Set(guesses)).toEqual(new Set([401]))
    const right = 'jack:the-first-password'
    expect([await whoIs(one, right), await whoIs(other, right)]).toEqual([401, 401])
    const { body } = await other.send('GET', '/_sallyport/lockouts', ELASTIC)
    expect(body.lockouts[0].failures).toBe(5)
    expect((await other.send('DELETE', '/_sallyport/lockouts/jack', ELASTIC)).body.cleared).toBeGreaterThan(0)
    expect([await whoIs(one, right), await whoIs(other, right)]).toEqual([200, 200])
  })

  it('do not hold who logged in from there before, at any worker', async () => {
    await put('/_security/user/jane', user([]))
    expect(await whoIs(one, 'jane:the-first-password')).toBe(200)
    for (let guess = 0; guess < 8; guess++) await whoIs(other, `jane:guess-${guess}`)
    expect(await whoIs(one, 'jane:the-first-password')).toBe(200)
    expect(await whoIs(other, 'jane:the-first-password')).toBe(200)
    expect(await whoIs(other, 'jane:another-guess')).toBe(401)
  })

  it('end at all workers when the user is given another password', async () => {
    await put('/_security/user/joan', user([]))
    for (let guess = 0; guess < 8; guess++) await whoIs(guess % 2 ? one : other, `joan:guess-${guess}`)
    expect(await whoIs(other, 'joan:the-first-password')).toBe(401)
    await one.send('PUT', '/_security/user/joan/_password', ELASTIC, { password: 'the-next-password' })
    expect([await whoIs(other, 'joan:the-next-password'), await whoIs(one, 'joan:the-next-password')]).toEqual([200, 200])
  })
})

describe('the processes', () => {
  beforeAll(() => openGateway(), 30_000)
  afterAll(closeGateway)

  const health = async (): Promise<string> =>
    JSON.stringify(
      await fetchJson('/_sallyport/health').then(
        ({ workers }) => workers ?? {},
        () => ({}),
      ),
    )
  const fetchJson = async (path: string): Promise<Record<string, unknown>> => {
    const authorization = `Basic ${Buffer.from(ELASTIC).toString('base64')}`
    const response = await fetch(`${gateway.url}${path}`, { headers: { authorization, connection: 'close' } })
    return (await response.json()) as Record<string, unknown>
  }

  it('start one that died again, and lose nothing that was written', { timeout: 60_000 }, async () => {
    for (let turn = 0; turn < 3; turn++) {
      await put(`/_security/user/user-${turn}`, user([]))
      await until(health, (text) => text === '{"running":2,"of":2}')
      const [first, second] = workers()
      process.kill((turn % 2 ? first : second)!, 'SIGKILL')
      await until(
        async () => workers().length,
        (count) => count < 2,
      )
      await until(health, (text) => text === '{"running":2,"of":2}')
      for (const connection of [one, other]) connection.close()
      one = connect(gateway.url)
      other = connect(gateway.url)
      for (const connection of [one, other])
        expect(await whoIs(connection, `user-${turn}:the-first-password`).catch(() => 'reset')).toBe(200)
    }
    expect(gateway.errors()).toContain('worker_ended')
  })

  it('drain all workers on SIGTERM, and end as asked', { timeout: 30_000 }, async () => {
    const held: (() => void)[] = []
    upstream.answer((_, socket) => held.push(() => socket.write(json(200, { took: 1 }))))
    const searches = [one, other].map((connection) => connection.send('GET', '/logs/_search', ELASTIC))
    await until(
      async () => held.length,
      (count) => count === 2,
    )
    const ended = gateway.end()
    await until(
      async () => gateway.errors(),
      (text) => text.split('"stopping"').length === 3,
    )
    for (const answer of held) answer()
    expect((await Promise.all(searches)).map(({ status }) => status)).toEqual([200, 200])
    expect(await ended).toBe(0)
  })
})

it('is refused over the embedded engine, with the reason', async () => {
  const folder = temporaryFolder()
  const { code, errors } = await runCommand(['--data', folder, '--port', '0', '--workers', '2'])
  expect(code).toBe(1)
  expect(errors).toContain('[sallyport.workers] is [2]: one process writes the embedded engine; more need [upstream.hosts]')
  removeFolder(folder)
})
