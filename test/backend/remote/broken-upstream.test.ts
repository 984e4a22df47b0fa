/** Nodes behind that break off, lie or fall silent; and that nothing of a request reaches them but what was parsed. */
import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { connect } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type LiveNode, lines, liveNode } from '../../support/live-node.ts'
import { json, type MockUpstream, mockUpstream } from '../../support/mock-upstream.ts'

let upstream: MockUpstream
let other: MockUpstream
let gateway: LiveNode

beforeEach(async () => {
  upstream = await mockUpstream(['logs', 'other'])
  other = await mockUpstream(['logs', 'other'])
  gateway = await liveNode({ 'upstream.hosts': [upstream.url], 'upstream.api_key': 'b3duOmtleQ==' })
})
afterEach(async () => {
  await gateway.stop()
  await upstream.stop()
  await other.stop()
})

const basic = (): string => `Basic ${Buffer.from(`elastic:${gateway.node.password}`).toString('base64')}`
const HEAD = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n'

test.each([
  ['closes without an answer', ''],
  ['breaks off within the head', 'HTTP/1.1 200 OK\r\ncontent-ty'],
  ['breaks off within the body', `${HEAD}content-length: 100\r\n\r\n{"a":`],
  ['breaks off within a chunk', `${HEAD}transfer-encoding: chunked\r\n\r\n10\r\n{"a":`],
  ['counts chunks in words', `${HEAD}transfer-encoding: chunked\r\n\r\nten\r\n{}\r\n0\r\n\r\n`],
  ['gives two lengths', `${HEAD}content-length: 2\r\ncontent-length: 3\r\n\r\n{}x`],
  ['gives a length and chunks', `${HEAD}content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`],
  ['speaks something else', 'SSH-2.0-OpenSSH_9.6\r\n'],
  ['answers with a page', 'HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 5\r\n\r\n<htm>'],
])('a node that %s: 502, and the next call is answered', async (_, bytes) => {
  upstream.answer((__, socket) => socket.end(bytes))
  const { status, body } = await gateway.elastic('PUT', '/logs/_doc/1', { n: 1 })
  expect([status, body.error.type]).toEqual([502, 'node_disconnected_exception'])
  upstream.answer((__, socket) => socket.write(json(200, { found: true })))
  expect((await gateway.elastic('GET', '/logs/_doc/1')).body).toEqual({ found: true })
})

test('what stands behind an answer is nobody’s answer', async () => {
  upstream.answer((_, socket) => socket.write(json(200, { mine: true }) + json(200, { smuggled: true })))
  const answers = await Promise.all(Array.from({ length: 5 }, () => gateway.elastic('GET', '/logs/_doc/1')))
  for (const { text } of answers) expect(text).not.toContain('smuggled')
})

test('an early answer is passed on and its connection is not used again', async () => {
  upstream.answer((_, socket) =>
    socket.end('HTTP/1.1 413 Too Large\r\ncontent-type: application/json\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}'),
  )
  expect((await gateway.elastic('PUT', '/logs/_doc/1', { n: 'x'.repeat(2_000_000) })).status).toBe(413)
})

test('a long answer that breaks off does not look whole', async () => {
  upstream.answer((_, socket) => {
    socket.write(`${HEAD}content-length: 5000000\r\n\r\n["`)
    socket.end('x'.repeat(3_000_000))
  })
  const sent = request(`${gateway.node.url}/logs/_search`, { headers: { authorization: basic() } }).end()
  const [response] = (await once(sent, 'response')) as [IncomingMessage]
  response.resume()
  await expect(once(response, 'end')).rejects.toThrow('aborted')
})

test('a refusal of the gateway’s own credentials is not the caller’s', async () => {
  for (const status of [401, 403]) {
    upstream.answer((_, socket) =>
      socket.write(json(status, { error: { type: 'security_exception', reason: 'for user [gateway]' }, status })),
    )
    const { status: told, text } = await gateway.elastic('GET', '/logs/_doc/1')
    expect([told, text.includes('gateway]')]).toEqual([502, false])
  }
})

test('a read is tried on another node, a write that may have been begun is not', async () => {
  await gateway.stop()
  gateway = await liveNode({ 'upstream.hosts': [upstream.url, other.url] })
  upstream.answer((_, socket) => socket.destroy())
  other.answer((_, socket) => socket.write(json(200, { found: true })))
  for (let at = 0; at < 4; at++) expect((await gateway.elastic('GET', '/logs/_doc/1')).status).toBe(200)
  const statuses = new Set<number>()
  for (let at = 0; at < 4; at++) statuses.add((await gateway.elastic('PUT', '/logs/_doc/1', {})).status)
  expect([...statuses].toSorted()).toEqual([200, 502])
  const writes = [...upstream.requests, ...other.requests].filter(({ line }) => line.startsWith('PUT'))
  expect(writes).toHaveLength(4)
})

test('a node that is gone is left alone', async () => {
  await gateway.stop()
  gateway = await liveNode({ 'upstream.hosts': ['http://127.0.0.1:1', other.url] })
  for (let at = 0; at < 4; at++) expect((await gateway.elastic('PUT', '/logs/_doc/1', {})).status).toBe(200)
})

