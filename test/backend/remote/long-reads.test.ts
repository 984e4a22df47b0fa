/** Ids of scrolls and points in time of a cluster: sealed, bound to their owners, and of no use to anybody else. */
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { LongReads } from '../../../src/backend/remote/long-reads.ts'
import type { Owner } from '../../../src/request/owner.ts'
import { type LiveNode, liveNode, type Sender } from '../../support/live-node.ts'
import { json, type MockUpstream, mockUpstream } from '../../support/mock-upstream.ts'

const OWNER: Owner = { kind: 'user', username: 'ann', realm: { name: 'native', type: 'native' } }
const READ = { owner: OWNER, names: ['logs'], indices: [['logs', 'uuid']] as const, upstreamId: 'upstream-id' }
const LIMITS = { scroll: 2, pointInTime: 1 }

describe('an id', () => {
  let now = 1_000_000
  const longReads = new LongReads(randomBytes(32), LIMITS, { now: () => now })
  const context = longReads.reserve('scroll', 1000)
  const id = longReads.seal('scroll', { ...READ, context })

  test('is found by its owner, as what it is', () => {
    expect(longReads.find('scroll', id, OWNER)).toEqual({ ...READ, context })
    expect(longReads.find('pointInTime', id, OWNER)).toBeUndefined()
    expect(longReads.find('scroll', id, { ...OWNER, username: 'bob' })).toBeUndefined()
    expect(longReads.find('scroll', id, { ...OWNER, apiKey: 'key' })).toBeUndefined()
  })

  test('does not show what the cluster calls it, nor who owns it', () => {
    const text = Buffer.from(id, 'base64url').toString('latin1')
    for (const word of ['upstream-id', 'ann', 'logs']) expect(text).not.toContain(word)
  })

  test('with any bit turned is nobody’s', () => {
    const bytes = Buffer.from(id, 'base64url')
    for (let at = 0; at < bytes.length; at++) {
      const changed = Buffer.from(bytes)
      changed[at]! ^= 1
      expect(longReads.find('scroll', changed.toString('base64url'), OWNER)).toBeUndefined()
    }
    for (let length = 0; length < bytes.length; length++) {
      expect(longReads.find('scroll', bytes.subarray(0, length).toString('base64url'), OWNER)).toBeUndefined()
    }
  })

  test('of another gateway is nobody’s', () => {
    const other = new LongReads(randomBytes(32), LIMITS, { now: () => now })
    expect(other.find('scroll', id, OWNER)).toBeUndefined()
  })

  test('is counted until it is released or expires', () => {
    longReads.reserve('scroll', 1000)
    expect(() => longReads.reserve('scroll', 1000)).toThrow('Must be less than or equal to: [2]')
    longReads.reserve('pointInTime', 1000)
    longReads.release(context)
    longReads.reserve('scroll', 5000)
    now += 2000
    longReads.reserve('scroll', 1000)
    expect(() => longReads.reserve('scroll', 1000)).toThrow('[upstream.max_open_scroll_context]')
  })
})

