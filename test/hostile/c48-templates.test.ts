/** C48: templates give aliases to what others will make; they must not be a way to read it, nor to take names without asking. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type LiveNode, liveNode, type Sender } from '../support/live-node.ts'

let live: LiveNode
let thief: Sender
let keeper: Sender
let maker: Sender

beforeAll(async () => {
  live = await liveNode()
  const cluster = ['manage_index_templates']
  thief = await live.user('thief', { cluster, indices: [{ names: ['mine-*'], privileges: ['all'] }] })
  keeper = await live.user('keeper', { cluster })
  maker = await live.user('maker', { indices: [{ names: ['a-*'], privileges: ['create_index', 'write'] }] })
}, 30_000)
afterAll(() => live.stop())
beforeEach(async () => {
  await live.elastic('DELETE', '/_index_template/*')
  await live.elastic('DELETE', '/_component_template/*')
  for (const index of ['secret-1', 'mine-1', 'a-1', 'a-2']) await live.elastic('DELETE', `/${index}?ignore_unavailable=true`)
})

const MORE = 'Adding an alias is not allowed when the alias has more permissions than any of the indices'
const template = (patterns: readonly string[], alias: string | undefined, more: object = {}) => ({
  index_patterns: patterns,
  template: alias === undefined ? {} : { aliases: { [alias]: {} } },
  ...more,
})
const reasonOf = async (answer: ReturnType<Sender>) => (await answer).body.error?.reason

describe('an alias of a template', () => {
  it('may be given to indices on which its maker may do as much', async () => {
    expect((await thief('PUT', '/_index_template/t', template(['mine-a*'], 'mine-x'))).status).toBe(200)
    expect((await keeper('PUT', '/_index_template/k', template(['b*'], 'anything'))).status).toBe(200)
  })

  it.each([
    ['an index template', '/_index_template/t', template(['secret-*'], 'mine-x')],
    ['one pattern of several', '/_index_template/t', template(['mine-*', 'secret-*'], 'mine-x')],
    ['a pattern of everything', '/_index_template/t', template(['*'], 'mine-x')],
    ['a pattern that begins like his own', '/_index_template/t', template(['mine*'], 'mine-x')],
    ['a plain name', '/_index_template/t', template(['secret-1'], 'mine-x')],
    ['a template of the older kind', '/_template/t', { index_patterns: ['secret-*'], aliases: { 'mine-x': {} } }],
  ])('is refused where it would show what others make: %s', async (_, path, body) => {
    expect(await reasonOf(thief('PUT', path, body))).toBe(MORE)
    await live.elastic('PUT', '/secret-1/_doc/1?refresh=true', { a: 1 })
    expect((await thief('GET', '/mine-x/_search')).status).toBe(404)
  })

  it('is refused by way of component templates too, whichever comes last', async () => {
    const component = { template: { aliases: { 'mine-x': {} } } }
    const user = template(['secret-*'], undefined, { composed_of: ['c'], ignore_missing_component_templates: ['c'] })
    expect((await thief('PUT', '/_index_template/t', user)).status).toBe(200)
    expect(await reasonOf(thief('PUT', '/_component_template/c', component))).toBe(MORE)
    await live.elastic('DELETE', '/_index_template/t')
    expect((await thief('PUT', '/_component_template/c', component)).status).toBe(200)
    expect(await reasonOf(thief('PUT', '/_index_template/t', user))).toBe(MORE)
  })

  it('is not bound by asking for both at once', async () => {
    const component = { template: { aliases: { 'mine-x': {} } } }
    const user = template(['secret-*'], undefined, { composed_of: ['c'], ignore_missing_component_templates: ['c'] })
    for (let round = 0; round < 10; round++) {
      await live.elastic('DELETE', '/_index_template/*')
      await live.elastic('DELETE', '/_component_template/*')
      const both = await Promise.all([
        thief('PUT', '/_index_template/t', user),
        thief('PUT', '/_component_template/c', component),
      ])
      expect(both.map(({ status }) => status)).not.toEqual([200, 200])
    }
  })

  it('is refused under names that are made of the index', async () => {
    const sly = await live.user('sly', {
      cluster: ['manage_index_templates'],
      indices: [{ names: ['secret-1-x'], privileges: ['read'] }],
    })
    expect(await reasonOf(sly('PUT', '/_index_template/t', template(['secret-*'], '{index}-x')))).toBe(MORE)
    expect((await sly('PUT', '/_index_template/t', template(['secret-*'], '{index}-y'))).status).toBe(200)
  })

  it('that an administrator gave needs nothing of whoever makes the index, and opens nothing to him', async () => {
    await live.elastic('PUT', '/_index_template/t', template(['a-*'], 'others'))
    expect((await maker('PUT', '/a-1')).status).toBe(200)
    expect((await maker('PUT', '/a-2/_doc/1', { a: 1 })).status).toBe(201)
    expect((await live.elastic('GET', '/_alias/others')).body).toHaveProperty('a-2')
    expect((await maker('GET', '/others/_search')).status).toBe(403)
    expect((await maker('PUT', '/others/_doc/1', { a: 1 })).status).toBe(403)
  })

  it('cannot be one of the names of the server itself, nor of an index', async () => {
    expect((await live.elastic('PUT', '/_index_template/t', template(['a-*'], '.security'))).status).toBe(400)
    await live.elastic('PUT', '/mine-1')
    await live.elastic('PUT', '/_index_template/t', template(['a-*'], 'mine-1'))
    expect((await maker('PUT', '/a-1')).status).toBe(400)
  })
})

it('templates are shown, kept and tried by those who may only', async () => {
  const stranger = await live.user('stranger', { indices: [{ names: ['*'], privileges: ['all'] }] })
  for (const [method, path] of [
    ['GET', '/_index_template'],
    ['PUT', '/_index_template/t'],
    ['DELETE', '/_index_template/*'],
    ['POST', '/_index_template/_simulate_index/x'],
    ['GET', '/_component_template'],
    ['GET', '/_template'],
    ['GET', '/_cat/templates'],
  ] as const) {
    const answer = await stranger(method, path, method === 'PUT' ? template(['x*'], undefined) : undefined)
    expect([path, answer.status]).toEqual([path, 403])
  }
})
