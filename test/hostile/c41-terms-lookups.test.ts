/** C41 in queries: a terms query that is looked up in another index tells nothing of it, wherever the query stands. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type LiveNode, lines, liveNode, type Sender } from '../support/live-node.ts'

const lookup = (index: string, path = 'v', id = '1') => ({ terms: { 'v.keyword': { index, id, path } } })

describe('C41 terms lookups', () => {
  let live: LiveNode
  let mallory: Sender

  beforeAll(async () => {
    live = await liveNode()
    await live.elastic('PUT', '/own/_doc/1?refresh=true', { v: 'guess' })
    await live.elastic('PUT', '/own/_doc/2?refresh=true', { v: ['guess', 'other guess'], o: [{ p: 'guess' }] })
    await live.elastic('PUT', '/other/_doc/1?refresh=true', { v: 'guess' })
    await live.elastic('PUT', '/other/_alias/behind')
    await live.elastic('PUT', '/own/_alias/filtered', { filter: { term: { 'v.keyword': 'other guess' } } })
    mallory = await live.user('mallory', {
      indices: [{ names: ['own', 'filtered'], privileges: ['read', 'view_index_metadata'] }],
    })
  })
  afterAll(() => live.stop())

  it('reads what the caller may read', async () => {
    for (const [query, total] of [
      [lookup('own'), 2],
      [lookup('<own>'), 2],
      [lookup('own', 'o.p', '2'), 2],
      [lookup('own', 'nothing'), 0],
      [lookup('own', 'v', 'missing'), 0],
    ] as const) {
      const { body } = await mallory('POST', '/own/_search', { query })
      expect(body.hits.total.value, JSON.stringify(query)).toBe(total)
    }
  })

  const FORMS: readonly (readonly [string, (query: unknown) => unknown])[] = [
    ['/own/_search', (query) => ({ query })],
    ['/own/_search', (post_filter) => ({ post_filter })],
    ['/own/_search', (query) => ({ query: { bool: { must_not: [{ bool: { filter: query } }] } } })],
    ['/own/_search', (query) => ({ query: { constant_score: { filter: { dis_max: { queries: [query] } } } } })],
    ['/own/_search?scroll=1m', (query) => ({ query })],
    ['/own/_count', (query) => ({ query })],
    ['/own/_validate/query', (query) => ({ query })],
    ['/own/_pit?keep_alive=1m', (index_filter) => ({ index_filter })],
    ['/nothing*/_search', (query) => ({ query })],
  ]

  it.each(FORMS)('is no oracle in %s', async (path, form) => {
    const answers = await Promise.all(
      [lookup('other'), lookup('other', 'v', 'missing'), lookup('nought'), lookup('behind'), lookup('own,other')].map((query) =>
        mallory('POST', path, form(query)),
      ),
    )
    for (const { status, body } of answers) {
      expect(status).toBe(403)
      expect(body.error.reason).toContain('action [indices:data/read/get] is unauthorized')
    }
    // A document that is there, one that is not, and an index that is not: the same words.
    const texts = answers.slice(0, 3).map(({ text }) => text.replaceAll('nought', 'other'))
    expect(new Set(texts).size).toBe(1)
  })

  it('is decided for each search of a _msearch', async () => {
    const body = lines({ index: 'own' }, { query: lookup('other') }, { index: 'own' }, { query: lookup('own') })
    const reply = await mallory('POST', '/_msearch', body)
    expect(reply.body.responses.map((one: { status: number }) => one.status)).toEqual([403, 200])
  })

  it('takes no wildcards, and nothing but texts', async () => {
    for (const index of ['*', 'oth*', '_all']) {
      expect((await mallory('POST', '/own/_search', { query: lookup(index) })).status, index).toBeGreaterThanOrEqual(400)
    }
    for (const index of [['other'], { a: 1 }, 1, null]) {
      const query = { terms: { v: { index, id: '1', path: 'v' } } }
      expect((await mallory('POST', '/own/_search', { query })).status, JSON.stringify(index)).toBe(400)
    }
  })

  it('cannot be kept where it would be made under the rights of others', async () => {
    const alias = await live.elastic('PUT', '/own/_alias/kept', { filter: lookup('other') })
    expect(alias.status).toBe(400)
    expect(alias.body.error.caused_by.reason).toBe('async actions are left after rewrite')
    const role = { indices: [{ names: ['own'], privileges: ['read'], query: lookup('other') }] }
    expect((await live.elastic('PUT', '/_security/role/kept', role)).status).toBe(400)
    const users = await live.elastic('POST', '/_security/_query/user', {
      query: { terms: { username: { index: 'other', id: '1', path: 'v' } } },
    })
    expect(users.status).toBe(400)
  })
})