test('a client that goes away frees the connection behind', async () => {
  const gone = new Promise<void>((resolve) => upstream.answer((_, socket) => socket.once('close', () => resolve())))
  const { port } = new URL(gateway.node.url)
  const socket = connect(Number(port), '127.0.0.1')
  socket.write(`GET /logs/_search HTTP/1.1\r\nhost: x\r\nauthorization: ${basic()}\r\n\r\n`)
  while (upstream.requests.length === 0) await new Promise((resolve) => setImmediate(resolve))
  socket.destroy()
  await gone
})

test('nothing of the client’s head goes up but what was parsed', async () => {
  const response = await fetch(`${gateway.node.url}/logs/_search?preference=a%26b`, {
    headers: {
      authorization: basic(),
      'x-forwarded-for': '10.0.0.1',
      'x-proxy-user': 'admin',
      securitytenant: 'admin',
      opendistro_security_impersonate_as: 'admin',
      'x-opaque-id': 'mine',
      'accept-encoding': 'gzip',
      cookie: 'a=b',
    },
  })
  await response.text()
  const [seen] = upstream.requests
  expect(seen!.line).toBe('GET /logs/_search?preference=a%26b HTTP/1.1')
  expect([...seen!.headers.keys()].toSorted()).toEqual(['accept', 'authorization', 'connection', 'host'])
  expect(seen!.headers.get('authorization')).toBe('ApiKey b3duOmtleQ==')
})

test.each(['a/b', 'a?b', 'a b', 'a#b', 'a%2Fb', 'ä\u0000', 'x\r\nGET /_all HTTP/1.1\r\n\r\n'])(
  'the id %j stays one segment',
  async (id) => {
    const { status } = await gateway.elastic('PUT', `/logs/_doc/${encodeURIComponent(id)}`, {})
    if (status !== 200) return expect(upstream.requests).toEqual([])
    expect(upstream.requests).toHaveLength(1)
    const [, path = ''] = upstream.requests[0]!.line.split(' ')
    expect(path.split('/').slice(0, 3)).toEqual(['', 'logs', '_doc'])
    expect(decodeURIComponent(path.split('/')[3]!)).toBe(id)
  },
)

test('documents of a bulk cannot bring lines of their own', async () => {
  const carriage = '{"index":{"_index":"logs"}}\n{"a":1}\r{"index":{"_index":"other"}}\r{"b":1}\n'
  const user = await gateway.user('logs-only', { indices: [{ names: ['logs'], privileges: ['all'] }] })
  await user('POST', '/_bulk', carriage)
  for (const { body } of upstream.requests) expect(body.split('\n').filter((line) => line.startsWith('{"index"'))).toHaveLength(1)
})

test('a second index in a line of a bulk is refused', async () => {
  const user = await gateway.user('logs-only', { indices: [{ names: ['logs'], privileges: ['all'] }] })
  const twice = '{"index":{"_index":"logs","_index":"other"}}\n{"a":1}\n'
  expect((await user('POST', '/_bulk', twice)).status).toBe(400)
  expect(upstream.requests).toEqual([])
})

test('names that do not fit a line go up in several requests, never as the wildcard', async () => {
  const names = Array.from({ length: 200 }, (_, at) => `logs-${'x'.repeat(60)}-${at}`)
  const many = await mockUpstream(names)
  const before = await liveNode({ 'upstream.hosts': [many.url] })
  many.answer((_, socket) =>
    socket.write(
      json(200, { _shards: { total: 1, successful: 1, failed: 0 }, count: 1, responses: [{ hits: {}, status: 200 }] }),
    ),
  )
  expect((await before.elastic('GET', '/logs-*/_count')).body.count).toBe(many.requests.length)
  expect((await before.elastic('POST', '/_refresh')).status).toBe(200)
  expect((await before.elastic('GET', '/logs-*/_search')).status).toBe(200)
  for (const { line } of many.requests) {
    expect(line.length).toBeLessThan(4096)
    expect(line).not.toContain('*')
  }
  await before.stop()
  await many.stop()
})

test('items of a bulk that are answered in another number are no answer', async () => {
  upstream.answer((_, socket) => socket.write(json(200, { took: 1, errors: false, items: [] })))
  const user = await gateway.user('logs-only', { indices: [{ names: ['logs'], privileges: ['all'] }] })
  const bulk = lines({ index: { _index: 'logs' } }, {}, { index: { _index: 'other' } }, {})
  expect((await user('POST', '/_bulk', bulk)).status).toBe(502)
})

test('an error of the cluster is short where errors are to be short', async () => {
  await gateway.stop()
  gateway = await liveNode({ 'upstream.hosts': [upstream.url], 'http.detailed_errors.enabled': false })
  const error = { root_cause: [], type: 'mapper_parsing_exception', reason: 'failed to parse [secret]', caused_by: { type: 'a' } }
  upstream.answer((_, socket) => socket.write(json(400, { error, status: 400 })))
  expect((await gateway.elastic('PUT', '/logs/_mapping', {})).body).toEqual({
    error: 'MapperParsingException[failed to parse [secret]]',
    status: 400,
  })
})
