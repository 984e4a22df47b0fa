/** Several nodes behind: who is asked, who is left alone, and for how long. */
import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { backOff } from '../../../src/backend/remote/back-off.ts'
import { readOrigins } from '../../../src/backend/remote/sniff.ts'
import { parseJson } from '../../../src/core/json/parse.ts'
import { type LiveNode, liveNode } from '../../support/live-node.ts'
import { json, type MockUpstream, mockUpstream } from '../../support/mock-upstream.ts'

test('a node is left alone for longer each time, up to a limit, and not for as long as others', () => {
  expect([1, 2, 3, 4].map((failures) => backOff(failures, 30_000, 1))).toEqual([500, 1000, 2000, 4000])
  expect(backOff(1000, 30_000, 1)).toBe(30_000)
  expect(backOff(3, 30_000, 0)).toBe(1000)
})

describe('the nodes that a cluster lists', () => {
  const origins = (nodes: unknown, protocol = 'http:') => readOrigins(parseJson(Buffer.from(JSON.stringify({ nodes }))), protocol)
  const node = (publish_address: unknown, roles?: readonly string[]) => ({ http: { publish_address }, roles })

  test('are addresses, with the name that the certificate has', () => {
    expect(
      origins({ a: node('10.0.0.1:9200'), b: node('[::1]:9201'), c: node('node-1.example/10.0.0.3:9200') }, 'https:'),
    ).toEqual(['https://10.0.0.1:9200', 'https://[::1]:9201', 'https://node-1.example:9200'])
  })

  test('are not those that only manage', () => {
    const nodes = { a: node('10.0.0.1:9200', ['master']), b: node('10.0.0.2:9200', ['cluster_manager', 'data']) }
    expect(origins(nodes)).toEqual(['http://10.0.0.2:9200'])
  })

  test.each(['evil@10.0.0.1:9200', '10.0.0.1:9200/path', 'a b:9200', '10.0.0.1', '10.0.0.1:99999', '', 7, null])(
    'are not %j',
    (address) => expect(origins({ a: node(address) })).toEqual([]),
  )
})

describe('a gateway before two nodes', () => {
  let one: MockUpstream
  let other: MockUpstream
  let gateway: LiveNode | undefined

  beforeEach(async () => {
    one = await mockUpstream(['logs'])
    other = await mockUpstream(['logs'])
  })
  afterEach(async () => {
    await gateway?.stop()
    await one.stop()
    await other.stop()
  })

  const documents = (upstream: MockUpstream): number => upstream.requests.filter(({ line }) => line.includes('/_doc/')).length
  const listing = (listed: MockUpstream) =>
    json(200, { nodes: { a: { http: { publish_address: listed.url.slice('http://'.length) } } } })

  /** A gateway that is told of `one` and has found `other`. */
  const sniffing = async (): Promise<LiveNode> => {
    const answer = (_: unknown, socket: Socket) => socket.write(listing(other))
    one.answer(answer)
    other.answer(answer)
    const settings = { 'upstream.sniff.enabled': true, 'upstream.check_interval': '10ms' }
    gateway = await liveNode({ 'upstream.hosts': [one.url], ...settings })
    await vi.waitFor(async () => {
      await gateway!.elastic('GET', '/logs/_doc/1')
      expect(documents(other)).toBeGreaterThan(0)
    })
    return gateway
  }

  test('asks the nodes that the cluster lists, in place of those that were configured', async () => {
    const { elastic } = await sniffing()
    const before = documents(one)
    for (let at = 0; at < 5; at++) await elastic('GET', '/logs/_doc/1')
    expect(documents(one)).toBe(before)
  })

  test('comes back to a configured one when nobody of the listed answers', async () => {
    const { elastic } = await sniffing()
    await other.stop()
    await vi.waitFor(async () => expect((await elastic('GET', '/logs/_doc/1')).status).toBe(200), 5000)
  })

  test('passes a full node by, and refuses where all are full', async () => {
    const settings = { 'upstream.max_connections': 1, 'upstream.max_queued': 1, 'upstream.check_interval': '900ms' }
    gateway = await liveNode({ 'upstream.hosts': [one.url, other.url], ...settings })
    await gateway.elastic('GET', '/logs/_doc/1')
    one.answer(() => {})
    const { elastic } = gateway
    const silent = Array.from({ length: 8 }, () => elastic('GET', '/logs/_doc/1').catch(() => undefined))
    await vi.waitFor(() => expect(documents(one)).toBeGreaterThan(0))
    for (let at = 0; at < 4; at++) expect((await elastic('GET', '/logs/_doc/1')).status).toBe(200)
    other.answer(() => {})
    const more = Array.from({ length: 8 }, () => elastic('PUT', '/logs/_doc/1', {}))
    const refusals = more.map(async (sent) => expect((await sent).status).toBe(429))
    await Promise.any(refusals)
    void Promise.allSettled([...silent, ...refusals])
    await one.stop()
    await other.stop()
  })

  test('goes on where one of them accepts and says nothing', async () => {
    const sockets: Socket[] = []
    const silent = createServer((socket) => void sockets.push(socket)).listen(0, '127.0.0.1')
    await once(silent, 'listening')
    const hosts = [`http://127.0.0.1:${(silent.address() as AddressInfo).port}`, other.url]
    gateway = await liveNode({ 'upstream.hosts': hosts, 'upstream.check_timeout': '200ms', 'upstream.check_interval': '10ms' })
    expect((await gateway.elastic('PUT', '/logs/_doc/1', {})).status).toBe(200)
    await vi.waitFor(async () => {
      const { text } = await gateway!.elastic('GET', '/_sallyport/metrics')
      expect(text).toContain(`sallyport_upstream_node_alive{node="${hosts[0]}"} 0`)
    })
    for (let at = 0; at < 4; at++) expect((await gateway.elastic('PUT', '/logs/_doc/1', {})).status).toBe(200)
    for (const socket of sockets) socket.destroy()
    silent.close()
  })
})
