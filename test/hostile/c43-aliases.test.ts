/** C41, C43: aliases are made, moved and used within what their maker may do, whatever the body names; a filter is never left out. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type LiveNode, lines, liveNode, type Sender } from '../support/live-node.ts'

let live: LiveNode
let manager: Sender
let more: Sender
let partial: Sender
let clerk: Sender
let filtered: Sender
const actions = (...list: readonly object[]) => ({ actions: list })
const DENIED = (user: string, on = '') =>
  `action [indices:admin/aliases] is unauthorized for user [${user}] with effective roles [${user}]${on}, this action is granted by the index privileges [manage,all]`

beforeAll(async () => {
  live = await liveNode()
  manager = await live.user('manager', { indices: [{ names: ['a*', 'al-*'], privileges: ['manage'] }] })
  more = await live.user('more', {
    indices: [
      { names: ['a*'], privileges: ['manage'] },
      { names: ['al-*'], privileges: ['manage', 'read'] },
    ],
  })
  partial = await live.user('partial', {
    indices: [{ names: ['a1', 'al-*'], privileges: ['manage'], query: { term: { k: 'x' } } }],
  })
  clerk = await live.user('clerk', { indices: [{ names: ['a*', 'al-*'], privileges: ['indices:admin/aliases'] }] })
  filtered = await live.user('filtered', { indices: [{ names: ['view-*'], privileges: ['read', 'write'] }] })
}, 30_000)
afterAll(() => live.stop())
beforeEach(async () => {
  for (const index of ['a1', 'a2', 'b1', 'al-new']) await live.elastic('DELETE', `/${index}?ignore_unavailable=true`)
  const mappings = { properties: { k: { type: 'keyword' } } }
  for (const index of ['a1', 'a2', 'b1']) await live.elastic('PUT', `/${index}`, { mappings })
  await live.elastic(
    'POST',
    '/_aliases',
    actions({ add: { index: 'b1', alias: 'old-b' } }, { add: { index: 'a1', alias: 'old-a' } }),
  )
  const documents = ['x', 'y', 'z'].flatMap((k) => [{ index: { _index: 'a1', _id: k } }, { k }])
  await live.elastic('POST', '/_bulk?refresh=true', lines(...documents))
})
const aliases = async () => (await live.elastic('GET', '/_alias')).body
const reasonOf = (answer: { body: { error: { reason: string } } }) => answer.body.error.reason

describe('changes of aliases', () => {
  it('need the action on every index and every alias in the body, and make nothing where one is refused', async () => {
    const before = await aliases()
    const good = { add: { index: 'a1', alias: 'al-1' } }
    for (const [bad, on] of [
      [{ add: { index: 'b1', alias: 'al-1' } }, ' on indices [b1]'],
      [{ add: { indices: ['a1', 'b1'], alias: 'al-1' } }, ' on indices [b1]'],
      [{ add: { index: 'nope', alias: 'al-1' } }, ' on indices [nope]'],
      [{ add: { index: 'a1', alias: 'zz' } }, ''],
      [{ add: { index: 'a1', aliases: ['al-1', 'zz'] } }, ''],
      [{ remove: { index: 'a1', alias: 'old-a' } }, ''],
      [{ remove_index: { index: 'b1' } }, ' on indices [b1]'],
    ] as const) {
      const answer = await manager('POST', '/_aliases', actions(good, bad))
      expect([answer.status, reasonOf(answer)]).toEqual([403, DENIED('manager', on)])
    }
    expect(await aliases()).toEqual(before)
  })

  it('are made within it', async () => {
    const add = actions({ add: { index: '*', alias: 'al-1' } })
    expect(await manager('POST', '/_aliases', add)).toMatchObject({ status: 200, body: { acknowledged: true, errors: false } })
    expect(await aliases()).toEqual({
      a1: { aliases: { 'al-1': {}, 'old-a': {} } },
      a2: { aliases: { 'al-1': {} } },
      b1: { aliases: { 'old-b': {} } },
    })
    expect((await manager('POST', '/_aliases', actions({ remove: { index: '*', alias: '*' } }))).status).toBe(200)
    expect((await aliases()).a1).toEqual({ aliases: { 'old-a': {} } })
  })

  it('follow names in the body of a single put, not those of the path', async () => {
    const answer = await manager('PUT', '/a1/_alias/al-1', { index: 'b1' })
    expect([answer.status, reasonOf(answer)]).toEqual([403, DENIED('manager', ' on indices [b1]')])
    const other = await manager('PUT', '/a1/_alias/al-1', { alias: 'zz' })
    expect([other.status, reasonOf(other)]).toEqual([403, DENIED('manager')])
  })

  it('give their maker no more than the index does', async () => {
    const answer = await more('PUT', '/a1/_alias/al-1')
    expect(answer.status).toBe(403)
    expect(reasonOf(answer)).toBe('Adding an alias is not allowed when the alias has more permissions than any of the indices')
  })

  it('are not for indices seen in part', async () => {
    const answer = await partial('PUT', '/a1/_alias/al-1')
    expect(answer.status).toBe(400)
    expect(reasonOf(answer)).toMatch(/^Alias requests are not allowed for users who have field or document level security/)
  })

  it('remove no index without the right to delete it', async () => {
    const answer = await clerk(
      'POST',
      '/_aliases',
      actions({ add: { index: 'a1', alias: 'al-1' } }, { remove_index: { index: 'a2' } }),
    )
    expect(answer.status).toBe(403)
    expect(reasonOf(answer)).toContain('action [indices:admin/delete] is unauthorized for user [clerk]')
    expect((await live.elastic('HEAD', '/a2')).status).toBe(200)
    expect((await aliases()).a1.aliases).toEqual({ 'old-a': {} })
  })

  it('never take names of the records of the server', async () => {
    for (const name of ['.security', '.security-7', '.security-x']) {
      expect((await live.elastic('PUT', `/a1/_alias/${name}`)).status).toBe(400)
      expect((await live.elastic('POST', '/_aliases', actions({ add: { index: name, alias: 'x' } }))).status).toBe(404)
    }
    expect((await aliases()).a1.aliases).toEqual({ 'old-a': {} })
  })

  it('swap an index for an alias of its name in one step', async () => {
    const swap = actions({ remove_index: { index: 'b1' } }, { add: { index: 'a1', alias: 'b1', is_write_index: true } })
    expect((await live.elastic('POST', '/_aliases', swap)).body).toEqual({ acknowledged: true, errors: false })
    expect((await live.elastic('PUT', '/b1/_doc/1', { k: 'b' })).body._index).toBe('a1')
  })

  it('refuse what binds several indices', async () => {
    const two = actions(
      { add: { index: 'a1', alias: 'w', is_write_index: true } },
      { add: { index: 'a2', alias: 'w', is_write_index: true } },
    )
    const answer = await live.elastic('POST', '/_aliases', two)
    expect([answer.status, reasonOf(answer)]).toEqual([500, 'alias [w] has more than one write index [a2,a1]'])
    const hidden = actions({ add: { index: 'a1', alias: 'h', is_hidden: true } }, { add: { index: 'a2', alias: 'h' } })
    expect(reasonOf(await live.elastic('POST', '/_aliases', hidden))).toMatch(
      /^alias \[h\] has is_hidden set to true on indices \[a1\]/,
    )
    const taken = await live.elastic('PUT', '/a1/_alias/b1')
    expect(reasonOf(taken)).toMatch(/^Invalid alias name \[b1\]: an index/)
  })

  it('at once leave one write index and no lost change', async () => {
    const adds = Array.from({ length: 20 }, (_, at) =>
      live.elastic('PUT', `/a${(at % 2) + 1}/_alias/c-${at}`, { is_write_index: true }),
    )
    const races = ['a1', 'a2'].map((index) => live.elastic('PUT', `/${index}/_alias/w`, { is_write_index: true }))
    const creations = ['a3', 'a4'].map((index) => live.elastic('PUT', `/${index}`, { aliases: { w: { is_write_index: true } } }))
    const statuses = (await Promise.all([...adds, ...races, ...creations])).map(({ status }) => status)
    expect(statuses.slice(0, 20).every((status) => status === 200)).toBe(true)
    expect(statuses.slice(20).filter((status) => status === 200)).toHaveLength(1)
    expect(Object.keys((await aliases()).a1.aliases).filter((name) => name.startsWith('c-'))).toHaveLength(10)
    await live.elastic('DELETE', '/a3,a4?ignore_unavailable=true')
  })
})

describe('aliases that are shown', () => {
  it('are those that may be seen', async () => {
    await live.elastic('PUT', '/a1/_alias/al-1')
    expect((await manager('GET', '/_alias')).body).toEqual({ a1: { aliases: { 'al-1': {} } }, a2: { aliases: {} } })
    expect((await manager('GET', '/_alias/*')).body).toEqual({ a1: { aliases: { 'al-1': {} } } })
    expect((await manager('GET', '/_cat/aliases?h=alias,index')).text).toBe('al-1 a1\n')
    for (const path of ['/_alias/old-a', '/a1/_alias/old-a', '/_alias/nope', '/_cat/aliases/old-a']) {
      const answer = await manager('GET', path)
      expect([answer.status, reasonOf(answer)]).toEqual([
        403,
        'action [indices:admin/aliases/get] is unauthorized for user [manager] with effective roles [manager], this action is granted by the index privileges [view_index_metadata,manage,all]',
      ])
    }
  })
})

describe('names that are resolved', () => {
  it('are those that may be seen', async () => {
    await live.elastic('PUT', '/a1/_alias/al-1')
    await live.elastic('POST', '/a2/_close')
    const open = { name: 'a1', aliases: ['al-1'], attributes: ['open'], mode: 'standard' }
    const alias = { name: 'al-1', indices: ['a1'] }
    const resolve = async (names: string) => (await manager('GET', `/_resolve/index/${names}`)).body
    expect(await resolve('*')).toEqual({ indices: [open], aliases: [alias], data_streams: [] })
    expect(await resolve('al-*')).toEqual({ indices: [], aliases: [alias], data_streams: [] })
    const closed = { name: 'a2', attributes: ['closed'], mode: 'standard' }
    expect((await resolve('*?expand_wildcards=closed')).indices).toEqual([closed])
    expect((await resolve('a2')).indices).toEqual([closed])
    for (const name of ['b1', 'old-a', 'nope']) {
      expect((await manager('GET', `/_resolve/index/${name}`)).status).toBe(403)
      expect((await resolve(`${name}?ignore_unavailable=true`)).indices).toEqual([])
    }
    expect((await resolve('b*')).indices).toEqual([])
  })
})

describe('filtered aliases', () => {
  beforeEach(async () => {
    const add = (alias: string, k: string) => ({ add: { index: 'a1', alias, filter: { term: { k } } } })
    await live.elastic('POST', '/_aliases', actions(add('view-x', 'x'), add('view-y', 'y')))
  })
  const count = async (send: Sender, target: string) => (await send('GET', `/${target}_count`)).body.count

  it.each([
    ['view-x/', 1],
    ['view-x,view-y/', 2],
    ['view-*/', 2],
    ['*/', 2],
    ['_all/', 2],
    ['', 2],
  ])('narrow %s', async (target, expected) => {
    expect(await count(filtered, target)).toBe(expected)
    const search = await filtered('POST', `/${target}_search`, { query: { match_all: {} } })
    expect(search.body.hits.total.value).toBe(expected)
  })

  it('narrow every kind of question', async () => {
    const ask = async (body: object) => (await filtered('POST', '/view-x/_search', body)).body.hits.total.value
    expect(await ask({ query: { term: { k: 'y' } } })).toBe(0)
    expect(await ask({ query: { bool: { must_not: { term: { k: 'x' } } } } })).toBe(0)
    expect(await ask({ post_filter: { term: { k: 'z' } } })).toBe(0)
    expect(await ask({ size: 0, track_total_hits: true })).toBe(1)
    expect(await ask({ sort: ['k'], search_after: ['x'] })).toBe(1)
    expect((await filtered('GET', '/_cat/count/view-x?h=count')).text).toBe('1\n')
  })

  it('do not narrow an index that is reached by its own name too', async () => {
    expect(await count(live.elastic, 'a1,view-x/')).toBe(3)
    expect(await count(live.elastic, 'view-x,old-a/')).toBe(3)
    expect(await count(live.elastic, 'view-x/')).toBe(1)
  })

  it('do not open the index', async () => {
    expect((await filtered('GET', '/a1/_search')).status).toBe(403)
    expect((await filtered('GET', '/old-a/_search')).status).toBe(403)
  })
})

