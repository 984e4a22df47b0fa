/**
 * Scrolls and points in time of other people: whatever their id is used for, it is not there. The guard that works: the owner reads on.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type LiveNode, lines, liveNode, type Sender } from '../support/live-node.ts'

let live: LiveNode
let owner: Sender
let strangers: readonly (readonly [who: string, send: Sender])[]

const ROLE = { indices: [{ names: ['shared', 'other'], privileges: ['read'] }] }

beforeAll(async () => {
  live = await liveNode()
  const docs = Array.from({ length: 40 }, (_, n) => [{ index: { _id: String(n) } }, { n }])
  await live.elastic('POST', '/shared/_bulk?refresh=true', lines(...docs.flat()))
  await live.elastic('PUT', '/other')
  owner = await live.user('owner', ROLE)
  strangers = [
    ['the same role', await live.user('same', ROLE)],
    ['another index', await live.user('elsewhere', { indices: [{ names: ['other'], privileges: ['read'] }] })],
    ['the superuser', live.elastic],
  ]
})
afterAll(() => live.stop())

const openScroll = async (): Promise<string> => (await owner('POST', '/shared/_search?scroll=1m&size=5')).body._scroll_id
const openPit = async (): Promise<string> => (await owner('POST', '/shared/_pit?keep_alive=1m')).body.id

describe('an id that somebody else holds', () => {
  it('reads nothing, closes nothing, and goes on for its owner', async () => {
    const scroll = await openScroll()
    const pit = await openPit()
    for (const [who, stranger] of strangers) {
      const read = await stranger('POST', '/_search/scroll', { scroll_id: scroll })
      expect([who, read.status, read.body.error.root_cause[0].type]).toEqual([who, 404, 'search_context_missing_exception'])
      const search = await stranger('POST', '/_search', { pit: { id: pit } })
      expect([who, search.status, search.body.error.root_cause[0].type]).toEqual([who, 404, 'search_context_missing_exception'])
      expect(`${read.text}${search.text}`).not.toContain('"_source"')
      const cleared = await stranger('DELETE', '/_search/scroll', { scroll_id: scroll })
      expect([cleared.status, cleared.body.num_freed]).toEqual([404, 0])
      const closed = await stranger('DELETE', '/_pit', { id: pit })
      expect([closed.status, closed.body.num_freed]).toEqual([404, 0])
    }
    expect((await owner('POST', '/_search/scroll', { scroll_id: scroll })).body.hits.hits).toHaveLength(5)
    expect((await owner('POST', '/_search', { pit: { id: pit } })).body.hits.hits).toHaveLength(10)
    expect((await owner('DELETE', '/_pit', { id: pit })).status).toBe(200)
  })

  it('looks like one that never was', async () => {
    const [, stranger] = strangers[0]!
    const foreign = await openScroll()
    const bytes = Buffer.from(foreign, 'base64url')
    bytes[bytes.length - 1]! ^= 1
    const answers = [foreign, bytes.toString('base64url')].map((scroll_id) => stranger('POST', '/_search/scroll', { scroll_id }))
    const [one, other] = await Promise.all(answers)
    const shape = (text: string): string => text.replace(/\[\[[^\]]*\]/g, '[[id]')
    expect(shape(one!.text)).toBe(shape(other!.text))
  })
})

describe('an id that was made up', () => {
  it.each(['abc', '', '_', 'AXNjcm9sbA', `${'A'.repeat(5000)}`, '../../x', 'AXNjcm9sbAAAAAAAAAAAAAAAAAAAAAAA'])(
    '%s is refused',
    async (id) => {
      const scrolled = await owner('POST', '/_search/scroll', { scroll_id: id })
      const searched = await owner('POST', '/_search', { pit: { id } })
      expect([400, 404]).toContain(scrolled.status)
      expect([400, 404]).toContain(searched.status)
    },
  )

  it('does not turn a scroll into a point in time, nor the names within it into rights', async () => {
    const pit = Buffer.from(await openPit(), 'base64url')
    const mark = pit.subarray(0, 4 + 16)
    const renamed = Buffer.concat([mark, Buffer.from('other\0.security')]).toString('base64url')
    const found = await owner('POST', '/_search', { pit: { id: renamed } })
    expect((found.body.hits?.hits ?? []).every((hit: { _index: string }) => hit._index === 'shared')).toBe(true)
    const scroll = Buffer.from(await openScroll(), 'base64url')
    const crossed = Buffer.concat([mark.subarray(0, 4), scroll.subarray(7)]).toString('base64url')
    expect((await owner('POST', '/_search', { pit: { id: crossed } })).status).toBe(404)
  })
})

describe('rights that are lost between two pages', () => {
  it('end the reading', async () => {
    const reader = await live.user('loser', ROLE)
    const scroll = (await reader('POST', '/shared/_search?scroll=1m&size=5')).body._scroll_id
    const pit = (await reader('POST', '/shared/_pit?keep_alive=1m')).body.id
    await live.elastic('PUT', '/_security/role/loser', { indices: [{ names: ['other'], privileges: ['read'] }] })
    const next = await reader('POST', '/_search/scroll', { scroll_id: scroll })
    expect([next.status, next.body.error.reason]).toEqual([
      403,
      'action [indices:data/read/scroll] is unauthorized for user [loser] with effective roles [loser] on indices [shared], this action is granted by the index privileges [read,all]',
    ])
    expect((await reader('POST', '/_search', { pit: { id: pit } })).status).toBe(403)
    await live.elastic('PUT', '/_security/role/loser', {})
    expect((await reader('POST', '/_search/scroll', { scroll_id: scroll })).status).toBe(403)
  })

  it('end it for an alias that does not lead to the index any more', async () => {
    await live.elastic('POST', '/_aliases', { actions: [{ add: { index: 'shared', alias: 'way' } }] })
    const reader = await live.user('wayfarer', { indices: [{ names: ['way'], privileges: ['read'] }] })
    const scroll = (await reader('POST', '/way/_search?scroll=1m&size=5')).body._scroll_id
    expect((await reader('POST', '/_search/scroll', { scroll_id: scroll })).status).toBe(200)
    await live.elastic('POST', '/_aliases', {
      actions: [{ remove: { index: 'shared', alias: 'way' } }, { add: { index: 'other', alias: 'way' } }],
    })
    expect((await reader('POST', '/_search/scroll', { scroll_id: scroll })).status).toBe(404)
  })
})

describe('closing everybody’s scrolls', () => {
  it('needs a privilege of the cluster', async () => {
    const refused = await owner('DELETE', '/_search/scroll/_all')
    expect([refused.status, refused.body.error.reason]).toEqual([
      403,
      'action [cluster:admin/indices/scroll/clear_all] is unauthorized for user [owner] with effective roles [owner], this action is granted by the cluster privileges [manage,all]',
    ])
    await openScroll()
    expect((await live.elastic('DELETE', '/_search/scroll/_all')).body.num_freed).toBeGreaterThan(0)
  })
})
