/** `_stats` counts writes by what came of them. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type LiveNode, lines, liveNode } from '../../support/live-node.ts'

let live: LiveNode
beforeAll(async () => {
  live = await liveNode()
})
afterAll(() => live.stop())

it('counts what was indexed, deleted and left as it was, and not what was refused', async () => {
  const on = (kind: string, id: string) => ({ [kind]: { _index: 'counted', _id: id } })
  const source = { a: 1 }
  const body = lines(on('create', '1'), source, on('index', '2'), source, on('create', '1'), source, on('delete', '2'))
  await live.elastic('POST', '/_bulk', body)
  await live.elastic('POST', '/_bulk', lines(on('update', '1'), { doc: source }))
  const { body: stats } = await live.elastic('GET', '/counted/_stats/indexing')
  expect(stats._all.total.indexing).toEqual({ index_total: 2, delete_total: 1, noop_update_total: 1 })
  expect(stats.indices.counted.primaries).toEqual({ indexing: stats._all.total.indexing })
})
