/** The official client starts a reindex under a weaker second key, which is revoked while it runs: over the engine, and before a cluster. */
import { Client } from '@elastic/elasticsearch'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type LiveNode, lines, liveNode } from '../support/live-node.ts'

const DOCS = 60

describe.each(['the engine', 'a cluster'])('a second key that is revoked, over %s', (over) => {
  let cluster: LiveNode | undefined
  let live: LiveNode
  let client: Client

  beforeAll(async () => {
    if (over === 'a cluster') cluster = await liveNode({ 'xpack.security.enabled': false })
    live = await liveNode(cluster ? { 'upstream.hosts': [cluster.node.url] } : {})
    client = new Client(live.node.clientOptions)
    const docs = Array.from({ length: DOCS }, (_, n) => [{ index: { _id: String(n) } }, { n }])
    await live.elastic('POST', '/orders/_bulk?refresh=true', lines(...docs.flat()))
  }, 60_000)
  afterAll(async () => {
    await client.close()
    await live.stop()
    await cluster?.stop()
  })

  const keyFor = (privileges: readonly string[]) =>
    client.security.createApiKey({
      name: 'mover',
      role_descriptors: { mover: { indices: [{ names: ['orders', 'archive'], privileges: [...privileges] }] } },
    })
  const under = (encoded: string) => ({ headers: { 'es-secondary-authorization': `ApiKey ${encoded}` } })
  const request = {
    source: { index: 'orders', size: 5 },
    dest: { index: 'archive' },
    wait_for_completion: false,
    requests_per_second: 25,
  }

  test('stops the task, which says why and has written whole pages', async () => {
    const { id, encoded } = await keyFor(['read', 'index', 'create_index'])
    const { task } = await client.reindex(request, under(encoded))
    await client.security.invalidateApiKey({ ids: [id] })
    const result = await client.tasks.get({ task_id: String(task), wait_for_completion: true })
    expect(result.completed).toBe(true)
    expect(result.error?.reason).toMatch(/was stopped: API key \[.*\] of user \[elastic\] was invalidated/)
    await client.indices.refresh({ index: 'archive', ignore_unavailable: true })
    const { count } = await client.count({ index: 'archive', ignore_unavailable: true })
    expect(count % 5).toBe(0)
    expect(count).toBeLessThan(DOCS)
  })

  test('is not started where that key may not, whatever the first may', async () => {
    const { encoded } = await keyFor(['read'])
    await expect(client.reindex(request, under(encoded))).rejects.toMatchObject({ statusCode: 403 })
  })
})
