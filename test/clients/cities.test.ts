/** The session of a real user with each generation of the official client: load real data in bulk, search it, count it. */
import { Client as Client9 } from '@elastic/elasticsearch'
import { Client as Client7 } from 'es7'
import { Client as Client8 } from 'es8'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cities } from '../support/cities.ts'
import { removeFolder, type SpawnedNode, spawnNode, temporaryFolder } from '../support/spawned-node.ts'

const PASSWORD = 'a-password-for-tests'
const auth = { username: 'elastic', password: PASSWORD }
const inGermany = cities.filter((city) => city.country === 'DE')
const millions = cities.filter((city) => city.population >= 1_000_000)
const largest = [...cities].sort((a, b) => b.population - a.population)[0]!

let data: string
let node: SpawnedNode

beforeAll(async () => {
  data = temporaryFolder()
  node = await spawnNode({ data, password: PASSWORD })
})
afterAll(async () => {
  await node.end()
  removeFolder(data)
})

describe('@elastic/elasticsearch 9', () => {
  it('loads all cities with the bulk helper, searches and counts them', async () => {
    const client = new Client9({ node: node.url, auth })
    const loaded = await client.helpers.bulk<(typeof cities)[number]>({
      datasource: [...cities],
      onDocument: (city) => ({ index: { _index: 'cities', _id: String(city.cityId) } }),
      flushBytes: 1_000_000,
      concurrency: 2,
    })
    expect(loaded).toMatchObject({ total: cities.length, successful: cities.length, failed: 0 })
    await client.indices.refresh({ index: 'cities' })
    const distinct = new Set(cities.map((city) => city.cityId)).size
    expect((await client.count({ index: 'cities' })).count).toBe(distinct)

    const german = await client.count({ index: 'cities', query: { term: { 'country.keyword': 'DE' } } })
    expect(german.count).toBe(inGermany.length)
    const big = await client.search<(typeof cities)[number]>({
      index: 'cities',
      query: { range: { population: { gte: 1_000_000 } } },
      sort: [{ population: 'desc' }],
      size: 1,
      track_total_hits: true,
    })
    expect(big.hits.total).toEqual({ value: millions.length, relation: 'eq' })
    expect(big.hits.hits[0]?._source).toEqual(largest)
    const named = await client.search<(typeof cities)[number]>({ index: 'cities', query: { match: { name: 'heidelberg' } } })
    expect(named.hits.hits.some((hit) => hit._source?.country === 'DE')).toBe(true)
    await client.close()
  }, 180_000)

  it('gets the typed errors it expects', async () => {
    const stranger = new Client9({ node: node.url })
    await expect(stranger.search({ index: 'cities' })).rejects.toMatchObject({ statusCode: 401 })
    const wrong = new Client9({ node: node.url, auth: { ...auth, password: 'wrong' } })
    await expect(wrong.info()).rejects.toMatchObject({ statusCode: 401 })
    const client = new Client9({ node: node.url, auth })
    await expect(client.get({ index: 'nowhere', id: '1' })).rejects.toMatchObject({ statusCode: 404 })
    expect(await client.exists({ index: 'cities', id: 'nobody' })).toBe(false)
    await Promise.all([stranger.close(), wrong.close(), client.close()])
  })
})

describe('@elastic/elasticsearch 8', () => {
  it('writes, reads, updates, searches and deletes', async () => {
    const client = new Client8({ node: node.url, auth })
    expect((await client.info()).tagline).toBe('You Know, for Search')
    const operations = cities.slice(0, 500).flatMap((city) => [{ index: { _index: 'eight', _id: String(city.cityId) } }, city])
    expect((await client.bulk({ operations, refresh: true })).errors).toBe(false)
    const id = String(cities[0]!.cityId)
    expect((await client.update({ index: 'eight', id, doc: { population: 7 }, refresh: true })).result).toBe('updated')
    expect((await client.get<(typeof cities)[number]>({ index: 'eight', id }))._source).toEqual({ ...cities[0], population: 7 })
    const found = await client.search({ index: 'eight', query: { ids: { values: [id] } } })
    expect(found.hits.total).toEqual({ value: 1, relation: 'eq' })
    expect((await client.mget({ index: 'eight', ids: [id, 'nobody'] })).docs.map((doc) => 'found' in doc && doc.found)).toEqual([
      true,
      false,
    ])
    expect((await client.indices.delete({ index: 'eight' })).acknowledged).toBe(true)
    await client.close()
  })
})

describe('@elastic/elasticsearch 7.17', () => {
  it('checks the product, then writes and searches', async () => {
    const client = new Client7({ node: node.url, auth })
    const body = cities.slice(0, 500).flatMap((city) => [{ index: { _index: 'seven', _id: String(city.cityId) } }, city])
    expect((await client.bulk({ body, refresh: true })).body.errors).toBe(false)
    const found = await client.search({ index: 'seven', body: { query: { match_all: {} }, size: 3 } })
    expect(found.body.hits.total).toEqual({ value: 500, relation: 'eq' })
    expect(found.body.hits.hits).toHaveLength(3)
    expect((await client.indices.exists({ index: 'seven' })).body).toBe(true)
    await client.indices.delete({ index: 'seven' })
    await client.close()
  })
})
