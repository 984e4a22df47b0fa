/** Rollover of aliases and data streams over HTTP: names, conditions, what stays with the old index, and refusals. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Answer, type LiveNode, liveNode } from '../../support/live-node.ts'

let live: LiveNode
const send = (method: string, path: string, body?: unknown): Promise<Answer> => live.elastic(method, path, body)
const roll = (path: string, body?: unknown) => send('POST', path, body)
const reason = async (answer: Promise<Answer>) => {
  const { status, body } = await answer
  return [status, body.error.type, body.error.reason]
}

beforeAll(async () => {
  live = await liveNode()
}, 30_000)
afterAll(() => live.stop())

describe('rollover of an alias', () => {
  it('makes the next index and points the alias to it', async () => {
    await send('PUT', '/a-1', { aliases: { a: {} } })
    expect((await roll('/a/_rollover')).body).toEqual({
      acknowledged: true,
      shards_acknowledged: true,
      old_index: 'a-1',
      new_index: 'a-000002',
      rolled_over: true,
      dry_run: false,
      lazy: false,
      conditions: {},
    })
    expect((await send('GET', '/a-1,a-000002/_alias')).body).toEqual({
      'a-1': { aliases: {} },
      'a-000002': { aliases: { a: {} } },
    })
    expect((await send('POST', '/a/_doc', { n: 1 })).body._index).toBe('a-000002')
  })

  it('leaves the alias, with its filter and routing, on an index that was named its write index', async () => {
    const alias = { is_write_index: true, is_hidden: true, filter: { term: { n: 1 } }, routing: 'x' }
    await send('PUT', '/b-999999', { aliases: { b: alias, other: {} } })
    expect((await roll('/b/_rollover')).body.new_index).toBe('b-1000000')
    expect((await send('GET', '/b-*/_alias')).body).toEqual({
      'b-999999': {
        aliases: {
          b: { filter: { term: { n: 1 } }, index_routing: 'x', search_routing: 'x', is_write_index: false, is_hidden: true },
          other: {},
        },
      },
      'b-1000000': { aliases: { b: { is_write_index: true, is_hidden: true } } },
    })
  })

  it('takes a name, settings, mappings and aliases for the new index, and what templates say of it', async () => {
    await send('PUT', '/_index_template/t', { index_patterns: ['c-x*'], template: { settings: { number_of_replicas: 0 } } })
    await send('PUT', '/c-1', { aliases: { c: { is_write_index: true } } })
    const body = {
      settings: { 'index.refresh_interval': '7s' },
      mappings: { properties: { k: { type: 'keyword' } } },
      aliases: { cc: {} },
    }
    expect((await roll('/c/_rollover/c-x', body)).body).toMatchObject({ old_index: 'c-1', new_index: 'c-x', rolled_over: true })
    const { aliases, mappings, settings } = (await send('GET', '/c-x')).body['c-x']
    expect([aliases, mappings]).toEqual([{ c: { is_write_index: true }, cc: {} }, { properties: { k: { type: 'keyword' } } }])
    expect(settings.index).toMatchObject({ number_of_replicas: '0', refresh_interval: '7s' })
    await send('DELETE', '/_index_template/t')
  })

  it('counts on in names of date math, by the date of now', async () => {
    const year = new Date().getUTCFullYear()
    const provided = '<d-{now/y{yyyy}}-3>'
    await send('PUT', `/${encodeURIComponent(provided)}`, { aliases: { d: {} } })
    const { settings } = (await send('GET', `/d-${year}-3/_settings`)).body[`d-${year}-3`]
    expect(settings.index.provided_name).toBe(provided)
    expect((await roll('/d/_rollover')).body).toMatchObject({ old_index: `d-${year}-3`, new_index: `d-${year}-000004` })
    const next = (await send('GET', `/d-${year}-000004/_settings`)).body[`d-${year}-000004`]
    expect(next.settings.index.provided_name).toBe('<d-{now/y{yyyy}}-000004>')
  })

  it('waits until a limit and every lower bound are reached', async () => {
    await send('PUT', '/e-1', { aliases: { e: {} } })
    await send('PUT', '/e-1/_doc/1?refresh=true', { n: 1 })
    const asked = async (conditions: object, query = '') => {
      const { body } = await roll(`/e/_rollover${query}`, { conditions })
      return [body.acknowledged, body.rolled_over, body.conditions]
    }
    expect(await asked({ max_docs: 2, max_age: '1d' })).toEqual([
      false,
      false,
      { '[max_docs: 2]': false, '[max_age: 1d]': false },
    ])
    expect(await asked({ max_docs: 1, min_docs: 2 })).toEqual([false, false, { '[max_docs: 1]': true, '[min_docs: 2]': false }])
    expect(await asked({ max_docs: 1 }, '?dry_run')).toEqual([false, false, { '[max_docs: 1]': true }])
    expect((await send('GET', '/e-*/_alias')).body).toEqual({ 'e-1': { aliases: { e: {} } } })
    const met = { max_size: '1b', max_primary_shard_size: '5gb', min_primary_shard_docs: 1, min_age: '0' }
    expect((await asked(met)).slice(0, 2)).toEqual([true, true])
  })

  it('refuses what cannot be rolled over, and changes nothing', async () => {
    await send('PUT', '/f-1', { aliases: { f: {}, g: {} } })
    await send('PUT', '/f-2', { aliases: { g: {} } })
    await send('PUT', '/plain', { aliases: { h: {} } })
    await send('PUT', '/_index_template/t', { index_patterns: ['f-0*'], template: { aliases: { f: {} } } })
    const illegal = (text: string) => [400, 'illegal_argument_exception', text]
    expect(await reason(roll('/nothing/_rollover'))).toEqual([
      404,
      'resource_not_found_exception',
      'rollover target [nothing] does not exist',
    ])
    expect(await reason(roll('/f-1/_rollover'))).toEqual(
      illegal('rollover target is a [concrete index] but one of [alias,data_stream] was expected'),
    )
    expect(await reason(roll('/f*/_rollover'))).toEqual(
      illegal(
        'the action indices:admin/rollover does not support wildcards; the provided index expression(s) [f*] are not allowed',
      ),
    )
    expect(await reason(roll('/g/_rollover'))).toEqual(illegal('rollover target [g] does not point to a write index'))
    expect(await reason(roll('/h/_rollover'))).toEqual(illegal("index name [plain] does not match pattern '^.*-\\d+$'"))
    expect(await reason(roll('/f/_rollover'))).toEqual(
      illegal('Rollover alias [f] can point to multiple indices, found duplicated alias [[f]] in index template [t]'),
    )
    expect((await reason(roll('/f/_rollover/f-2')))[1]).toBe('resource_already_exists_exception')
    expect((await reason(roll('/f/_rollover/Up')))[1]).toBe('invalid_index_name_exception')
    expect((await reason(roll('/f/_rollover/f-3', { aliases: { plain: {} } })))[1]).toBe('invalid_alias_name_exception')
    expect(await reason(roll('/f/_rollover?lazy'))).toEqual(
      illegal("Lazy rollover is not supported. Please remove the query parameter 'lazy'."),
    )
    expect(Object.keys((await send('GET', '/f-*')).body)).toEqual(['f-1', 'f-2'])
    await send('DELETE', '/_index_template/t')
  })

  it.each([
    [{ foo: 1 }, '[1:2] [rollover] unknown field [foo]'],
    [{ conditions: { foo: 1 } }, '[1:22] [rollover] failed to parse field [conditions]'],
    [{ conditions: [] }, "[1:15] [rollover] conditions doesn't support values of type: START_ARRAY"],
    [{ conditions: { max_age: 'x' } }, '[1:26] [rollover] failed to parse field [conditions]'],
    [{ conditions: { max_size: 5 } }, '[1:27] [rollover] failed to parse field [conditions]'],
  ])('refuses %j in words', async (body, text) => {
    expect(await reason(roll('/f/_rollover', body))).toEqual([400, 'x_content_parse_exception', text])
  })

  it('refuses lower bounds without a limit', async () => {
    expect((await reason(roll('/f/_rollover', { conditions: { min_docs: 1 } })))[2]).toBe(
      'Validation Failed: 1: at least one max_* rollover condition must be set when using min_* conditions;',
    )
  })
})

