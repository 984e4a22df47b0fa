/** C41 in `_msearch`: each search is decided by the names in its own header, whatever the path says and however they are written. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type LiveNode, lines, liveNode, type Sender } from '../support/live-node.ts'

const OWN = 'own'
const OTHER = 'other'

describe('C41 names in searches', () => {
  let live: LiveNode
  let mallory: Sender
  let nobody: Sender

  beforeAll(async () => {
    live = await liveNode()
    await live.elastic('PUT', `/${OWN}/_doc/1?refresh=true`, { secret: 'mine' })
    await live.elastic('PUT', `/${OTHER}/_doc/1?refresh=true`, { secret: 'theirs' })
    await live.elastic('PUT', `/${OTHER}/_alias/behind`)
    mallory = await live.user('mallory', { indices: [{ names: [OWN], privileges: ['read'] }] })
    nobody = await live.user('nobody-special', { cluster: ['monitor'] })
  })
  afterAll(() => live.stop())

  it('searches what each header may name, and says so in the place of each that may not', async () => {
    const body = lines({ index: OTHER }, {}, { index: OWN }, {}, { index: 'missing' }, {}, {}, {}, { index: '*' }, {})
    const { status, body: reply, text } = await mallory('POST', `/${OWN}/_msearch`, body)
    expect(status).toBe(200)
    expect(reply.responses.map((one: { status: number }) => one.status)).toEqual([403, 200, 403, 200, 200])
    expect(reply.responses[0].error.reason).toBe(
      'action [indices:data/read/search] is unauthorized for user [mallory] with effective roles [mallory] on indices [other], this action is granted by the index privileges [read,all]',
    )
    // Whether it exists is not told.
    expect(JSON.stringify(reply.responses[2]).replaceAll('missing', OTHER)).toBe(JSON.stringify(reply.responses[0]))
    expect(text).not.toContain('theirs')
  })

  it.each([
    { index: `${OWN},${OTHER}` },
    { index: [OWN, OTHER] },
    { index: [`${OWN},${OTHER}`] },
    { indices: OTHER },
    { index: OWN, indices: OTHER },
    { index: 'behind' },
    { index: `<${OTHER}>` },
    { index: '%6fther' },
    { index: '%3Cother%3E' },
    { index: [OWN, 'other*', OTHER] },
  ])('refuses %j', async (header) => {
    const { body, text } = await mallory('POST', '/_msearch', lines(header, {}))
    expect(body.responses[0].status).toBe(403)
    expect(text).not.toContain('theirs')
  })

  it.each([
    { index: 'oth*' },
    { index: ['*', `-${OWN}`] },
    { index: OTHER, ignore_unavailable: true },
    { index: '_all', expand_wildcards: 'all' },
    { index: '' },
    { index: [] },
    { indices: OTHER, index: OWN },
  ])('shows nothing of others by %j', async (header) => {
    const { body, text } = await mallory('POST', `/${OTHER}/_msearch`, lines(header, {}))
    expect(body.responses[0].status).toBe(200)
    expect(text).not.toContain('theirs')
  })

  it.each([
    `{"index":"${OWN}","index":"${OTHER}"}`,
    `{"index":"${OWN}","type":"x"}`,
    `{"index":"${OWN}","project_routing":"x"}`,
    `{"index":"${OWN}","path":"/${OTHER}/_search"}`,
    '{"index":{"a":1}}',
    '{"index":null}',
    '["index"]',
    '"index"',
    '{"index":"own"',
  ])('refuses the whole request for the header %s', async (header) => {
    const { status } = await mallory('POST', '/_msearch', `${header}\n{}\n`)
    expect(status).toBe(400)
  })

  it('refuses whoever may search nothing at all before it is looked at names', async () => {
    const { status, body } = await nobody('POST', `/${OWN}/_msearch`, lines({ index: OTHER }, {}))
    expect(status).toBe(403)
    expect(body.error.reason).toContain('action [indices:data/read/msearch] is unauthorized')
    expect(body.error.reason).not.toContain('on indices')
  })

  it("takes nobody else's point in time", async () => {
    const opened = await live.elastic('POST', `/${OTHER}/_pit?keep_alive=1m`)
    const { body, text } = await mallory('POST', '/_msearch', lines({}, { pit: { id: opened.body.id } }))
    expect(body.responses[0].status).toBe(404)
    expect(text).not.toContain('theirs')
  })
})
