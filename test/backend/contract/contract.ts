/**
 * What every backend does alike, asked over HTTP: the embedded engine, and whatever cluster a gateway stands before. A suite of its own for each
 * of them is made by `backends.test.ts`. Names begin with `c-`; what is made is deleted.
 */
import { afterEach, expect, test } from 'vitest'
import { type Answer, type LiveNode, lines, type Sender } from '../../support/live-node.ts'

/** `node` once it runs; undefined: this backend cannot be had here. */
export function backendContract(node: () => LiveNode | undefined): void {
  const contract = (name: string, play: (elastic: Sender, node: LiveNode) => Promise<void>): void =>
    test(name, async ({ skip }) => {
      const live = node()
      if (!live) return skip('this backend cannot be had here')
      await play(live.elastic, live)
    })

  afterEach(async () => {
    const live = node()
    if (!live) return
    for (const index of (await live.elastic('GET', '/_cat/indices/c-*?format=json&h=index&expand_wildcards=all')).body)
      await live.elastic('DELETE', `/${index.index}`)
  })

  contract('a document is made, read, changed and deleted', async (elastic) => {
    expectReply(await elastic('PUT', '/c-a/_doc/1', { n: 1 }), 201, { _index: 'c-a', _id: '1', _version: 1, result: 'created' })
    expectReply(await elastic('PUT', '/c-a/_doc/1', { n: 2 }), 200, { _version: 2, result: 'updated' })
    expectReply(await elastic('GET', '/c-a/_doc/1'), 200, { _index: 'c-a', _id: '1', found: true, _source: { n: 2 } })
    expectReply(await elastic('POST', '/c-a/_update/1', { doc: { m: 3 } }), 200, { result: 'updated' })
    expectReply(await elastic('POST', '/c-a/_update/1', { doc: { m: 3 } }), 200, { result: 'noop' })
    expectReply(await elastic('GET', '/c-a/_source/1'), 200, { n: 2, m: 3 })
    expect((await elastic('HEAD', '/c-a/_doc/1')).status).toBe(200)
    expectReply(await elastic('DELETE', '/c-a/_doc/1'), 200, { result: 'deleted' })
    expectReply(await elastic('GET', '/c-a/_doc/1'), 404, { found: false })
    expectReply(await elastic('DELETE', '/c-a/_doc/1'), 404, { result: 'not_found' })
    expect((await elastic('HEAD', '/c-a/_doc/1')).status).toBe(404)
  })

  contract('a write that expects something else is refused', async (elastic) => {
    const { body } = await elastic('PUT', '/c-a/_doc/1', { n: 1 })
    expectError(await elastic('PUT', '/c-a/_create/1', {}), 409, 'version_conflict_engine_exception')
    const seen = `if_seq_no=${body._seq_no}&if_primary_term=${body._primary_term}`
    expect((await elastic('PUT', `/c-a/_doc/1?${seen}`, { n: 2 })).status).toBe(200)
    expectError(await elastic('PUT', `/c-a/_doc/1?${seen}`, { n: 3 }), 409, 'version_conflict_engine_exception')
    expectError(await elastic('POST', '/c-a/_update/nobody', { doc: {} }), 404, 'document_missing_exception')
    expectError(await elastic('PUT', '/c-b/_doc/1?require_alias=true', {}), 404, 'index_not_found_exception')
  })

  contract('an id is made where none is given', async (elastic) => {
    const [one, other] = [await elastic('POST', '/c-a/_doc', { n: 1 }), await elastic('POST', '/c-a/_doc', { n: 1 })]
    expect([one.status, other.status]).toEqual([201, 201])
    expect(one.body._id).not.toBe(other.body._id)
  })

  contract('operations of a bulk are done in their order, each for itself', async (elastic) => {
    await elastic('PUT', '/c-a', { mappings: { properties: { n: { type: 'long' } } } })
    const body = lines(
      { index: { _index: 'c-a', _id: '1' } },
      { n: 1 },
      { create: { _index: 'c-a', _id: '1' } },
      { n: 2 },
      { update: { _index: 'c-a', _id: '1' } },
      { doc: { n: 3 } },
      { delete: { _index: 'c-a', _id: '2' } },
      { index: { _index: 'c-a', _id: '3' } },
      { n: 'no number' },
      { delete: { _index: 'c-a', _id: '1' } },
    )
    const { status, body: reply } = await elastic('POST', '/_bulk', body)
    expect([status, reply.errors]).toEqual([200, true])
    expect(reply.items.map((item: object) => Object.keys(item)[0])).toEqual([
      'index',
      'create',
      'update',
      'delete',
      'index',
      'delete',
    ])
    const results = reply.items.map((item: object) => Object.values(item)[0])
    expect(results.map((result: { status: number }) => result.status)).toEqual([201, 409, 200, 404, 400, 200])
    expect(results[1].error.type).toBe('version_conflict_engine_exception')
    expect(results[4].error.type).toBe('document_parsing_exception')
  })

  contract('documents are read together, missing ones in their places', async (elastic) => {
    await elastic('PUT', '/c-a/_doc/1', { n: 1 })
    const { status, body } = await elastic('POST', '/_mget', {
      docs: [
        { _index: 'c-a', _id: '1' },
        { _index: 'c-a', _id: '2' },
        { _index: 'c-nothing', _id: '1' },
      ],
    })
    expect(status).toBe(200)
    expect(body.docs.map((doc: { found?: boolean }) => doc.found)).toEqual([true, false, undefined])
    expect(body.docs[2].error.type).toBe('index_not_found_exception')
  })

  contract('a search finds, sorts, pages and shows', async (elastic) => {
    await load(elastic, 'c-a', [
      { n: 1, city: 'Aachen' },
      { n: 2, city: 'Bonn' },
      { n: 3, city: 'Bonn' },
    ])
    const ids = async (body: object, path = '/c-a/_search') => {
      const { body: reply } = await elastic('POST', path, body)
      return reply.hits.hits.map(({ _id }: { _id: string }) => _id)
    }
    expect(await ids({ query: { term: { 'city.keyword': 'Bonn' } }, sort: [{ n: 'desc' }] })).toEqual(['2', '1'])
    expect(await ids({ query: { bool: { must_not: { range: { n: { gte: 2 } } } } } })).toEqual(['0'])
    expect(await ids({ query: { match: { city: 'bonn' } }, post_filter: { term: { n: 3 } } })).toEqual(['2'])
    expect(await ids({ sort: ['n'], from: 1, size: 1 })).toEqual(['1'])
    expect(await ids({ sort: ['n'], search_after: [2] })).toEqual(['2'])
    const { body } = await elastic('POST', '/c-a/_search', { query: { ids: { values: ['1'] } }, _source: ['n'] })
    expect(body.hits).toMatchObject({ total: { value: 1, relation: 'eq' }, hits: [{ _index: 'c-a', _source: { n: 2 } }] })
    expectReply(await elastic('POST', '/c-a/_count', { query: { term: { 'city.keyword': 'Bonn' } } }), 200, { count: 2 })
    const lookup = { terms: { n: { index: 'c-a', id: '0', path: 'n' } } }
    expect(await ids({ query: lookup })).toEqual(['0'])
    const several = lines({ index: 'c-a' }, { query: { term: { n: 1 } } }, { index: 'c-nothing' }, {})
    const { responses } = (await elastic('POST', '/_msearch', several)).body
    expect(responses.map(({ status }: { status: number }) => status)).toEqual([200, 404])
  })

  contract('a query that is none is refused', async (elastic) => {
    await elastic('PUT', '/c-a')
    expectError(await elastic('POST', '/c-a/_search', { query: { nope: {} } }), 400, 'parsing_exception')
    expect((await elastic('POST', '/c-a/_search', '{"query":')).status).toBe(400)
    expectReply(await elastic('POST', '/c-a/_validate/query', { query: { match_all: {} } }), 200, { valid: true })
  })

  contract('what is not there is 404, or nothing where that is asked for', async (elastic) => {
    for (const path of ['/c-no/_search', '/c-no/_count', '/c-no/_doc/1', '/c-no/_mapping', '/c-no/_settings'])
      expectError(await elastic('GET', path), 404, 'index_not_found_exception')
    expectError(await elastic('DELETE', '/c-no'), 404, 'index_not_found_exception')
    expect((await elastic('HEAD', '/c-no')).status).toBe(404)
    for (const path of ['/c-no/_search?ignore_unavailable=true', '/c-no*/_search'])
      expectReply(await elastic('GET', path), 200, { hits: { hits: [] } })
    expectError(await elastic('GET', '/c-no*/_search?allow_no_indices=false'), 404, 'index_not_found_exception')
  })

  contract('an index is made once, with what it was given', async (elastic) => {
    const made = {
      settings: { number_of_replicas: 0 },
      mappings: { properties: { n: { type: 'long' } } },
      aliases: { 'c-x': {} },
    }
    expectReply(await elastic('PUT', '/c-a', made), 200, { acknowledged: true, index: 'c-a' })
    expectError(await elastic('PUT', '/c-a'), 400, 'resource_already_exists_exception')
    expectError(await elastic('PUT', '/C-A'), 400, 'invalid_index_name_exception')
    const { body } = await elastic('GET', '/c-a')
    expect(body['c-a']).toMatchObject({
      aliases: { 'c-x': {} },
      mappings: { properties: { n: { type: 'long' } } },
      settings: { index: { number_of_replicas: '0', number_of_shards: '1' } },
    })
    expectReply(await elastic('PUT', '/c-a/_mapping', { properties: { k: { type: 'keyword' } } }), 200, { acknowledged: true })
    expectReply(await elastic('GET', '/c-a/_mapping'), 200, { 'c-a': { mappings: { properties: { k: { type: 'keyword' } } } } })
    expectError(
      await elastic('PUT', '/c-a/_mapping', { properties: { n: { type: 'keyword' } } }),
      400,
      'illegal_argument_exception',
    )
    expectReply(await elastic('PUT', '/c-a/_settings', { index: { refresh_interval: '5s' } }), 200, { acknowledged: true })
    expectReply(await elastic('GET', '/c-a/_settings'), 200, { 'c-a': { settings: { index: { refresh_interval: '5s' } } } })
  })

  contract('aliases are changed in one step, and lead where they say', async (elastic) => {
    await load(elastic, 'c-a', [{ n: 1 }])
    await load(elastic, 'c-b', [{ n: 1 }, { n: 2 }])
    const actions = (...list: object[]) => elastic('POST', '/_aliases', { actions: list })
    expectReply(await actions({ add: { index: 'c-a', alias: 'c-x' } }), 200, { acknowledged: true, errors: false })
    await actions({ remove: { index: 'c-a', alias: 'c-x' } }, { add: { index: 'c-b', alias: 'c-x' } })
    expectReply(await elastic('GET', '/c-x/_count'), 200, { count: 2 })
    expectReply(await elastic('GET', '/_alias/c-x'), 200, { 'c-b': { aliases: { 'c-x': {} } } })
    await actions({ add: { index: 'c-b', alias: 'c-one', filter: { term: { n: 1 } } } })
    expectReply(await elastic('GET', '/c-one/_count'), 200, { count: 1 })
    await actions({ add: { index: 'c-a', alias: 'c-w' } }, { add: { index: 'c-b', alias: 'c-w', is_write_index: true } })
    expectReply(await elastic('PUT', '/c-w/_doc/9', { n: 9 }), 201, { _index: 'c-b' })
    expect((await elastic('GET', '/c-w/_doc/9')).status).toBe(400)
    expectReply(await elastic('DELETE', '/c-b/_alias/c-x'), 200, { acknowledged: true })
    expect((await elastic('HEAD', '/_alias/c-x')).status).toBe(404)
    expect((await elastic('DELETE', '/c-w')).status).toBe(400)
  })

  contract('a closed index is closed', async (elastic) => {
    await load(elastic, 'c-a', [{ n: 1 }])
    expectReply(await elastic('POST', '/c-a/_close'), 200, { acknowledged: true })
    expectError(await elastic('GET', '/c-a/_search'), 400, 'index_closed_exception')
    expectError(await elastic('PUT', '/c-a/_doc/1', {}), 400, 'index_closed_exception')
    expectReply(await elastic('GET', '/c-*/_search'), 200, { hits: { hits: [] } })
    expectReply(await elastic('POST', '/c-a/_open'), 200, { acknowledged: true })
    expect((await elastic('GET', '/c-a/_doc/0')).status).toBe(200)
  })

  contract('a template shapes what is made by its patterns', async (elastic) => {
    const content = { mappings: { properties: { n: { type: 'keyword' } } }, aliases: { 'c-all': {} } }
    expectReply(await elastic('PUT', '/_component_template/c-part', { template: content }), 200, { acknowledged: true })
    const template = { index_patterns: ['c-t-*'], composed_of: ['c-part'], priority: 900 }
    expectReply(await elastic('PUT', '/_index_template/c-whole', template), 200, { acknowledged: true })
    await elastic('PUT', '/c-t-1/_doc/1?refresh=true', { n: 1 })
    expectReply(await elastic('GET', '/c-t-1/_mapping'), 200, {
      'c-t-1': { mappings: { properties: { n: { type: 'keyword' } } } },
    })
    expectReply(await elastic('GET', '/c-all/_count'), 200, { count: 1 })
    expect((await elastic('DELETE', '/_component_template/c-part')).status).toBe(400)
    expect((await elastic('DELETE', '/_index_template/c-whole')).status).toBe(200)
    expect((await elastic('DELETE', '/_component_template/c-part')).status).toBe(200)
    expectError(await elastic('DELETE', '/_index_template/c-whole'), 404, 'index_template_missing_exception')
  })

  contract('names are what the caller may see of them', async (elastic, { user }) => {
    await load(elastic, 'c-a', [{ n: 1 }])
    await load(elastic, 'c-b', [{ n: 2 }])
    const reader = await user('c-reader', { indices: [{ names: ['c-a'], privileges: ['read', 'view_index_metadata'] }] })
    expectReply(await reader('GET', '/c-*/_count'), 200, { count: 1 })
    expectReply(await reader('GET', '/_search'), 200, { hits: { total: { value: 1 } } })
    for (const path of ['/c-b/_search', '/c-b/_doc/0', '/c-a,c-b/_count', '/c-no/_search'])
      expectError(await reader('GET', path), 403, 'security_exception')
    expectError(await reader('PUT', '/c-a/_doc/1', {}), 403, 'security_exception')
    const bulk = lines({ delete: { _index: 'c-b', _id: '0' } })
    expect((await reader('POST', '/_bulk', bulk)).status).toBe(403)
    const { body } = await reader('POST', '/_mget', { docs: ['c-a', 'c-b'].map((_index) => ({ _index, _id: '0' })) })
    expect(body.docs.map((doc: { found?: boolean; error?: { type: string } }) => doc.error?.type ?? doc.found)).toEqual([
      true,
      'security_exception',
    ])
    expect(Object.keys((await reader('GET', '/_mapping')).body)).toEqual(['c-a'])
    expect((await reader('GET', '/_resolve/index/c-*')).body.indices.map(({ name }: { name: string }) => name)).toEqual(['c-a'])
  })

  contract('tables of nothing are empty', async (elastic, { user }) => {
    await load(elastic, 'c-a', [{ n: 1 }])
    const watcher = await user('c-watcher', {
      cluster: ['monitor'],
      indices: [{ names: ['c-no'], privileges: ['monitor', 'read'] }],
    })
    for (const path of ['/_cat/indices', '/_cat/indices/c-*', '/_cat/shards', '/_cat/shards/c-*']) {
      const shown = await watcher('GET', `${path}?format=json`)
      expect([path, shown.status, shown.body]).toEqual([path, 200, []])
      expect((await watcher('GET', `${path}?v&h=index`)).text.trim()).toBe('index')
    }
    expect((await watcher('GET', '/_cat/count?h=count')).text).toBe('0\n')
  })

  contract('bytes of a document stay as they came', async (elastic) => {
    const text = '{"big":9007199254740993,"price":1.10,"n":1e400,"__proto__":{"a":"\\u0000"}, "deep":{"b":[]}}'
    await elastic('PUT', '/c-a', { mappings: { enabled: false } })
    expect((await elastic('POST', '/_bulk', `{"index":{"_index":"c-a","_id":"1"}}\n${text}\n`)).body.errors).toBe(false)
    expect((await elastic('GET', '/c-a/_source/1')).text).toBe(text)
  })

  contract('the cluster tells how it is', async (elastic) => {
    await elastic('PUT', '/c-a', { settings: { number_of_replicas: 0 } })
    expectReply(await elastic('GET', '/_cluster/health/c-a?wait_for_status=green&timeout=20s'), 200, {
      status: 'green',
      timed_out: false,
      active_primary_shards: 1,
      unassigned_primary_shards: 0,
    })
    expect((await elastic('GET', '/_cat/indices/c-a?format=json')).body).toMatchObject([
      { index: 'c-a', status: 'open', pri: '1' },
    ])
    expect((await elastic('GET', '/_cat/count/c-a?h=count')).text).toBe('0\n')
    expectReply(await elastic('GET', '/c-a/_stats'), 200, { indices: { 'c-a': { primaries: { docs: { count: 0 } } } } })
    expectReply(await elastic('POST', '/c-a/_refresh'), 200, { _shards: { failed: 0 } })
  })
}

const expectReply = ({ status, body, text }: Answer, expected: number, like: object): void => {
  expect([status, text]).toEqual([expected, expect.any(String)])
  expect(body).toMatchObject(like)
}

const expectError = (answer: Answer, status: number, type: string): void =>
  expectReply(answer, status, { error: { type }, status })

async function load(elastic: Sender, index: string, documents: readonly object[]): Promise<void> {
  const body = lines(...documents.flatMap((document, at) => [{ index: { _index: index, _id: String(at) } }, document]))
  expect((await elastic('POST', '/_bulk?refresh=true', body)).body.errors).toBe(false)
}
