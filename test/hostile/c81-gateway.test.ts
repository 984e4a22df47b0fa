/**
 * C81, before a cluster: what a client frames in two ways does not reach it as another request; what a node answers wrongly is nobody else's
 * answer; and nothing of the server's own records goes there.
 */
import { spawn } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { type AddressInfo, connect, createServer } from 'node:net'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type LiveNode, lines, liveNode } from '../support/live-node.ts'
import { json, type MockUpstream, mockUpstream } from '../support/mock-upstream.ts'
import { removeFolder, temporaryFolder } from '../support/spawned-node.ts'

const basic = (live: LiveNode): string => `Basic ${Buffer.from(`elastic:${live.node.password}`).toString('base64')}`

describe('C81 framing on the way up', () => {
  let upstream: MockUpstream
  let live: LiveNode

  beforeAll(async () => {
    upstream = await mockUpstream(['logs'])
    live = await liveNode({ 'upstream.hosts': [upstream.url] })
    await live.elastic('GET', '/')
  })
  afterAll(async () => {
    await live.stop()
    await upstream.stop()
  })

  /** Everything that comes back until the other side ends, or is silent for a while. */
  function exchange(bytes: string): Promise<string> {
    const { port } = new URL(live.node.url)
    return new Promise((resolve) => {
      let answer = ''
      const socket = connect(Number(port), '127.0.0.1', () => socket.write(bytes, 'latin1'))
      socket.setTimeout(1000, () => socket.destroy())
      socket.on('data', (chunk) => {
        answer += chunk
      })
      socket.on('error', () => {})
      socket.on('close', () => resolve(answer))
    })
  }

  const inner = 'GET /logs/_doc/smuggled HTTP/1.1\r\nhost: x\r\n\r\n'
  const head = (): string =>
    `POST /logs/_search HTTP/1.1\r\nhost: x\r\nauthorization: ${basic(live)}\r\ncontent-type: application/json\r\n`

  it.each<[string, string]>([
    ['a length and chunks', `content-length: ${inner.length + 5}\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n${inner}`],
    ['chunks and a length of another spelling', `Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n${inner}`],
    ['two lengths', `content-length: 0\r\ncontent-length: ${inner.length}\r\n\r\n${inner}`],
    ['a list of lengths', `content-length: 0, ${inner.length}\r\n\r\n${inner}`],
    ['a length with a sign', `content-length: +${inner.length}\r\n\r\n${inner}`],
    ['another coding before chunks', `transfer-encoding: identity, chunked\r\n\r\n0\r\n\r\n${inner}`],
    ['chunked twice', `transfer-encoding: chunked\r\ntransfer-encoding: identity\r\n\r\n0\r\n\r\n${inner}`],
    ['chunked with a vertical tab', `transfer-encoding:\x0bchunked\r\n\r\n0\r\n\r\n${inner}`],
    ['a space before the colon', `transfer-encoding : chunked\r\n\r\n0\r\n\r\n${inner}`],
    ['a folded header', `transfer-encoding:\r\n chunked\r\n\r\n0\r\n\r\n${inner}`],
    ['lines that end without CR', `content-length: 2\n\n{}${inner}`],
    ['a chunk size with a sign', `transfer-encoding: chunked\r\n\r\n-2\r\n{}\r\n0\r\n\r\n${inner}`],
    ['a chunk that is longer than it says', `transfer-encoding: chunked\r\n\r\n1\r\n{}${inner}\r\n0\r\n\r\n`],
    [
      'a header in a trailer',
      `transfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\ncontent-length: ${inner.length}\r\n\r\n${inner}`,
    ],
  ])('%s: nothing inside is a request to the cluster', async (_, bytes) => {
    upstream.answer(({ body }, socket) => socket.write(json(200, { seen: body.length })))
    await exchange(head() + bytes)
    // What stands behind a whole request is the next one, which has no credential of its own.
    for (const { raw } of upstream.requests) expect(raw).not.toContain('smuggled')
    for (const { headers } of upstream.requests) {
      expect(headers.has('transfer-encoding') && headers.has('content-length')).toBe(false)
      expect(headers.has('trailer')).toBe(false)
    }
    expect((await live.elastic('GET', '/logs/_search')).status).toBe(200)
  })

  it.each([
    '/logs%2F..%2F_cluster%2Fsettings/_search',
    '/logs/..;/_search',
    '/logs/_doc/%2e%2e%2f_all',
    '/logs/_doc/a%0d%0aX: y',
    '/logs/_doc/a%00b',
  ])('a path of one document stays one: %s', async (path) => {
    const before = upstream.requests.length
    await exchange(`GET ${path} HTTP/1.1\r\nhost: x\r\nauthorization: ${basic(live)}\r\nconnection: close\r\n\r\n`)
    for (const { line, raw } of upstream.requests.slice(before)) {
      expect(line).toMatch(/^GET \/logs\/_doc\/[^/?\s]+ HTTP\/1\.1$/)
      expect(raw).not.toMatch(/^x: y/im)
    }
  })

  it('a client that waits for 100 Continue gets it from here, and the cluster is not asked to', async () => {
    const before = upstream.requests.length
    const answer = await exchange(`${head()}content-length: 2\r\nexpect: 100-continue\r\nconnection: close\r\n\r\n{}`)
    expect(answer).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK/)
    expect(upstream.requests.slice(before).map(({ headers }) => headers.get('expect'))).toEqual([undefined])
  })

  it('an interim answer of a node is not the answer, and trailers reach nobody', async () => {
    upstream.answer((_, socket) =>
      socket.write(
        'HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\nHTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\ntrailer: x-secret\r\n\r\n' +
          '2\r\n{}\r\n0\r\nx-secret: y\r\n\r\n',
      ),
    )
    const answer = await exchange(`${head()}content-length: 2\r\nconnection: close\r\n\r\n{}`)
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK/)
    expect(answer).not.toMatch(/x-secret|trailer/i)
    expect(answer.endsWith('\r\n\r\n{}')).toBe(true)
  })

  it('of the cluster’s headers none passes that could mean something to the client', async () => {
    upstream.answer((_, socket) =>
      socket.write(
        'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nset-cookie: a=b\r\nwww-authenticate: Basic\r\nes-secondary-authorization: x\r\nx-internal: 10.0.0.1\r\nserver: node\r\ncontent-length: 2\r\n\r\n{}',
      ),
    )
    const answer = await exchange(`${head()}content-length: 2\r\nconnection: close\r\n\r\n{}`)
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK/)
    expect(answer).not.toMatch(/set-cookie|www-authenticate|es-secondary|x-internal|server:/i)
  })
})

