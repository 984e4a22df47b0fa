/** C10, C11: rights follow the path alone; nothing in a query string is another name, another path, another method or a second body. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type LiveNode, liveNode, type Sender } from '../support/live-node.ts'

let live: LiveNode
let jo: Sender

beforeAll(async () => {
  live = await liveNode()
  jo = await live.user('jo', { indices: [{ names: ['mine'], privileges: ['all'] }] })
  await live.elastic('PUT', '/mine/_doc/1?refresh=true', { owner: 'jo' })
  await live.elastic('PUT', '/other/_doc/1?refresh=true', { owner: 'somebody else' })
})
afterAll(() => live.stop())

describe('a query string', () => {
  it.each([
    '/other/_search?index=mine',
    '/other/_search?path=/mine/_search',
    '/other/_search?/mine/_search',
    '/other/_search?x=/_security/_authenticate',
    '/other/_doc/1?index=mine',
    '/_security/user?/_security/_authenticate',
    '/_security/user?username=jo',
    '/_cluster/settings?x=/mine/_search',
  ])('lets nobody through: %s', async (path) => {
    const { status, text } = await jo('GET', path)
    expect([400, 403]).toContain(status)
    expect(text).not.toContain('somebody else')
  })

  it.each(['/mine/_search?index=other', '/mine/_doc/1?index=other', '/mine/_count?index=other'])(
    'names no index: %s',
    async (path) => {
      const { status, text } = await jo('GET', path)
      expect(status).toBe(400)
      expect(text).toContain('unrecognized parameter: [index]')
    },
  )

  it.each(['_method=DELETE', 'method=DELETE', 'X-HTTP-Method-Override=DELETE'])('changes no method: %s', async (query) => {
    await jo('POST', `/mine/_search?${query}`)
    expect((await jo('GET', '/mine/_doc/1')).status).toBe(200)
  })

  it.each(['size=1&size=2', 'routing=a&routing=a', 's%69ze=1&size=2', 'pretty&pretty'])(
    'has each parameter once: %s',
    async (query) => {
      const { status, text } = await jo('GET', `/mine/_search?${query}`)
      expect(status).toBe(400)
      expect(text).toContain('is given more than once')
    },
  )
})

describe('source', () => {
  const source = (body: unknown): string =>
    `source=${encodeURIComponent(JSON.stringify(body))}&source_content_type=application/json`

  it('does not stand beside a body', async () => {
    const { status } = await jo('POST', `/mine/_search?${source({ size: 0 })}`, { size: 1 })
    expect(status).toBe(400)
  })

  it('is authorized as a body is', async () => {
    const { body } = await jo('GET', `/_mget?${source({ docs: [{ _index: 'other', _id: '1' }] })}`)
    expect(body.docs[0].error.type).toBe('security_exception')
    const filtered = await jo(
      'GET',
      `/mine/_search?${source({ query: { terms: { owner: { index: 'other', id: '1', path: 'owner' } } } })}`,
    )
    expect(filtered.status).toBe(403)
  })

  it('is held to the rules of bodies', async () => {
    const twice = encodeURIComponent('{"size":0,"size":1}')
    expect((await jo('GET', `/mine/_search?source=${twice}&source_content_type=application/json`)).status).toBe(400)
    expect((await jo('GET', `/mine/_search?${source({ nope: 1 })}`)).status).toBe(400)
    expect((await jo('GET', `/mine/_search?source=%7B%7D`)).status).toBe(400)
    expect((await jo('DELETE', `/mine/_doc/1?${source({})}`)).status).toBe(400)
  })
})
