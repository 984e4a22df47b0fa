/** Scrolls and points in time over HTTP: whole, in order, each document once, whatever is written meanwhile. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Answer, IS_BEHIND, type LiveNode, lines, liveNode, type Sender } from '../support/live-node.ts'

let live: LiveNode
let elastic: Sender

beforeAll(async () => {
  live = await liveNode()
  elastic = live.elastic
})
afterAll(() => live.stop())

const DOCS = 230

async function fill(index: string, from = 0): Promise<void> {
  const numbers = Array.from({ length: DOCS }, (_, at) => from + at)
  const body = lines(...numbers.flatMap((n) => [{ index: { _id: String(n) } }, { n, group: n % 7 }]))
  const { body: reply } = await elastic('POST', `/${index}/_bulk?refresh=true`, body)
  expect(reply.errors).toBe(false)
}

const idsOf = ({ body }: Answer): string[] => body.hits.hits.map((hit: { _id: string }) => hit._id)

/** Every page of a scroll; `between` runs after each. */
async function readScroll(path: string, query: unknown, between: () => Promise<void> = async () => {}): Promise<string[]> {
  let page = await elastic('POST', path, query)
  const ids: string[] = []
  while (idsOf(page).length > 0) {
    ids.push(...idsOf(page))
    await between()
    page = await elastic('POST', '/_search/scroll', { scroll: '1m', scroll_id: page.body._scroll_id })
    expect([page.status, page.text]).toEqual([200, expect.stringContaining('"hits"')])
  }
  return ids
}

const numbered = (count = DOCS): string[] => Array.from({ length: count }, (_, at) => String(at))

describe('a scroll', () => {
  it.each([
    ['by score', {}],
    ['in the order of the index', { sort: ['_doc'] }],
    ['by a field with many equals', { sort: ['group'] }],
    ['by a field, descending', { sort: [{ n: 'desc' }] }],
    ['by sequence number', { sort: ['_seq_no'] }],
    [
      'by scores that differ',
      { query: { bool: { should: [{ term: { group: 3 } }, { range: { n: { lt: 50 } } }, { match_all: {} }] } } },
    ],
  ])('%s gives every document once', async (_, query) => {
    await fill('once')
    await fill('twice')
    const ids = await readScroll('/once,twice/_search?scroll=1m&size=17', query)
    expect(ids).toHaveLength(2 * DOCS)
    expect([...ids].sort()).toEqual([...numbered(), ...numbered()].sort())
    await elastic('DELETE', '/once,twice')
  })

  it('is in the order of one search', async () => {
    await fill('ordered')
    const query = { sort: [{ group: 'desc' }, 'n'] }
    const whole = idsOf(await elastic('POST', '/ordered/_search?size=1000', query))
    expect(await readScroll('/ordered/_search?scroll=1m&size=13', query)).toEqual(whole)
  })

  it('sees nothing of what is written, deleted and merged meanwhile', async () => {
    await fill('moving')
    let round = 0
    const ids = await readScroll('/moving/_search?scroll=1m&size=20', { sort: ['_doc'] }, async () => {
      const changes = Array.from({ length: 20 }, (_, at) => [
        { index: { _id: String(round * 20 + at) } },
        { n: -1, group: round },
        { index: { _id: `new-${round}-${at}` } },
        { n: 0, group: 0 },
        { delete: { _id: String(DOCS - 1 - round * 3 - (at % 3)) } },
      ])
      await elastic('POST', '/moving/_bulk?refresh=true', lines(...changes.flat()))
      round++
    })
    expect(ids).toEqual(numbered())
  })

  it('counts once and says it on every page', async () => {
    await fill('counted')
    const first = await elastic('POST', '/counted/_search?scroll=1m&size=2', { query: { term: { group: 1 } } })
    await elastic('DELETE', '/counted/_doc/1?refresh=true')
    const next = await elastic('POST', '/_search/scroll', { scroll_id: first.body._scroll_id })
    expect([first.body.hits.total, next.body.hits.total]).toEqual([
      { value: 33, relation: 'eq' },
      { value: 33, relation: 'eq' },
    ])
    expect(next.body.hits.max_score).toBe(first.body.hits.max_score)
  })

  it('in slices gives every document in exactly one', async () => {
    await fill('sliced')
    const slices = await Promise.all(
      [0, 1, 2].map((id) => readScroll('/sliced/_search?scroll=1m&size=17', { slice: { id, max: 3 }, sort: ['_doc'] })),
    )
    expect(slices.every((ids) => ids.length > 30)).toBe(true)
    expect(slices.flat().sort()).toEqual(numbered().sort())
  })

  it('gives its pages one after the other to requests at the same time', async () => {
    await fill('hurried')
    const first = await elastic('POST', '/hurried/_search?scroll=1m&size=10', { sort: ['n'] })
    const body = { scroll_id: first.body._scroll_id }
    const pages = await Promise.all(Array.from({ length: 22 }, () => elastic('POST', '/_search/scroll', body)))
    expect([...idsOf(first), ...pages.flatMap(idsOf)].sort()).toEqual(numbered().sort())
  })

  it('ends with its index, even where another of that name is made', async () => {
    await fill('gone')
    const first = await elastic('POST', '/gone/_search?scroll=1m&size=10')
    await elastic('DELETE', '/gone')
    await fill('gone')
    const next = await elastic('POST', '/_search/scroll', { scroll_id: first.body._scroll_id })
    expect([next.status, next.body.error.root_cause[0].type]).toEqual([404, 'search_context_missing_exception'])
  })
})