describe('C81 answers under load', () => {
  it('of nodes that break off, count wrongly, answer twice or die are nobody else’s', { timeout: 60_000 }, async () => {
    const nodes = [await mockUpstream(['logs']), await mockUpstream(['logs'])]
    const live = await liveNode({ 'upstream.hosts': nodes.map(({ url }) => url), 'upstream.max_connections': 8 })
    let turn = 0
    for (const node of nodes)
      node.answer(({ line }, socket) => {
        const id = /_doc\/(\d+)/.exec(line)?.[1] ?? ''
        const whole = json(200, { _id: id, found: true, padding: 'x'.repeat(Number(id) % 7 === 0 ? 300_000 : 10) })
        switch (turn++ % 9) {
          case 0:
            return void socket.write(whole + whole)
          case 1:
            return void socket.write(whole.slice(0, -5), () => socket.destroy())
          case 2:
            return void socket.write(
              whole.replace(/content-length: (\d+)/, (_, length) => `content-length: ${Number(length) - 3}`),
            )
          case 3:
            return socket.destroy()
          case 4:
            return void socket.write(`HTTP/1.1 103 Early Hints\r\n\r\n${whole}`)
          case 5:
            return void setImmediate(() => socket.write(whole))
          default:
            return void socket.write(whole)
        }
      })
    const outcomes = { right: 0, refused: 0, broken: 0 }
    const ask = async (id: number): Promise<void> => {
      try {
        const { status, body, text } = await live.elastic('GET', `/logs/_doc/${id}`)
        if (status === 200) expect(body._id).toBe(String(id))
        else expect([502, 503, 504]).toContain(status)
        if (status !== 200) expect(text).not.toContain('"_id"')
        outcomes[status === 200 ? 'right' : 'refused']++
      } catch (error) {
        // A body that cannot be whole, or a connection that ended: the client knows.
        if ((error as Error).name === 'AssertionError') throw error
        outcomes.broken++
      }
    }
    for (let from = 0; from < 900; from += 30) {
      await Promise.all(Array.from({ length: 30 }, (_, at) => ask(from + at)))
      if (from === 450) await nodes[1]!.stop()
    }
    expect(outcomes.right).toBeGreaterThan(300)
    await live.stop()
    for (const node of nodes) await node.stop()
  })
})

