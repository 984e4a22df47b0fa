/** C41: the URL names an index that is allowed, the body another. Every item is decided for itself. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type LiveNode, lines, liveNode, type Sender } from '../support/live-node.ts'

const OWN = 'own'
const OTHER = 'other'

describe('C41 names in bodies', () => {
  let live: LiveNode
  let mallory: Sender

  beforeAll(async () => {
    live = await liveNode()
    await live.elastic('PUT', `/${OWN}/_doc/1?refresh=true`, { secret: 'mine' })
    await live.elastic('PUT', `/${OTHER}/_doc/1?refresh=true`, { secret: 'theirs' })
    mallory = await live.user('mallory', { indices: [{ names: [OWN], privileges: ['read', 'write'] }] })
  })
  afterAll(() => live.stop())

  it('writes by _bulk only what each line may', async () => {
    const body = lines(
      { index: { _index: OTHER, _id: '1' } },
      { secret: 'overwritten' },
      { create: { _index: OTHER, _id: '2' } },
      { secret: 'new' },
      { update: { _index: OTHER, _id: '1' } },
      { doc: { secret: 'changed' } },
      { delete: { _index: OTHER, _id: '1' } },
      { index: { _index: 'a-new-one', _id: '1' } },
      {},
      { index: { _id: '2' } },
      { secret: 'mine too' },
    )
    const { status, body: reply } = await mallory('POST', `/${OWN}/_bulk?refresh=true`, body)
    expect(status).toBe(200)
    const statuses = reply.items.map((item: Record<string, { status: number }>) => Object.values(item)[0]?.status)
    expect(statuses).toEqual([403, 403, 403, 403, 403, 201])
    const theirs = await live.elastic('GET', `/${OTHER}/_search`)
    expect(theirs.body.hits.hits.map((hit: { _source: unknown }) => hit._source)).toEqual([{ secret: 'theirs' }])
    expect((await live.elastic('HEAD', '/a-new-one')).status).toBe(404)
  })

  it('reads by _mget only what each item may', async () => {
    const docs = [OTHER, OWN, OTHER].map((_index) => ({ _index, _id: '1' }))
    const { text, body } = await mallory('POST', `/${OWN}/_mget`, { docs })
    expect(body.docs.map((doc: { found?: boolean; error?: { type: string } }) => doc.found ?? doc.error?.type)).toEqual([
      'security_exception',
      true,
      'security_exception',
    ])
    expect(text).not.toContain('theirs')
  })

  it.each([`/${OWN},${OTHER}/_search`, `/${OTHER},${OWN}/_search`, `/*,${OTHER}/_search`, `/${OTHER}/_count`])(
    'refuses %s as a whole',
    async (path) => {
      const { status, text } = await mallory('GET', path)
      expect(status).toBe(403)
      expect(text).not.toContain('theirs')
    },
  )

  it.each([
    '/_search',
    '/*/_search',
    '/_all/_search',
    `/*,-${OWN}/_search`,
    '/oth*/_search',
    `/${OWN},oth*/_search`,
    `/${OTHER}/_search?ignore_unavailable=true`,
  ])('shows nothing of others by %s', async (path) => {
    const { status, text } = await mallory('GET', path)
    expect(status).toBe(200)
    expect(text).not.toContain('theirs')
  })

  it.each(['_doc', '_create', '_update', '_source'])('refuses %s of another index', async (kind) => {
    const body = kind === '_update' ? { doc: {} } : {}
    for (const method of kind === '_source' ? ['GET', 'HEAD'] : ['POST']) {
      const { status } = await mallory(method, `/${OTHER}/${kind}/1`, method === 'POST' ? body : undefined)
      expect(status).toBe(403)
    }
  })

  it('tells the same of an index that is missing as of one that is not', async () => {
    for (const path of ['/_search', '/_doc/1', '/_count', '/_mapping']) {
      const existing = await mallory('GET', `/${OTHER}${path}`)
      const missing = await mallory('GET', `/missing${path}`)
      expect(missing.status).toBe(existing.status)
      expect(missing.text.replaceAll('missing', OTHER)).toBe(existing.text)
    }
    const docs = [OTHER, 'missing'].map((_index) => ({ _index, _id: '1' }))
    const { body } = await mallory('POST', '/_mget', { docs })
    const [existing, missing] = body.docs.map((doc: unknown) => JSON.stringify(doc))
    expect(missing.replaceAll('missing', OTHER)).toBe(existing)
  })
})
