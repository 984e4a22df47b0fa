/** C48: a rollover makes an index and moves an alias; it must not be a way to names and documents that the caller has no right to. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type LiveNode, liveNode, type Sender } from '../support/live-node.ts'

let live: LiveNode
let roller: Sender

beforeAll(async () => {
  live = await liveNode()
  roller = await live.user('roller', {
    indices: [
      { names: ['logs', 'mine*'], privileges: ['manage'] },
      { names: ['mine*'], privileges: ['read'] },
    ],
  })
}, 30_000)
afterAll(() => live.stop())
beforeEach(async () => {
  const names = Object.keys((await live.elastic('GET', '/*?expand_wildcards=all')).body)
  for (const name of names) await live.elastic('DELETE', `/${name}`)
  await live.elastic('PUT', '/logs-1', { aliases: { logs: { is_write_index: true } } })
})

const denied = (name: string) =>
  `action [indices:admin/rollover] is unauthorized for user [roller] with effective roles [roller] on indices [${name}], this action is granted by the index privileges [manage_follow_index,manage,all]`
const refusal = async (answer: ReturnType<Sender>) => {
  const { status, body } = await answer
  return [status, body.error?.reason]
}
const unchanged = async () => {
  expect(Object.keys((await live.elastic('GET', '/*?expand_wildcards=all')).body)).toEqual(['logs-1'])
}

describe('rollover', () => {
  it('needs no more than the alias', async () => {
    expect((await roller('POST', '/logs/_rollover')).body).toMatchObject({ old_index: 'logs-1', new_index: 'logs-000002' })
  })

  it('makes no index under a name that the caller may not roll over to', async () => {
    expect(await refusal(roller('POST', '/logs/_rollover/payroll-1'))).toEqual([403, denied('payroll-1')])
    expect(await refusal(roller('POST', `/logs/_rollover/${encodeURIComponent('<payroll-{now/d}>')}`))).toEqual([
      403,
      denied('<payroll-{now/d}>'),
    ])
    await unchanged()
  })

  it("makes none under a name of the server's own records", async () => {
    expect((await live.elastic('POST', '/logs/_rollover/.security-8')).status).toBe(400)
    expect((await live.elastic('POST', '/logs/_rollover', { aliases: { '.security': {} } })).status).toBe(400)
    await unchanged()
  })

  it('shows nothing under an alias that gives more than the one rolled over', async () => {
    expect(await refusal(roller('POST', '/logs/_rollover', { aliases: { 'mine-view': {} } }))).toEqual([
      403,
      'Adding an alias is not allowed when the alias has more permissions than any of the indices',
    ])
    const foreign = await refusal(roller('POST', '/logs/_rollover', { aliases: { foreign: {} } }))
    expect(foreign[0]).toBe(403)
    expect(foreign[1]).toContain('indices:admin/aliases')
    await unchanged()
  })

  it('lifts no denial by taking the alias away under which it stands', async () => {
    await live.elastic('DELETE', '/logs-1')
    await live.elastic('PUT', '/logs-1', { aliases: { logs: {} } })
    const sly = await live.user('sly', {
      indices: [{ names: ['logs*'], privileges: ['all'] }],
      deny: { indices: [{ names: ['logs'], privileges: ['read'] }] },
    })
    expect((await sly('GET', '/logs-1/_search')).status).toBe(403)
    expect((await sly('POST', '/logs/_rollover')).status).toBe(403)
    await unchanged()
    expect((await sly('GET', '/logs-1/_search')).status).toBe(403)
  })

  it('is refused to whoever sees the target in part only', async () => {
    const partly = await live.user('partly', { indices: [{ names: ['logs*'], privileges: ['all'], query: '{"match_all":{}}' }] })
    expect((await partly('POST', '/logs/_rollover')).status).toBe(403)
    await unchanged()
  })

  it('is of one index where two ask at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => roller('POST', '/logs/_rollover', { conditions: { max_docs: 0 } })),
    )
    const names = answers.map(({ body }) => body.new_index)
    expect(new Set(names).size).toBe(8)
    const { body } = await live.elastic('GET', '/_alias/logs')
    const writers = Object.values(body as Record<string, { aliases: { logs: { is_write_index?: boolean } } }>).filter(
      ({ aliases }) => aliases.logs.is_write_index === true,
    )
    expect(writers).toHaveLength(1)
  })
})
