/** C53: the server's own records are behind no index name, for nobody, by no spelling. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type LiveNode, lines, liveNode, type Sender } from '../support/live-node.ts'

describe('C53 own records', () => {
  let live: LiveNode
  let greedy: Sender

  beforeAll(async () => {
    live = await liveNode()
    greedy = await live.user('greedy', {
      cluster: ['all'],
      indices: [{ names: ['*', '.*', '.security*', '/.*/'], privileges: ['all'], allow_restricted_indices: true }],
    })
  })
  afterAll(() => live.stop())

  const NAMES = ['.security', '.security-7', '.security-tokens-7', '.security-profile']

  it.each(NAMES)('are not read as %s', async (name) => {
    for (const send of [live.elastic, greedy]) {
      for (const path of [`/${name}/_search`, `/${name}/_doc/user-elastic`, `/${name}/_mapping`, `/${name}`, `/${name}/_count`]) {
        expect([path, (await send('GET', path)).status]).toEqual([path, 404])
      }
      const { body } = await send('POST', '/_mget', { docs: [{ _index: name, _id: 'user-elastic' }] })
      expect(body.docs[0].error.type).toBe('index_not_found_exception')
    }
  })

  it.each(['/.sec*/_search', '/.*/_search', '/*/_search', '/_all/_search', '/.security*,-x/_search', '/%2Esecurity*/_search'])(
    'are not found by %s',
    async (path) => {
      for (const send of [live.elastic, greedy]) {
        const { status, text } = await send('GET', `${path}?expand_wildcards=all&ignore_unavailable=true`)
        expect(status).toBe(200)
        expect(text).not.toMatch(/password|superuser|\$2/)
      }
    },
  )

  it.each(NAMES)('cannot be made or written as %s', async (name) => {
    for (const send of [live.elastic, greedy]) {
      expect((await send('PUT', `/${name}`)).status).toBe(400)
      expect((await send('PUT', '/innocent', { aliases: { [name]: {} } })).status).toBe(400)
      expect((await send('PUT', `/${name}/_doc/1`, {})).status).toBe(404)
      expect((await send('DELETE', `/${name}`)).status).toBe(404)
      const { body } = await send('POST', '/_bulk', lines({ index: { _index: name, _id: '1' } }, {}))
      expect(body.items[0].index.status).toBe(404)
    }
    expect((await live.elastic('GET', '/_cat/indices?expand_wildcards=all&h=index')).text).not.toContain('.security')
  })
})
