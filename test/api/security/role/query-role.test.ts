import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Node, start } from '../../../../src/index.ts'

interface Answer {
  readonly total: number
  readonly count: number
  readonly roles: readonly { readonly name: string; readonly _sort?: readonly unknown[] }[]
  readonly error?: { readonly type: string; readonly reason: string }
}

const ROLES = {
  r1: {
    description: 'My role one',
    metadata: { a: 'x', n: { m: 3 } },
    applications: [{ application: 'app-one', privileges: ['read', 'write'], resources: ['*'] }],
  },
  r2: { metadata: { a: 'y', num: 10, flag: true }, cluster: ['monitor'] },
  r3: { metadata: { a: 'y', num: 9, 'n.m': ['p', 'q'] } },
}

describe('role query', () => {
  let node: Node

  beforeAll(async () => {
    node = await start({ data: 'memory', password: 'changeme' })
    for (const [name, role] of Object.entries(ROLES)) await send('PUT', `/_security/role/${name}`, role)
  })
  afterAll(() => node.stop())

  async function send(method: string, path: string, body?: unknown): Promise<Answer> {
    const headers = { authorization: `Basic ${btoa('elastic:changeme')}`, 'content-type': 'application/json' }
    const reply = await fetch(`${node.url}${path}`, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) })
    return (await reply.json()) as Answer
  }
  const ask = (body?: unknown): Promise<Answer> => send('POST', '/_security/_query/role', body)
  const names = ({ roles }: Answer): readonly string[] => roles.map(({ name }) => name)

  it('finds native and built-in roles without a query', async () => {
    expect(await ask()).toMatchObject({ total: 32, count: 10 })
    expect(await send('GET', '/_security/_query/role')).toMatchObject({ total: 32, count: 10 })
    expect(await ask({ size: 0 })).toEqual({ total: 32, count: 0, roles: [] })
  })

  it('shows a role as it is shown elsewhere, its name before it', async () => {
    const { roles } = await ask({ query: { term: { name: 'r1' } }, sort: ['name'] })
    expect(Object.keys(roles[0] ?? {})).toEqual([
      ...['name', 'cluster', 'indices', 'applications', 'run_as', 'metadata', 'transient_metadata', 'description', '_sort'],
    ])
    expect(roles[0]?._sort).toEqual(['r1'])
    expect(Object.keys((await ask({ query: { term: { name: 'r1' } } })).roles[0] ?? {})).not.toContain('_sort')
  })

  it.each([
    [{ term: { name: 'r1' } }, ['r1']],
    [{ match: { description: 'ONE two' } }, ['r1']],
    [{ term: { 'metadata.a': 'y' } }, ['r2', 'r3']],
    [{ term: { metadata: 'y' } }, ['r2', 'r3']],
    [{ term: { 'metadata.n.m': 3 } }, ['r1']],
    [{ term: { 'metadata.n.m': 'q' } }, ['r3']],
    [{ term: { 'metadata.flag': true } }, ['r2']],
    [{ exists: { field: 'metadata.num' } }, ['r2', 'r3']],
    [{ range: { 'metadata.num': { gt: 9 } } }, []],
    [{ term: { 'applications.application': 'app-one' } }, ['r1']],
    [{ match: { 'applications.privileges': 'write' } }, ['r1']],
    [{ bool: { must_not: { term: { 'metadata._reserved': true } } } }, ['r1', 'r2', 'r3']],
    [{ ids: { values: ['role-r1'] } }, ['r1']],
  ])('finds what matches %j', async (query, expected) => {
    expect(names(await ask({ query }))).toEqual(expected)
  })

  it('sorts and pages', async () => {
    const native = { prefix: { name: 'r' } }
    const query = { bool: { must: native, must_not: { exists: { field: 'metadata._reserved' } } } }
    expect(names(await ask({ query, sort: [{ name: { order: 'desc' } }], size: 2 }))).toEqual(['r3', 'r2'])
    expect(names(await ask({ query, sort: ['metadata.num', 'name'] }))).toEqual(['r2', 'r3', 'r1'])
    expect(names(await ask({ query, sort: ['name'], search_after: ['r1'] }))).toEqual(['r2', 'r3'])
  })

  it.each([
    [{ query: { term: { cluster: 'monitor' } } }, 'Field [cluster] is not allowed for querying or aggregation'],
    [
      { query: { wildcard: { 'metadata.*': 'y' } } },
      'Field name pattern [metadata.*] is not allowed for querying or aggregation',
    ],
    [{ query: { match_phrase: { name: 'r1' } } }, 'Query type [match_phrase] is not currently supported in this context'],
    [{ _source: false }, '[1:2] [query_role_request_payload] unknown field [_source]'],
  ])('refuses %j', async (body, reason) => {
    const { error } = await ask(body)
    expect(error?.reason).toBe(reason)
  })
})