const NGINX = ['/usr/sbin/nginx', '/usr/bin/nginx', '/usr/local/bin/nginx'].find((file) => existsSync(file))

describe.skipIf(!NGINX)('C81 before nginx', () => {
  let folder: string
  let port: number
  let child: ReturnType<typeof spawn> | undefined
  let live: LiveNode

  const start = async (): Promise<void> => {
    child = spawn(NGINX!, ['-c', join(folder, 'nginx.conf'), '-e', join(folder, 'error.log')], { stdio: 'ignore' })
    while ((await fetch(`http://127.0.0.1:${port}/`).catch(() => undefined))?.status !== 200) await new Promise(setImmediate)
  }

  beforeEach(async () => {
    folder = temporaryFolder()
    const server = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    port = (server.address() as AddressInfo).port
    await new Promise((resolve) => server.close(resolve))
    const places = {
      '= /': { version: { number: '9.5.3' } },
      '= /_cluster/state/version': { version: 1, state_uuid: 'a', cluster_uuid: 'b' },
      '/_cluster/state/metadata': { metadata: { indices: { logs: { state: 'open', settings: { index: { uuid: 'u' } } } } } },
      '= /_all/_alias': { logs: { aliases: {} } },
    }
    const fixed = Object.entries(places).map(([place, body]) => `location ${place} { return 200 '${JSON.stringify(body)}'; }`)
    writeFileSync(
      join(folder, 'nginx.conf'),
      `daemon off; master_process off; pid ${folder}/pid; error_log ${folder}/error.log;
events {} http { access_log off; default_type application/json; client_body_temp_path ${folder}/body; client_max_body_size 4k; keepalive_requests 7;
server { listen 127.0.0.1:${port}; ${fixed.join(' ')}
location ~ ^/logs/_doc/([0-9]+)$ { return 200 '{"_id":"$1","length":"$http_content_length","coding":"$http_transfer_encoding"}'; } } }`,
    )
    await start()
    live = await liveNode({ 'upstream.hosts': [`http://127.0.0.1:${port}`] })
  })
  afterEach(async () => {
    await live.stop()
    child?.kill()
    removeFolder(folder)
  })

  it('each gets his own answer, over connections that end after a few, before and after it was killed', {
    timeout: 30_000,
  }, async () => {
    const ask = async (id: number): Promise<number> => {
      const { status, body } = await live.elastic('GET', `/logs/_doc/${id}`)
      if (status === 200) expect(body._id).toBe(String(id))
      else expect([502, 503]).toContain(status)
      return status
    }
    const all = (from: number): Promise<readonly number[]> => Promise.all(Array.from({ length: 100 }, (_, at) => ask(from + at)))
    expect(new Set(await all(0))).toEqual(new Set([200]))
    const during = all(100)
    child!.kill('SIGKILL')
    await during
    expect((await live.elastic('GET', '/logs/_doc/1')).status).toBeGreaterThan(500)
    await start()
    while ((await ask(1)) !== 200) await new Promise((resolve) => setTimeout(resolve, 20))
    expect(new Set(await all(200))).toEqual(new Set([200]))
  })

  it('a body goes up with its length and nothing else; one that nginx refuses early is refused so, and the next is answered', async () => {
    const put = (size: number) => live.elastic('PUT', '/logs/_doc/5', { text: 'x'.repeat(size) })
    expect((await put(100)).body).toEqual({ _id: '5', length: '111', coding: '' })
    for (let turn = 0; turn < 5; turn++) {
      // nginx answers with a page of its own, before it has read the body.
      expect((await put(2_000_000)).status).toBe(502)
      expect((await live.elastic('GET', '/logs/_doc/6')).body._id).toBe('6')
    }
  })
})

