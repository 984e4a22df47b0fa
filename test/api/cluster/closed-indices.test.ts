import { afterAll, beforeAll, expect, it } from 'vitest'
import { type LiveNode, liveNode } from '../../support/live-node.ts'

let live: LiveNode
beforeAll(async () => {
  live = await liveNode()
  await live.elastic('PUT', '/one', { settings: { number_of_replicas: 0 } })
  await live.elastic('PUT', '/two', { settings: { number_of_replicas: 5 } })
  await live.elastic('POST', '/two/_close')
})
afterAll(() => live.stop())

const health = async (path: string) => (await live.elastic('GET', `/_cluster/health${path}`)).body

it('a closed index counts towards health as an open one does', async () => {
  expect(await health('')).toMatchObject({ status: 'yellow', active_shards: 2, unassigned_shards: 5 })
  expect(await health('/t*')).toMatchObject({ status: 'yellow', active_shards: 1 })
  expect(await health('/two')).toMatchObject({ status: 'yellow', active_shards: 1 })
  expect(await health('/one')).toMatchObject({ status: 'green' })
  expect((await live.elastic('GET', '/_cat/health?h=status,shards')).text).toBe('yellow 2\n')
})

it('unless only open ones are asked for', async () => {
  expect(await health('?expand_wildcards=open')).toMatchObject({ status: 'green', active_shards: 1 })
  expect(await health('/t*?expand_wildcards=open')).toMatchObject({ active_shards: 0 })
})
