/** Tasks of other people: not there for whoever may not see tasks, whatever is asked of them. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { basic, type CredentialSender, senderOf } from '../support/credentials.ts'
import { type LiveNode, lines, liveNode, type Sender } from '../support/live-node.ts'

let live: LiveNode
let send: CredentialSender
let other: Sender
let monitor: Sender
let task: string

beforeAll(async () => {
  live = await liveNode()
  send = senderOf(live)
  const docs = Array.from({ length: 40 }, (_, n) => [{ index: { _id: String(n) } }, { n }])
  await live.elastic('POST', '/source/_bulk?refresh=true', lines(...docs.flat()))
  const role = { indices: [{ names: ['*'], privileges: ['all'] }] }
  await live.user('owner', role)
  await live.user('caller', role)
  other = await live.user('other', role)
  monitor = await live.user('watch', { cluster: ['monitor'] })
  const body = { source: { index: 'source', size: 1 }, dest: { index: 'copy' } }
  const both = { first: basic('caller'), second: basic('owner') }
  task = (await send(both, 'POST', '/_reindex?wait_for_completion=false&requests_per_second=1', body)).body.task
})
afterAll(() => live.stop())

describe('a task that runs as somebody else', () => {
  it('is not there for others: neither to see, nor to cancel, nor to slow', async () => {
    const seen = await other('GET', `/_tasks/${task}`)
    const never = await other('GET', `/_tasks/${task.replace(/\d+$/, '424242')}`)
    expect(seen.status).toBe(404)
    const shape = (text: string): string => text.replaceAll(/:\d+\]/g, ':n]')
    expect(shape(seen.text)).toBe(shape(never.text))
    for (const path of [`/_tasks/${task}/_cancel`, `/_reindex/${task}/_rethrottle?requests_per_second=-1`]) {
      const { body } = await other('POST', path)
      expect(body.node_failures[0].caused_by.type).toBe('resource_not_found_exception')
    }
    const { body } = await other('POST', '/_tasks/_cancel?actions=*')
    expect(body).toEqual({ nodes: {} })
    expect((await other('GET', '/_tasks')).status).toBe(403)
    expect((await other('GET', '/_sallyport/tasks')).status).toBe(403)
  })

  it('is seen by its owner, by whoever started it, and by those who watch over the cluster', async () => {
    for (const by of [basic('owner'), basic('caller'), basic('watch'), basic('elastic')]) {
      const { status, body } = await send(by, 'GET', `/_tasks/${task}`)
      expect([by, status, body.completed]).toEqual([by, 200, false])
    }
  })

  it('is told with both identities', async () => {
    const { body } = await monitor('GET', '/_sallyport/tasks?owner=own*')
    expect(body.tasks).toEqual([
      expect.objectContaining({
        task,
        state: 'running',
        owner: { type: 'user', username: 'owner', realm: 'default_native' },
        started_by: { type: 'user', username: 'caller', realm: 'default_native' },
      }),
    ])
    expect((await monitor('GET', '/_sallyport/tasks?owner=caller')).body.total).toBe(0)
    expect((await monitor('GET', '/_sallyport/tasks')).body.total).toBe(1)
  })

  it('is cancelled by its owner, without a privilege for it', async () => {
    const { body } = await send(basic('owner'), 'POST', `/_tasks/${task}/_cancel?wait_for_completion=true`)
    expect(body.node_failures).toBeUndefined()
    expect((await send(basic('owner'), 'GET', `/_tasks/${task}`)).body).toMatchObject({
      completed: true,
      task: { cancelled: true },
    })
    expect((await other('GET', `/_tasks/${task}`)).status).toBe(404)
  })

  it('is not cancelled by those who may only watch', async () => {
    const body = { source: { index: 'source', size: 1 }, dest: { index: 'copy' } }
    const { body: started } = await send(
      basic('owner'),
      'POST',
      '/_reindex?wait_for_completion=false&requests_per_second=1',
      body,
    )
    const { body: cancelled } = await monitor('POST', `/_tasks/${started.task}/_cancel`)
    expect(cancelled.node_failures).toHaveLength(1)
    expect((await live.elastic('POST', `/_tasks/${started.task}/_cancel`)).body.node_failures).toBeUndefined()
  })
})
