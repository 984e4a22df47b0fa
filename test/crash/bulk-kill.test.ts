/** The plug is pulled in the middle of bulk loading: what was acknowledged is there, what was not is whole or absent, the index answers. */
import { setTimeout as wait } from 'node:timers/promises'
import { Client } from '@elastic/elasticsearch'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { cities } from '../support/cities.ts'
import { removeFolder, type SpawnedNode, spawnNode, temporaryFolder } from '../support/spawned-node.ts'

const PASSWORD = 'a-password-for-tests'
const KILLS = 20
const BATCH = 200

let data: string

beforeAll(() => {
  data = temporaryFolder()
})
afterAll(() => removeFolder(data))

const connect = (node: SpawnedNode): Client =>
  new Client({ node: node.url, auth: { username: 'elastic', password: PASSWORD }, maxRetries: 0 })

/** Loads batches until the node dies under it; notes the first unacknowledged document. */
async function loadUntilDeath(node: SpawnedNode, from: number): Promise<{ acknowledged: number; attempted: number }> {
  const client = connect(node)
  let at = from
  try {
    for (;;) {
      const operations = cities
        .slice(at, at + BATCH)
        .flatMap((city, offset) => [{ index: { _index: 'cities', _id: String(at + offset) } }, city])
      const result = await client.bulk({ operations })
      if (result.errors) throw new Error(`bulk item failed: ${JSON.stringify(result.items.find((item) => item.index?.error))}`)
      at += BATCH
    }
  } catch (error) {
    if (error instanceof Error && error.message.startsWith('bulk item failed')) throw error
    return { acknowledged: at, attempted: at + BATCH }
  } finally {
    await client.close()
  }
}

it(`loses nothing acknowledged over ${KILLS} kills`, async () => {
  let from = 0
  for (let kill = 0; kill < KILLS; kill++) {
    const node = await spawnNode({ data, password: PASSWORD })
    const loading = loadUntilDeath(node, from)
    await wait(40 + Math.floor(Math.random() * 300))
    await node.end('SIGKILL')
    const { acknowledged, attempted } = await loading

    const again = await spawnNode({ data, password: PASSWORD })
    const client = connect(again)
    if (acknowledged > 0) {
      await client.indices.refresh({ index: 'cities' })
      const { count } = await client.count({ index: 'cities' })
      expect(count).toBeGreaterThanOrEqual(acknowledged)
      expect(count).toBeLessThanOrEqual(attempted)
      const sample = [
        from,
        acknowledged - 1,
        Math.floor((from + acknowledged) / 2),
        ...Array.from({ length: BATCH }, (_, offset) => acknowledged + offset),
      ]
      const { docs } = await client.mget<(typeof cities)[number]>({ index: 'cities', ids: sample.map(String) })
      for (const [position, doc] of docs.entries()) {
        const number = sample[position]!
        const found = 'found' in doc && doc.found === true
        if (number < acknowledged) expect(found, `document ${number} was acknowledged`).toBe(true)
        if (found) expect(doc._source).toEqual(cities[number])
      }
    }
    await client.close()
    await again.end('SIGKILL')
    from = acknowledged
  }
  expect(from).toBeGreaterThan(0)
}, 240_000)
