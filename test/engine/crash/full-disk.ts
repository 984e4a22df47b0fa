/** The child of the full-disk test: fills a small disk, looks around, makes room, goes on; tells what it saw as one line of JSON. */
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { systemClock } from '../../../src/core/clock.ts'
import { openEngine } from '../../../src/engine/lmdb-engine.ts'
import type { Shard } from '../../../src/engine/shard.ts'

const folder = process.argv[2]!
const ballast = join(folder, 'ballast')
writeFileSync(ballast, Buffer.alloc(4 << 20, 1))
const open = () => openEngine({ path: join(folder, 'engine'), durable: true, clock: systemClock })

const source = Buffer.from(JSON.stringify({ text: 'x'.repeat(500) }))
const acknowledged: string[] = []
const refusals = new Set<number>()

async function fill(shard: Shard, round: number, batches: number): Promise<number> {
  let refused = 0
  for (let batch = 0; batch < batches; batch++) {
    const ids = Array.from({ length: 50 }, (_, at) => `${round}-${batch}-${at}`)
    const outcomes = await shard.write(ids.map((id) => ({ kind: 'index', id, routing: undefined, source })))
    for (const [at, outcome] of outcomes.entries()) {
      if (outcome instanceof Error) refusals.add(outcome.status)
      else acknowledged.push(ids[at]!)
      refused += outcome instanceof Error ? 1 : 0
    }
  }
  return refused
}

const readable = (shard: Shard): number => acknowledged.filter((id) => shard.get(id) !== undefined).length

let engine = await open()
const shard = await engine.createIndex({ name: 'd', settings: new Map(), mappings: undefined, aliases: [] })
const refused = await fill(shard, 0, 300)
await shard.refresh()
const whileFull = { acknowledged: acknowledged.length, readable: readable(shard), docs: shard.stats().docs }
rmSync(ballast)
const refusedAfter = await fill(shard, 1, 5)
const afterwards = { acknowledged: acknowledged.length, readable: readable(shard), docs: shard.stats().docs }
await engine.close()
engine = await open()
const reopened = {
  acknowledged: acknowledged.length,
  readable: readable(engine.index('d')),
  docs: engine.index('d').stats().docs,
}
await engine.close()
process.stdout.write(JSON.stringify({ refused, refusals: [...refusals], refusedAfter, whileFull, afterwards, reopened }))
