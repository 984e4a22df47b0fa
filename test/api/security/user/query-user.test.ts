import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { queryUser } from '../../../../src/api/security/user/query-user.ts'
import type { Services } from '../../../../src/api/services.ts'
import { parseJson } from '../../../../src/core/json/parse.ts'
import type { JsonObject } from '../../../../src/core/json/value.ts'
import { writeJsonText } from '../../../../src/core/json/write.ts'
import type { Access } from '../../../../src/request/access.ts'
import { ParameterReader } from '../../../../src/request/parameters.ts'
import { type Node, openNode } from '../../../authn/open-node.ts'

interface Answer {
  readonly total: number
  readonly count: number
  readonly users: readonly { readonly username: string; readonly _sort?: readonly unknown[] }[]
}

describe('user query', () => {
  let node: Node
  beforeAll(async () => {
    node = await openNode()
    const people: [string, string[], string | null, boolean][] = [
      ['ann', ['reader', 'writer'], 'Ann Lee', true],
      ['bob', ['reader'], 'Bob Stone', false],
      ['cyd', [], null, true],
      ['dan', ['zoo-keeper'], 'Dan Lee', true],
    ]
    for (const [name, roles, fullName, enabled] of people) {
      const email = fullName && `${name}@example.org`
      await node.addUser(name, 'any-password', { roles, fullName, email, enabled })
    }
  })
  afterAll(() => node.close())

  const ask = async (text: string | undefined): Promise<Answer> => {
    const bytes = Buffer.from(text ?? '')
    const json = () => parseJson(bytes, { positions: 'all' })
    const body = { present: text !== undefined, bytes, json, object: () => json() as JsonObject }
    const request = {
      method: 'POST',
      path: new Map(),
      parameters: new ParameterReader(queryUser.parameters, new Map()),
      body,
      compatibleWith: 9,
      uri: '/',
    } as const
    const reply = await queryUser.handle({ users: node.identity.users } as Services, queryUser.parse(request), {} as Access)
    return JSON.parse(writeJsonText((reply as { body: JsonObject }).body)) as Answer
  }
  const namesOf = async (text: string): Promise<readonly string[]> => (await ask(text)).users.map(({ username }) => username)

  it('finds all native users, and no reserved one, without a query', async () => {
    const answer = await ask(undefined)
    expect(answer).toMatchObject({ total: 4, count: 4 })
    expect(Object.keys(answer.users[0] as object)).toEqual(['username', 'roles', 'full_name', 'email', 'metadata', 'enabled'])
    expect((await ask('{}')).total).toBe(4)
  })

  it.each([
    ['{"term":{"username":"ann"}}', ['ann']],
    ['{"term":{"username":{"value":"ANN","case_insensitive":true}}}', ['ann']],
    ['{"term":{"username":"elastic"}}', []],
    ['{"terms":{"roles":["writer","zoo-keeper"]}}', ['ann', 'dan']],
    ['{"term":{"enabled":false}}', ['bob']],
    ['{"term":{"enabled":"true"}}', ['ann', 'cyd', 'dan']],
    ['{"match":{"full_name":"LEE bob"}}', ['ann', 'bob', 'dan']],
    ['{"match":{"full_name":{"query":"lee dan","operator":"and"}}}', ['dan']],
    ['{"match":{"roles":"reader"}}', ['ann', 'bob']],
    ['{"prefix":{"roles":"re"}}', ['ann', 'bob']],
    ['{"wildcard":{"roles":"*-k?eper"}}', ['dan']],
    ['{"wildcard":{"roles":"\\\\*"}}', []],
    ['{"exists":{"field":"full_name"}}', ['ann', 'bob', 'dan']],
    ['{"exists":{"field":"roles"}}', ['ann', 'bob', 'dan']],
    ['{"range":{"username":{"gt":"ann","lte":"cyd"}}}', ['bob', 'cyd']],
    ['{"ids":{"values":["user-cyd","elastic"]}}', ['cyd']],
    ['{"bool":{"must":{"exists":{"field":"email"}},"must_not":{"term":{"roles":"writer"}}}}', ['bob', 'dan']],
    ['{"bool":{"should":[{"term":{"username":"ann"}},{"term":{"username":"dan"}}]}}', ['ann', 'dan']],
    ['{"bool":{"filter":[{"match_all":{}}],"should":{"term":{"username":"ann"}}}}', ['ann', 'bob', 'cyd', 'dan']],
    ['{"bool":{"should":[{"term":{"roles":"reader"}},{"term":{"enabled":true}}],"minimum_should_match":2}}', ['ann']],
  ])('answers %s', async (query, names) => {
    expect(await namesOf(`{"query":${query}}`)).toEqual(names)
  })

  it('sorts, pages and goes on where it stopped', async () => {
    expect(await namesOf('{"sort":[{"username":{"order":"desc"}}],"size":2}')).toEqual(['dan', 'cyd'])
    expect(await namesOf('{"sort":"username","from":1,"size":2}')).toEqual(['bob', 'cyd'])
    const roles = await ask('{"sort":["roles",{"username":{"order":"desc"}}]}')
    expect(roles.users.map(({ username, _sort }) => [username, _sort])).toEqual([
      ['bob', ['reader', 'bob']],
      ['ann', ['reader', 'ann']],
      ['dan', ['zoo-keeper', 'dan']],
      ['cyd', [null, 'cyd']],
    ])
    expect(await namesOf('{"sort":["roles",{"username":{"order":"desc"}}],"search_after":["reader","ann"]}')).toEqual([
      'dan',
      'cyd',
    ])
    expect(await namesOf('{"sort":["enabled","username"],"search_after":[false,"zzz"]}')).toEqual(['ann', 'cyd', 'dan'])
    expect(await namesOf('{"sort":{"roles":{"missing":"_first"}},"size":1}')).toEqual(['cyd'])
    expect(await ask('{"size":0}')).toEqual({ total: 4, count: 0, users: [] })
  })

  it.each([
    [
      '{"query":{"term":{"password":"x"}}}',
      'illegal_argument_exception',
      'Field [password] is not allowed for querying or aggregation',
    ],
    ['{"query":{"wildcard":{"passwordHash":"*"}}}', 'illegal_argument_exception', 'Field [passwordHash] is not allowed'],
    [
      '{"query":{"exists":{"field":"pass*"}}}',
      'illegal_argument_exception',
      'Field name pattern [pass*] is not allowed for querying or aggregation',
    ],
    ['{"query":{"term":{"__proto__":"x"}}}', 'illegal_argument_exception', 'Field [__proto__] is not allowed'],
    [
      '{"query":{"match_phrase":{"full_name":"x"}}}',
      'illegal_argument_exception',
      'Query type [match_phrase] is not currently supported in this context',
    ],
    [
      '{"query":{"prefix":{"enabled":"t"}}}',
      'query_shard_exception',
      'Can only use prefix queries on keyword, text and wildcard fields - not on [enabled]',
    ],
    ['{"sort":["full_name"]}', 'illegal_argument_exception', 'sorting is not supported for field [full_name]'],
    ['{"sort":["passwordHash"]}', 'illegal_argument_exception', 'Field [passwordHash] is not allowed'],
    [
      '{"sort":[{"username":{"nested":{"path":"x"}}}]}',
      'illegal_argument_exception',
      'nested sorting is not currently supported in this context',
    ],
    ['{"sort":[{"username":"desc"}]}', 'x_content_parse_exception', '[query_user_request_payload] failed to parse field [sort]'],
    [
      '{"from":-1}',
      'action_request_validation_exception',
      'Validation Failed: 1: [from] parameter cannot be negative but was [-1];',
    ],
    [
      '{"size":-1}',
      'action_request_validation_exception',
      'Validation Failed: 1: [size] parameter cannot be negative but was [-1];',
    ],
    ['{"size":10001}', 'search_phase_execution_exception', 'all shards failed'],
    ['{"search_after":["a"]}', 'search_phase_execution_exception', 'all shards failed'],
    ['{"search_after":["a","b"],"sort":["username"]}', 'search_phase_execution_exception', 'all shards failed'],
    [
      '{"search_after":["a"],"sort":["username"],"from":5}',
      'action_request_validation_exception',
      '[from] parameter must be set to 0',
    ],
    ['{"foo":1}', 'x_content_parse_exception', '[1:2] [query_user_request_payload] unknown field [foo]'],
    ['[]', 'x_content_parse_exception', '[1:1] [query_user_request_payload] Expected START_OBJECT but was: START_ARRAY'],
  ])('refuses %s', async (text, type, reason) => {
    await expect(ask(text)).rejects.toThrow(
      expect.objectContaining({ type, status: 400, message: expect.stringContaining(reason) }),
    )
  })
})
