import { Client } from '@elastic/elasticsearch'
import { type Node, start } from 'sallyport'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'

let node: Node
let client: Client

beforeAll(async () => {
  node = await start({ data: 'memory', port: 0 })
  client = new Client(node.clientOptions)
})
beforeEach(() => node.reset())
afterAll(() => node.stop())

test('finds a book', async () => {
  await client.index({ index: 'books', document: { title: 'The Magic Mountain' }, refresh: true })
  const found = await client.search({ index: 'books', query: { match: { title: 'mountain' } } })
  expect(found.hits.hits).toHaveLength(1)
})

test('a stranger is refused', async () => {
  const stranger = new Client({ node: node.url })
  await expect(stranger.search()).rejects.toMatchObject({ statusCode: 401 })
  await stranger.close()
})
