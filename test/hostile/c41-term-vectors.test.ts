/** C41, C54: term vectors show the text of a document in pieces. Each is decided by the index its own member names, wherever that stands. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type LiveNode, liveNode, type Sender } from '../support/live-node.ts'

const SECRET = 'secretword'

describe('C41 term vectors', () => {
  let live: LiveNode
  let mallory: Sender
  let watcher: Sender

  beforeAll(async () => {
    live = await liveNode()
    await live.elastic('PUT', '/own/_doc/1?refresh=true', { t: 'mine' })
    await live.elastic('PUT', '/other/_doc/1?refresh=true', { t: SECRET })
    await live.elastic('PUT', '/other/_alias/behind')
    mallory = await live.user('mallory', { indices: [{ names: ['own'], privileges: ['read'] }] })
    watcher = await live.user('watcher', {
      cluster: ['monitor'],
      indices: [{ names: ['*'], privileges: ['view_index_metadata'] }],
    })
  })
  afterAll(() => live.stop())

  const NAMES = ['other', 'behind', '<other>', "<{now/d{'other'}}>", 'own,other']

  it.each(NAMES)('refuses %s in the place of the path', async (name) => {
    const { status, text } = await mallory('POST', `/own/_termvectors/1`, { _index: name, fields: ['t'] })
    expect(status).toBe(403)
    expect(text).toContain('action [indices:data/read/tv] is unauthorized')
    expect(text).not.toContain(SECRET)
  })

  it.each(NAMES)('refuses %s in its item, and no other', async (name) => {
    const asked = { docs: [{ _index: name, _id: '1' }, { _id: '1' }], parameters: { fields: ['t'] } }
    const { body, text } = await mallory('POST', '/own/_mtermvectors', asked)
    expect(body.docs[0].error.type).toBe('security_exception')
    expect(body.docs[1].found).toBe(true)
    expect(text).not.toContain(SECRET)
  })

  it('refuses a name that stands for all items', async () => {
    const { body, text } = await mallory('POST', '/own/_mtermvectors', {
      parameters: { _index: 'other', fields: ['t'] },
      ids: ['1'],
    })
    expect(body.docs[0].error.reason).toContain('action [indices:data/read/mtv[shard]] is unauthorized for user [mallory]')
    expect(text).not.toContain(SECRET)
  })

  it('tells the same of an index that is missing, with a given document too', async () => {
    for (const item of [{ _id: '1' }, { doc: { t: 'secretwort' } }]) {
      const docs = ['other', 'nought'].map((_index) => ({ _index, ...item, term_statistics: true }))
      const { body } = await mallory('POST', '/_mtermvectors', { docs })
      const [existing, missing] = body.docs.map((doc: unknown) => JSON.stringify(doc))
      expect(missing.replaceAll('nought', 'other')).toBe(existing)
    }
  })

  it('asks for read, of which seeing the mapping is no part', async () => {
    expect((await watcher('POST', '/other/_termvectors', { doc: { t: SECRET } })).status).toBe(403)
    const { status, body } = await watcher('POST', '/_mtermvectors', { docs: [{ _index: 'other', _id: '1' }] })
    expect(status).toBe(403)
    expect(body.error.reason).toContain('action [indices:data/read/mtv] is unauthorized')
    expect(body.error.reason).not.toContain('on indices')
  })
})
