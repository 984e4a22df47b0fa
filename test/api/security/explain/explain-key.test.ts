/** Explanations of API keys: both sides are told, and what is missing is named on the side where it is missing. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type LiveNode, liveNode } from '../../../support/live-node.ts'

let live: LiveNode
let id: string
beforeAll(async () => {
  live = await liveNode()
  await live.elastic('PUT', '/books-1')
  const mara = await live.user('mara', {
    cluster: ['manage_own_api_key'],
    indices: [{ names: ['books-*', 'films-*'], privileges: ['read'] }],
  })
  const role_descriptors = { k: { indices: [{ names: ['books-*', 'secret'], privileges: ['read'] }] } }
  id = (await mara('POST', '/_security/api_key', { name: 'k', role_descriptors })).body.id
})
afterAll(() => live.stop())

const explain = async (path: string) =>
  (await live.elastic('POST', '/_sallyport/_explain', { api_key: id, method: 'GET', path })).body

it('are allowed what both sides allow', async () => {
  const { allowed, identity, names } = await explain('/books-1/_search')
  expect([allowed, identity.kind, identity.api_key]).toEqual([true, 'api_key', { id, name: 'k' }])
  expect(names[0].because).toEqual([
    { role: 'k', line: 'indices[0]', effect: 'grants', names: ['books-*', 'secret'], privileges: ['read'] },
    { of: 'owner', role: 'mara', line: 'indices[0]', effect: 'grants', names: ['books-*', 'films-*'], privileges: ['read'] },
  ])
})

it('say on which side something is missing', async () => {
  const entry = (name: string) => ({ indices: [{ names: [name], privileges: ['read'] }] })
  expect((await explain('/films-1/_search')).change).toEqual([{ of: 'api_key', add: entry('films-1') }])
  expect((await explain('/secret/_search')).change).toEqual([{ of: 'owner', add: entry('secret') }])
  expect((await explain('/other/_search')).change).toEqual([
    { of: 'api_key', add: entry('other') },
    { of: 'owner', add: entry('other') },
  ])
  expect((await explain('/films-1/_search')).refusal.reason).toContain(`unauthorized for API key id [${id}] of user [mara]`)
})