describe('C81 own records before a cluster', () => {
  const CANARY = 'canary-4fe1'

  it('are no index there, and nothing of them goes up', { timeout: 30_000 }, async () => {
    const upstream = await mockUpstream(['logs', '.security-7', 'names_news'])
    const live = await liveNode({ 'upstream.hosts': [upstream.url] })
    upstream.answer(({ line }, socket) =>
      socket.write(json(200, line.includes('_bulk') ? { took: 1, errors: false, items: [] } : {})),
    )
    const role = { indices: [{ names: ['logs'], privileges: ['all'] }], metadata: { note: CANARY } }
    const made = await live.user(`${CANARY}-user`, role)
    await live.elastic('PUT', `/_security/user/${CANARY}`, { password: `${CANARY}-password`, roles: [], full_name: CANARY })
    const key = (await live.elastic('POST', '/_security/api_key', { name: CANARY, metadata: { note: CANARY } })).body
    const grant = { grant_type: 'password', username: CANARY, password: `${CANARY}-password` }
    const token = (await live.elastic('POST', '/_security/oauth2/token', grant)).body
    await live.elastic('PUT', '/_security/privilege', { app: { read: { actions: ['data:read'], metadata: { note: CANARY } } } })
    await live.elastic('GET', '/_security/user')
    await live.elastic('POST', '/_security/_query/user', { query: { term: { username: CANARY } } })
    await made('GET', '/logs/_search')
    await made('POST', '/_bulk', lines({ index: { _index: 'logs' } }, { n: 1 }))
    await live.elastic('DELETE', `/_security/user/${CANARY}`)

    const sent = upstream.requests.map(({ raw }) => raw).join('\n')
    expect(upstream.requests.length).toBeGreaterThan(0)
    for (const secret of [CANARY, key.id, key.api_key, key.encoded, token.access_token, token.refresh_token, live.node.password])
      expect(sent).not.toContain(secret)
    expect(sent).not.toContain('_security')
    expect(sent).not.toMatch(/authorization/i)

    // An index of that name in the cluster is the cluster's; it holds nothing of ours, and only who may see restricted names sees it.
    for (const path of ['/.security-7/_search', '/.security*/_search?expand_wildcards=all', '/_all/_search?expand_wildcards=all'])
      expect((await made('GET', path)).text).not.toContain(CANARY)
    const before = upstream.requests.length
    for (const send of [made, live.elastic])
      for (const [method, path] of [
        ['GET', '/.security-7/_search'],
        ['PUT', '/.security-7/_doc/user-elastic'],
        ['DELETE', '/.security-7'],
      ] as const)
        expect([403, 404]).toContain((await send(method, path, method === 'PUT' ? {} : undefined)).status)
    expect(upstream.requests.length).toBe(before)
    await live.stop()
    await upstream.stop()
  })
})