describe('rollover of a data stream', () => {
  it('gives it one more index, as its template says now', async () => {
    await send('PUT', '/_index_template/s', { index_patterns: ['s*'], data_stream: {} })
    await send('POST', '/s1/_doc', { '@timestamp': 1 })
    const template = { settings: { number_of_replicas: 0 } }
    await send('PUT', '/_index_template/s', { index_patterns: ['s*'], data_stream: {}, template })
    const { body } = await roll('/s1/_rollover', { conditions: { max_docs: 0 } })
    expect(body).toMatchObject({ rolled_over: true, conditions: { '[max_docs: 0]': true } })
    const [stream] = (await send('GET', '/_data_stream/s1')).body.data_streams
    expect(stream.generation).toBe(2)
    expect(stream.indices.map((index: { index_name: string }) => index.index_name)).toEqual([body.old_index, body.new_index])
    expect((await send('POST', '/s1/_doc', { '@timestamp': 2 })).body._index).toBe(body.new_index)
    expect((await send('GET', '/s1/_settings')).body[body.new_index].settings.index.number_of_replicas).toBe('0')
  })

  it('takes nothing that its template says', async () => {
    expect((await reason(roll('/s1/_rollover/s-2')))[2]).toBe(
      'new index name may not be specified when rolling over a data stream',
    )
    expect((await reason(roll('/s1/_rollover', { settings: { number_of_replicas: 0 } })))[2]).toBe(
      'aliases, mappings, and index settings may not be specified when rolling over a data stream',
    )
  })
})
