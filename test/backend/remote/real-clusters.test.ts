/** Clients of three generations through a gateway before every cluster that is at hand: what they do there is done as by Elasticsearch. */
import { Client as Client9 } from '@elastic/elasticsearch'
import { Client as Client7 } from 'es7'
import { Client as Client8 } from 'es8'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type LiveNode, liveNode } from '../../support/live-node.ts'
import { CLUSTERS, type RealCluster } from '../../support/real-clusters.ts'

test.skipIf(CLUSTERS.length === 0)('there are real clusters (needs Maven and Java)', () => {})

describe.each(CLUSTERS)('clients through a gateway before $name', ({ name, start }) => {
  let cluster: RealCluster | undefined
  let gateway: LiveNode
  const isElastic = name.startsWith('Elasticsearch')

  beforeAll(async () => {
    cluster = await start()
    if (cluster) gateway = await liveNode({ 'upstream.hosts': cluster.urls })
  }, 300_000)
  afterAll(async () => {
    await gateway?.stop()
    await cluster?.stop()
  })

  test('9 does its work', async ({ skip }) => {
    if (!cluster) return skip('no Maven, Java or network')
    const client = new Client9(gateway.node.clientOptions)
    const index = 'real-nine'
    await client.indices.create({ index, mappings: { properties: { n: { type: 'long' }, city: { type: 'keyword' } } } })
    const operations = ['a', 'b', 'c'].flatMap((city, n) => [{ index: { _index: index, _id: `${n}` } }, { city, n }])
    const loaded = await client.bulk({ operations, refresh: true, include_source_on_error: true, require_alias: false })
    expect(loaded.errors).toBe(false)
    const found = await client.search({
      index: 'real-n*',
      query: { term: { city: 'b' } },
      aggs: { all: { sum: { field: 'n' } } },
    })
    expect(found.hits.hits.map(({ _id, _index }) => [_id, _index])).toEqual([['1', index]])
    const bad = await client.bulk({ operations: [{ index: { _index: index } }, { n: 'no number' }] })
    expect(bad.items[0]!.index!.error!.type).toBe('document_parsing_exception')
    await expect(client.index({ index, document: { n: 'no number' } })).rejects.toThrow('document_parsing_exception')
    await client.update({ index, id: '0', doc: { city: 'd' }, include_source_on_error: true })
    expect(await client.indices.updateAliases({ actions: [{ add: { index, alias: 'real-nine-alias' } }] })).toEqual({
      acknowledged: true,
      errors: false,
    })
    expect(await client.cluster.health()).toMatchObject({ unassigned_primary_shards: 0 })
    expect(await client.cluster.health({ index, level: 'indices' })).toMatchObject({
      indices: { [index]: { unassigned_primary_shards: 0 } },
    })
    await client.indices.putIndexTemplate({ name: 'real-nine', index_patterns: ['real-x-*'], deprecated: false })
    await client.indices.deleteIndexTemplate({ name: 'real-nine', timeout: '5s' })
    expect(await client.cat.shards({ index, format: 'json' })).not.toEqual([])
    expect(Object.keys(await client.indices.getAlias({ name: 'real-nine-alias', master_timeout: '5s' }))).toEqual([index])
    expect((await client.indices.delete({ index })).acknowledged).toBe(true)
  })

  test('8 does its work', async ({ skip }) => {
    if (!cluster) return skip('no Maven, Java or network')
    const client = new Client8(gateway.node.clientOptions)
    const index = 'real-eight'
    await client.index({ index, id: '1', document: { n: 1 }, refresh: true })
    const response = await client.search({ index }, { meta: true })
    expect(response.body.hits.hits).toHaveLength(1)
    expect(response.headers['x-elastic-product']).toBe('Elasticsearch')
    expect((await client.mget({ index, ids: ['1', '2'] })).docs.map((doc) => 'found' in doc && doc.found)).toEqual([true, false])
    await client.indices.delete({ index })
  })

  test('7.17 does its work', async ({ skip }) => {
    if (!cluster) return skip('no Maven, Java or network')
    const client = new Client7(gateway.node.clientOptions)
    const index = 'real-seven'
    await client.bulk({ index, refresh: true, body: [{ index: { _id: '1' } }, { n: 1 }] })
    const { body } = await client.search({ index, body: { query: { range: { n: { gte: 1 } } } } })
    expect(body.hits.total).toEqual({ value: 1, relation: 'eq' })
    expect((await client.count({ index })).body.count).toBe(1)
    await client.indices.delete({ index })
  })

  test('are told the version of an Elasticsearch, and the newest otherwise', async ({ skip }) => {
    if (!cluster) return skip('no Maven, Java or network')
    const { number } = (await gateway.elastic('GET', '/')).body.version
    expect(number).toBe(isElastic ? name.split(' ')[1] : '9.5.3')
    const isOld = isElastic && Number.parseInt(number, 10) < 9
    const authorization = `Basic ${Buffer.from(`elastic:${gateway.node.password}`).toString('base64')}`
    const accept = 'application/vnd.elasticsearch+json;compatible-with=7'
    expect((await fetch(`${gateway.node.url}/_search`, { headers: { authorization, accept } })).status).toBe(isOld ? 200 : 400)
  })
})