describe('documents through aliases', () => {
  beforeEach(async () => {
    const add = { add: { index: 'a1', alias: 'view-r', routing: '1' } }
    const both = ['a1', 'a2'].map((index) => ({ add: { index, alias: 'view-w', is_write_index: index === 'a2' } }))
    await live.elastic('POST', '/_aliases', actions(add, ...both))
  })
  const REJECTED =
    'Alias [view-r] has index routing associated with it [1], and was provided with routing value [2], rejecting operation'

  it('are written and read with the routing of the alias', async () => {
    expect((await filtered('PUT', '/view-r/_doc/r', { k: 'r' })).body).toMatchObject({ _index: 'a1', result: 'created' })
    expect((await filtered('GET', '/view-r/_doc/r')).body._routing).toBe('1')
    expect(reasonOf(await filtered('PUT', '/view-r/_doc/r?routing=2', { k: 'r' }))).toBe(REJECTED)
    expect(reasonOf(await filtered('GET', '/view-r/_doc/r?routing=2'))).toBe(REJECTED)
    const bulk = lines(
      { index: { _index: 'view-r', _id: 'b', routing: '2' } },
      { k: 'b' },
      { delete: { _index: 'view-r', _id: 'r' } },
    )
    const { items } = (await filtered('POST', '/_bulk', bulk)).body
    expect(items[0].index.error.reason).toBe(REJECTED)
    expect(items[1].delete.status).toBe(200)
  })

  it('are written to the write index, and not read through several', async () => {
    expect((await filtered('PUT', '/view-w/_doc/w', { k: 'w' })).body._index).toBe('a2')
    expect(reasonOf(await filtered('GET', '/view-w/_doc/w'))).toContain('has more than one index associated with it [a1, a2]')
    await live.elastic('PUT', '/a2/_alias/view-w', { is_write_index: false })
    expect(reasonOf(await filtered('PUT', '/view-w/_doc/w', { k: 'w' }))).toContain(
      'no write index is defined for alias [view-w]',
    )
  })

  it('are refused together where they go to one index by a name that may not be written', async () => {
    const bulk = lines(
      { index: { _index: 'old-a', _id: '1' } },
      { k: '1' },
      { index: { _index: 'view-r', _id: '2' } },
      { k: '2' },
    )
    const { items } = (await filtered('POST', '/_bulk', bulk)).body
    expect(items.map((item: { index: { status: number } }) => item.index.status)).toEqual([403, 403])
  })
})
