/** Clients of three generations before each backend: what they do there is done as by Elasticsearch. */
import { Client as Client9 } from '@elastic/elasticsearch'
import { Client as Client7 } from 'es7'
import { Client as Client8 } from 'es8'
import { expect, test } from 'vitest'
import type { LiveNode } from '../../support/live-node.ts'

/** `name` as `backends.test.ts` has it; `node` once it runs. */
export function clientsContract(name: string, node: () => LiveNode | undefined): void {
  const isElastic = name.startsWith('Elasticsearch')
  const client = (title: string, play: (gateway: LiveNode) => Promise<void>): void =>
    test(title, async ({ skip }) => {
      const live = node()
      if (!live) return skip('this backend cannot be had here')
      await play(live)
    })

  client('9 does its work', async (gateway) => {
    const official = new Client9(gateway.node.clientOptions)
    const index = 'real-nine'
    await official.indices.create({ index, mappings: { properties: { n: { type: 'long' }, city: { type: 'keyword' } } } })
    const operations = ['a', 'b', 'c'].flatMap((city, n) => [{ index: { _index: index, _id: `${n}` } }, { city, n }])
    const loaded = await official.bulk({ operations, refresh: true, include_source_on_error: true, require_alias: false })
    expect(loaded.errors).toBe(false)
    const found = await official.search({ index: 'real-n*', query: { term: { city: 'b' } } })
    expect(found.hits.hits.map(({ _id, _index }) => [_id, _index])).toEqual([['1', index]])
    const bad = await official.bulk({ operations: [{ index: { _index: index } }, { n: 'no number' }] })
    expect(bad.items[0]!.index!.error!.type).toBe('document_parsing_exception')
    await expect(official.index({ index, document: { n: 'no number' } })).rejects.toThrow('document_parsing_exception')
    await official.update({ index, id: '0', doc: { city: 'd' }, include_source_on_error: true })
    expect(await official.indices.updateAliases({ actions: [{ add: { index, alias: 'real-nine-alias' } }] })).toEqual({
      acknowledged: true,
      errors: false,
    })
    expect(await official.cluster.health()).toMatchObject({ unassigned_primary_shards: 0 })
    expect(await official.cluster.health({ index, level: 'indices' })).toMatchObject({
      indices: { [index]: { unassigned_primary_shards: 0 } },
    })
    await official.indices.putIndexTemplate({ name: 'real-nine', index_patterns: ['real-x-*'], deprecated: false })
    await official.indices.deleteIndexTemplate({ name: 'real-nine', timeout: '5s' })
    expect(await official.cat.shards({ index, format: 'json' })).not.toEqual([])
    expect(Object.keys(await official.indices.getAlias({ name: 'real-nine-alias', master_timeout: '5s' }))).toEqual([index])
    expect((await official.indices.delete({ index })).acknowledged).toBe(true)
  })

  client('8 does its work', async (gateway) => {
    const official = new Client8(gateway.node.clientOptions)
    const index = 'real-eight'
    await official.index({ index, id: '1', document: { n: 1 }, refresh: true })
    const response = await official.search({ index }, { meta: true })
    expect(response.body.hits.hits).toHaveLength(1)
    expect(response.headers['x-elastic-product']).toBe('Elasticsearch')
    expect((await official.mget({ index, ids: ['1', '2'] })).docs.map((doc) => 'found' in doc && doc.found)).toEqual([
      true,
      false,
    ])
    await official.indices.delete({ index })
  })

  client('7.17 does its work', async (gateway) => {
    const official = new Client7(gateway.node.clientOptions)
    const index = 'real-seven'
    await official.bulk({ index, refresh: true, body: [{ index: { _id: '1' } }, { n: 1 }] })
    const { body } = await official.search({ index, body: { query: { range: { n: { gte: 1 } } } } })
    expect(body.hits.total).toEqual({ value: 1, relation: 'eq' })
    expect((await official.count({ index })).body.count).toBe(1)
    await official.indices.delete({ index })
  })

  client('are told the version of an Elasticsearch, and the newest otherwise', async (gateway) => {
    const { number } = (await gateway.elastic('GET', '/')).body.version
    expect(number).toBe(isElastic ? name.split(' ')[1] : '9.5.3')
    const isOld = isElastic && Number.parseInt(number, 10) < 9
    const authorization = `Basic ${Buffer.from(`elastic:${gateway.node.password}`).toString('base64')}`
    const accept = 'application/vnd.elasticsearch+json;compatible-with=7'
    expect((await fetch(`${gateway.node.url}/_search`, { headers: { authorization, accept } })).status).toBe(isOld ? 200 : 400)
  })
}
