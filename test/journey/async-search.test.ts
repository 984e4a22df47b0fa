/** `_async_search` over HTTP: for its owner alone, who is the second identity where there is one. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { basic, type CredentialSender, senderOf } from '../support/credentials.ts'
import { type LiveNode, lines, liveNode } from '../support/live-node.ts'

let live: LiveNode
let send: CredentialSender
const ELASTIC = basic('elastic')
const READS = (index: string) => ({ indices: [{ names: [index], privileges: ['read'] }] })

beforeAll(async () => {
  live = await liveNode()
  send = senderOf(live)
  const docs = Array.from({ length: 30 }, (_, n) => [{ index: { _id: String(n) } }, { n }])
  await live.elastic('POST', '/docs/_bulk?refresh=true', lines(...docs.flat()))
  await live.elastic('PUT', '/other')
  await live.user('reader', READS('docs'))
  await live.user('caller', { indices: [{ names: ['docs', 'other'], privileges: ['read'] }] })
  await live.user('elsewhere', READS('other'))
  await live.user('watch', { cluster: ['monitor'] })
})
afterAll(() => live.stop())

const submit = async (by: Parameters<CredentialSender>[0], index = 'docs', body: unknown = {}) =>
  send(by, 'POST', `/${index}/_async_search?keep_on_completion=true&wait_for_completion_timeout=10s`, body)

describe('_async_search', () => {
  it('answers at once where the search is fast, and keeps nothing then', async () => {
    const { status, body } = await send(ELASTIC, 'POST', '/docs/_async_search?size=2')
    expect([status, body.id, body.is_running, body.is_partial]).toEqual([200, undefined, false, false])
    expect(body.response.hits.total.value).toBe(30)
    expect((await live.elastic('GET', '/_sallyport/tasks')).body.total).toBe(0)
  })

  it('keeps what it found until it is forgotten', async () => {
    const { body } = await submit(ELASTIC, 'docs', { size: 1, sort: ['n'] })
    const kept = await send(ELASTIC, 'GET', `/_async_search/${body.id}`)
    expect(kept.body).toMatchObject({ id: body.id, is_running: false, is_partial: false })
    const status = await send(ELASTIC, 'GET', `/_async_search/status/${body.id}`)
    expect(status.body).toMatchObject({ completion_status: 200, _shards: { total: 1, successful: 1 } })
    expect((await send(ELASTIC, 'DELETE', `/_async_search/${body.id}`)).body).toEqual({ acknowledged: true })
    expect((await send(ELASTIC, 'GET', `/_async_search/${body.id}`)).status).toBe(404)
  })

  it.each([
    ['?keep_alive=10s', '[keep_alive] must be greater or equals than 1 minute, got:10s'],
    ['?scroll=1m', '[scroll] queries are not supported'],
    ['?size=-1', '[size] parameter cannot be negative'],
  ])('refuses %s', async (parameters, reason) => {
    const { status, text } = await send(ELASTIC, 'POST', `/docs/_async_search${parameters}`)
    expect(status).toBe(400)
    expect(text).toContain(reason)
  })

  it('gives a made-up id 400, and one that never was 404', async () => {
    expect((await send(ELASTIC, 'GET', '/_async_search/abc')).body.error.reason).toBe('invalid id: [abc]')
    expect((await send(ELASTIC, 'GET', `/_async_search/${'A'.repeat(32)}`)).status).toBe(404)
  })

  it('says what went wrong, with its status', async () => {
    const missing = await send(ELASTIC, 'POST', '/nowhere/_async_search')
    expect([missing.status, missing.body.error.type]).toEqual([404, 'index_not_found_exception'])
    const failed = await submit(ELASTIC, 'docs', { sort: ['nothing'] })
    expect([failed.status, failed.body.error.type, failed.body.is_partial]).toEqual([
      400,
      'search_phase_execution_exception',
      true,
    ])
    expect((await send(ELASTIC, 'GET', `/_async_search/${failed.body.id}`)).status).toBe(400)
  })
})

describe('while it runs', () => {
  const begin = async (by = ELASTIC) =>
    (await send(by, 'POST', '/docs,other/_async_search?wait_for_completion_timeout=0s&keep_on_completion=true')).body

  it('answers at once with what there is, and then with the whole', async () => {
    const { id, is_running, is_partial, response } = await begin()
    if (is_running) expect([is_partial, response.hits.hits, response.hits.total.relation]).toEqual([true, [], 'gte'])
    const { body } = await send(ELASTIC, 'GET', `/_async_search/${id}?wait_for_completion_timeout=10s`)
    expect(body).toMatchObject({ is_running: false, is_partial: false, response: { _shards: { total: 2, successful: 2 } } })
  })

  it('lives as long as it was asked to last, by either way of asking', async () => {
    const { id, expiration_time_in_millis: before } = await begin()
    for (const [path, days] of [
      [`/_async_search/${id}`, 6],
      [`/_async_search/status/${id}`, 7],
    ] as const) {
      const { body } = await send(ELASTIC, 'GET', `${path}?keep_alive=${days}d`)
      expect(body.expiration_time_in_millis - before).toBeGreaterThanOrEqual((days - 5) * 24 * 3600_000)
    }
    expect((await send(ELASTIC, 'GET', `/_async_search/status/${id}?keep_alive=1s`)).status).toBe(400)
  })

  it('is gone when it is deleted', async () => {
    const { id } = await begin()
    expect((await send(ELASTIC, 'DELETE', `/_async_search/${id}`)).status).toBe(200)
    expect((await send(ELASTIC, 'GET', `/_async_search/${id}`)).status).toBe(404)
  })
})

describe('with two identities', () => {
  it('searches as the second, whose result the first alone cannot read', async () => {
    const both = { first: basic('caller'), second: basic('reader') }
    const { body } = await submit(both)
    expect(body.response.hits.total.value).toBe(30)
    const path = `/_async_search/${body.id}`
    expect((await send(basic('reader'), 'GET', path)).status).toBe(200)
    expect((await send(both, 'GET', path)).status).toBe(200)
    for (const by of [basic('caller'), basic('elsewhere'), ELASTIC, basic('watch')]) {
      expect([by, (await send(by, 'GET', path)).status]).toEqual([by, 404])
      expect([by, (await send(by, 'DELETE', path)).status]).toEqual([by, 404])
    }
    expect((await send(basic('elsewhere'), 'GET', `/_async_search/status/${body.id}`)).status).toBe(404)
    expect((await send(basic('watch'), 'GET', `/_async_search/status/${body.id}`)).status).toBe(200)
  })

  it('finds nothing that the second may not, though the first may', async () => {
    const refused = await send({ first: basic('caller'), second: basic('elsewhere') }, 'POST', '/docs/_async_search')
    expect(refused.status).toBe(403)
    expect(refused.body.error.reason).toContain('user [elsewhere]')
  })

  it('needs the privilege of the first, whatever the second may', async () => {
    const refused = await send({ first: basic('watch'), second: ELASTIC }, 'POST', '/docs/_async_search')
    expect(refused.status).toBe(403)
    expect(refused.body.error.reason).toContain('user [watch]')
  })
})
