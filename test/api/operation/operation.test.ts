/** What a node tells about itself: to those who may monitor, and to nobody else. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type LiveNode, liveNode } from '../../support/live-node.ts'

let live: LiveNode
beforeAll(async () => {
  live = await liveNode()
})
afterAll(() => live.stop())

test('a node that serves data lives and is ready', async () => {
  const { status, body } = await live.elastic('GET', '/_sallyport/health')
  expect([status, body]).toMatchObject([200, { live: true, ready: true }])
})

test('a gateway before nobody lives and is not ready', async () => {
  const gateway = await liveNode({ 'upstream.hosts': ['http://127.0.0.1:1'] })
  const { status, body } = await gateway.elastic('GET', '/_sallyport/health')
  expect([status, body]).toMatchObject([503, { live: true, ready: false, upstream: [{ url: 'http://127.0.0.1:1' }] }])
  await gateway.stop()
})

test('requests are counted by API and outcome', async () => {
  await live.elastic('GET', '/missing/_search')
  await fetch(`${live.node.url}/`)
  const { text } = await live.elastic('GET', '/_sallyport/metrics')
  expect(text).toContain('sallyport_request_duration_seconds_count{api="search",status="404"} 1')
  expect(text).toMatch(/_bucket\{api="unidentified",status="401",le="\+Inf"\} [1-9]/)
  expect(text).toContain('sallyport_hash_queue_waiting 0')
})

test('needs the privilege to monitor', async () => {
  const user = await live.user('nobody-much', { indices: [{ names: ['*'], privileges: ['all'] }] })
  for (const path of ['/_sallyport/health', '/_sallyport/metrics']) {
    expect((await user('GET', path)).status).toBe(403)
    expect((await fetch(`${live.node.url}${path}`)).status).toBe(401)
  }
})
