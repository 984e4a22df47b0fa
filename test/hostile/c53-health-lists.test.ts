/** C53: cluster APIs that list indices show nobody a name that he may not see, nor let him find one by counting. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type LiveNode, liveNode, type Sender } from '../support/live-node.ts'

let live: LiveNode
let monitor: Sender
let reader: Sender
let denied: Sender

beforeAll(async () => {
  live = await liveNode()
  for (const name of ['open-1', 'secret-1']) await live.elastic('PUT', `/${name}`, { aliases: { [`door-${name}`]: {} } })
  monitor = await live.user('monitor', { cluster: ['monitor'] })
  reader = await live.user('reader', { cluster: ['monitor'], indices: [{ names: ['open-*'], privileges: ['read'] }] })
  denied = await live.user('denied', {
    cluster: ['monitor'],
    indices: [{ names: ['*'], privileges: ['all'] }],
    deny: { indices: [{ names: ['door-secret-1'], privileges: ['all'] }] },
  })
})
afterAll(() => live.stop())

const PATHS = [
  '/_cluster/health?level=indices',
  '/_cluster/health?level=shards',
  '/_cluster/health/_all?level=indices',
  '/_cluster/health/*?level=indices',
  '/_cluster/health/*,-open*?level=indices',
  '/_cluster/health/door-*?level=shards',
  '/_cluster/health/open-1,secret-1?level=indices',
  '/_cluster/health/door-secret-1?level=indices',
]

it.each(PATHS)('%s lists what may be seen', async (path) => {
  for (const sender of [monitor, reader, denied]) {
    const { status, text } = await sender('GET', path)
    expect([status, text.includes('"secret-1"')]).toEqual([200, false])
  }
  expect((await monitor('GET', path)).body.indices).toEqual({})
})

it('lists what may be seen, watched or written to', async () => {
  expect(Object.keys((await reader('GET', PATHS[0]!)).body.indices)).toEqual(['open-1'])
  expect(Object.keys((await denied('GET', PATHS[0]!)).body.indices)).toEqual(['open-1'])
  expect(Object.keys((await live.elastic('GET', PATHS[0]!)).body.indices)).toEqual(['open-1', 'secret-1'])
  const writer = await live.user('writer', { cluster: ['monitor'], indices: [{ names: ['open-1'], privileges: ['create_doc'] }] })
  expect(Object.keys((await writer('GET', PATHS[0]!)).body.indices)).toEqual(['open-1'])
})

it('counts of a pattern what may be seen', async () => {
  for (const pattern of ['secret*', 's*', '*-secret-1', 'door-s*']) {
    for (const sender of [monitor, reader, denied]) {
      const there = (await sender('GET', `/_cluster/health/${pattern}`)).text
      expect(there).toBe((await sender('GET', '/_cluster/health/nothing*')).text)
    }
  }
  expect((await reader('GET', '/_cluster/health/*')).body.active_primary_shards).toBe(1)
  expect((await monitor('GET', '/_cluster/health')).body.active_primary_shards).toBe(2)
})

it('is so for every list of indices', async () => {
  for (const path of [
    '/_cat/indices',
    '/_cat/shards',
    '/_cat/count',
    '/_cat/aliases',
    '/_nodes/stats',
    '/_stats',
    '/_cluster/stats',
    '/_resolve/index/*',
    '/_cat/health',
  ]) {
    for (const sender of [monitor, reader, denied]) expect((await sender('GET', path)).text, path).not.toContain('secret-1')
  }
})