describe('before a cluster', () => {
  let upstream: MockUpstream
  let gateway: LiveNode
  let owner: Sender
  let other: Sender
  const UPSTREAM_ID = 'dGhlIGNsdXN0ZXIncyBvd24gaWQ='
  const PAGE = { took: 1, hits: { hits: [] } }

  beforeAll(async () => {
    upstream = await mockUpstream(['logs', 'other', 'secret'])
    gateway = await liveNode({ 'upstream.hosts': [upstream.url], 'upstream.max_open_pit_context': 3 })
    const role = { indices: [{ names: ['logs', 'other'], privileges: ['read'] }] }
    owner = await gateway.user('owner', role)
    other = await gateway.user('same-role', role)
    upstream.answer(({ line }, socket) => {
      if (line.includes('_pit') && line.startsWith('POST')) socket.write(json(200, { id: UPSTREAM_ID, _shards: {} }))
      else if (line.includes('_pit')) socket.write(json(200, { succeeded: true, num_freed: 1 }))
      else if (line.includes('scroll')) socket.write(json(200, { _scroll_id: UPSTREAM_ID, ...PAGE }))
      else socket.write(json(200, { pit_id: UPSTREAM_ID, ...PAGE }))
    })
  })
  afterAll(async () => {
    await gateway.stop()
    await upstream.stop()
  })

  test('the cluster’s id is never told, and opens nothing', async () => {
    const scroll = await owner('POST', '/logs/_search?scroll=1m')
    const pit = await owner('POST', '/logs/_pit?keep_alive=1m')
    const page = await owner('POST', '/_search', { pit: { id: pit.body.id } })
    expect([page.status, page.body.pit_id]).toEqual([200, pit.body.id])
    expect(`${scroll.text}${pit.text}${page.text}`).not.toContain(UPSTREAM_ID)
    const before = upstream.requests.length
    for (const sender of [owner, gateway.elastic]) {
      expect((await sender('POST', '/_search/scroll', { scroll_id: UPSTREAM_ID })).status).toBe(400)
      expect((await sender('POST', '/_search', { pit: { id: UPSTREAM_ID } })).status).toBe(400)
      expect((await sender('DELETE', '/_pit', { id: UPSTREAM_ID })).status).toBe(400)
    }
    expect(upstream.requests).toHaveLength(before)
  })

  test('somebody else’s goes nowhere', async () => {
    const scroll = (await owner('POST', '/logs/_search?scroll=1m')).body._scroll_id
    const pit = (await owner('POST', '/logs/_pit?keep_alive=1m')).body.id
    const before = upstream.requests.length
    expect((await other('POST', '/_search/scroll', { scroll_id: scroll })).status).toBe(404)
    expect((await other('DELETE', '/_search/scroll', { scroll_id: scroll })).status).toBe(404)
    expect((await other('POST', '/_search', { pit: { id: pit } })).status).toBe(404)
    expect((await other('DELETE', '/_pit', { id: pit })).status).toBe(404)
    expect(upstream.requests).toHaveLength(before)
    expect((await owner('DELETE', '/_pit', { id: pit })).body).toEqual({ succeeded: true, num_freed: 1 })
  })

  test('what is searched is the cluster’s, under its own id, and nothing else of the body’s names', async () => {
    const { id } = (await owner('POST', '/logs/_pit?keep_alive=1m')).body
    await owner('POST', '/_search?typed_keys=true', { pit: { id, keep_alive: '2m' }, size: 3 })
    const { line, body } = upstream.requests.at(-1)!
    expect(line).toBe('POST /_search?typed_keys=true HTTP/1.1')
    expect(JSON.parse(body)).toEqual({ size: 3, pit: { id: UPSTREAM_ID, keep_alive: '120000ms' } })
    const lookup = { terms: { n: { index: 'secret', id: '1', path: 'n' } } }
    expect((await owner('POST', '/_search', { pit: { id }, query: lookup })).status).toBe(403)
    await owner('DELETE', '/_pit', { id })
  })

  test('one more than may be is refused, until one is closed', async () => {
    const open = () => owner('POST', '/logs/_pit?keep_alive=1m')
    const ids: string[] = []
    let last = await open()
    while (last.status === 200) {
      ids.push(last.body.id)
      last = await open()
    }
    expect([last.status, last.body.error.type]).toEqual([429, 'too_many_scroll_contexts_exception'])
    await owner('DELETE', '/_pit', { id: ids[0] })
    expect((await open()).status).toBe(200)
  })

  test('a page of a scroll is never asked for twice', async () => {
    const { _scroll_id } = (await owner('POST', '/logs/_search?scroll=1m')).body
    const before = upstream.requests.length
    upstream.answer((_, socket) => socket.destroy())
    expect((await owner('POST', '/_search/scroll', { scroll_id: _scroll_id })).status).toBe(502)
    expect(upstream.requests).toHaveLength(before + 1)
  })
})
