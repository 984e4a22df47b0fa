/** Whether a search may leave out what failed: by its own word, else by the cluster's. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type LiveNode, liveNode } from '../../support/live-node.ts'

let live: LiveNode
const DEFAULT = 'search.default_allow_partial_results'
const byDefault = (value: boolean | null) => live.elastic('PUT', '/_cluster/settings', { persistent: { [DEFAULT]: value } })
/** One of the two indices cannot be sorted. */
const search = (query = '') => live.elastic('POST', `/one,two/_search${query}`, { sort: ['a'] })

beforeAll(async () => {
  live = await liveNode()
  for (const [name, type] of Object.entries({ one: 'keyword', two: 'text' })) {
    await live.elastic('PUT', `/${name}`, { mappings: { properties: { a: { type } } } })
    await live.elastic('PUT', `/${name}/_doc/1?refresh=true`, { a: 'x' })
  }
})
afterAll(() => live.stop())

it('may, unless the cluster says otherwise', async () => {
  expect((await search()).body._shards).toMatchObject({ successful: 1, failed: 1 })
  await byDefault(false)
  expect(await search()).toMatchObject({ status: 400, body: { error: { type: 'search_phase_execution_exception' } } })
  expect((await search('?allow_partial_search_results=true')).status).toBe(200)
  await byDefault(null)
  expect((await search()).status).toBe(200)
  expect((await search('?allow_partial_search_results=false')).status).toBe(400)
})

it('is set to true or false', async () => {
  const { status } = await live.elastic('PUT', '/_cluster/settings', { persistent: { [DEFAULT]: 'perhaps' } })
  expect(status).toBe(400)
})