describe('a point in time', () => {
  const open = async (index: string): Promise<string> => (await elastic('POST', `/${index}/_pit?keep_alive=1m`)).body.id

  it('is read page by page behind the last hit, ties and several indices included', async () => {
    await fill('left')
    await fill('right', 1000)
    const pit = { id: await open('left,right'), keep_alive: '1m' }
    await fill('left', 5000)
    const ids: string[] = []
    let after: unknown
    for (;;) {
      const page = await elastic('POST', '/_search', {
        pit,
        size: 31,
        sort: ['group'],
        ...(after === undefined ? {} : { search_after: after }),
      })
      expect(page.body.hits.total.value).toBe(2 * DOCS)
      if (idsOf(page).length === 0) break
      ids.push(...idsOf(page))
      after = page.body.hits.hits.at(-1).sort
    }
    expect(new Set(ids).size).toBe(2 * DOCS)
    expect(ids).toHaveLength(2 * DOCS)
  })

  it('in slices gives every document in exactly one', async () => {
    await fill('cut')
    const id = await open('cut')
    const slices = await Promise.all(
      [0, 1, 2, 3].map((slice) => elastic('POST', '/_search', { pit: { id }, size: 1000, slice: { id: slice, max: 4 } })),
    )
    expect(slices.flatMap(idsOf).sort()).toEqual(numbered().sort())
  })

  it('goes on behind a position without counting again', async () => {
    await fill('onward')
    const id = await open('onward')
    const query = { pit: { id }, size: 50, sort: ['_seq_no'], search_after: [99], track_total_hits: false }
    expect(idsOf(await elastic('POST', '/_search', query))).toEqual(numbered(150).slice(100))
  })

  it('can be read through an alias that shows a part', async () => {
    await fill('partly')
    await elastic('POST', '/_aliases', {
      actions: [{ add: { index: 'partly', alias: 'threes', filter: { term: { group: 3 } } } }],
    })
    const id = await open('threes')
    const { body } = await elastic('POST', '/_search', { pit: { id }, size: 1000 })
    expect(body.hits.hits.every((hit: { _source: { group: number } }) => hit._source.group === 3)).toBe(true)
    expect(body.hits.total.value).toBe(33)
  })
})

describe.skipIf(IS_BEHIND)('limits', () => {
  afterAll(() =>
    elastic('PUT', '/_cluster/settings', {
      persistent: {
        'search.max_open_scroll_context': null,
        'search.max_keep_alive': null,
        'sallyport.search.max_open_pit_context': null,
      },
    }),
  )

  it('refuse more scrolls and points in time than may be open, until some are closed', async () => {
    await fill('full')
    await elastic('DELETE', '/_search/scroll/_all')
    await elastic('PUT', '/_cluster/settings', {
      persistent: { 'search.max_open_scroll_context': 2, 'sallyport.search.max_open_pit_context': 0 },
    })
    const open = () => elastic('POST', '/full/_search?scroll=1m')
    await open()
    await open()
    const third = await open()
    expect([third.status, third.body.error.root_cause[0].type]).toEqual([429, 'too_many_scroll_contexts_exception'])
    expect((await elastic('POST', '/full/_pit?keep_alive=1m')).status).toBe(429)
    expect((await elastic('DELETE', '/_search/scroll/_all')).body).toEqual({ succeeded: true, num_freed: 2 })
    expect((await open()).status).toBe(200)
  })

  it('refuse one user what would leave the others nothing, and no other', async () => {
    const settings = (most: number | null) => ({
      persistent: {
        'sallyport.search.max_open_scroll_context_per_user': most,
        'sallyport.search.max_open_pit_context_per_user': most,
        'search.max_open_scroll_context': null,
        'sallyport.search.max_open_pit_context': null,
      },
    })
    await fill('crowded')
    const greedy = await live.user('greedy', { indices: [{ names: ['*'], privileges: ['read'] }] })
    const modest = await live.user('modest', { indices: [{ names: ['*'], privileges: ['read'] }] })
    expect((await elastic('PUT', '/_cluster/settings', settings(1))).status).toBe(200)
    for (const [path, what] of [
      ['/crowded/_search?scroll=1m', 'scroll'],
      ['/crowded/_pit?keep_alive=1m', 'pit'],
    ] as const) {
      expect((await greedy('POST', path)).status).toBe(200)
      const refused = await greedy('POST', path)
      expect(refused.status).toBe(429)
      expect(refused.text).toContain(`[sallyport.search.max_open_${what}_context_per_user]`)
      expect((await modest('POST', path)).status).toBe(200)
    }
    await elastic('PUT', '/_cluster/settings', settings(null))
  })

  it('refuse to keep them longer than is allowed', async () => {
    await fill('long')
    await elastic('PUT', '/_cluster/settings', {
      persistent: { 'search.max_keep_alive': '10m', 'sallyport.search.max_open_pit_context': null },
    })
    const refused = await elastic('POST', '/long/_pit?keep_alive=11m')
    expect(refused.status).toBe(400)
    expect(refused.text).toContain('Keep alive for request (11m) is too large. It must be less than (10m).')
  })
})
