/** The child of the flush test: writes one document at a time and says so once it is acknowledged. */
import { systemClock } from '../../../src/core/clock.ts'
import { openEngine } from '../../../src/engine/lmdb-engine.ts'

const engine = await openEngine({ path: process.argv[2]!, durable: true, clock: systemClock })
const settings = new Map([['index.refresh_interval', '-1']])
const shard = await engine.createIndex({ name: 'd', settings, mappings: undefined, aliases: [] })
for (let n = 0; n < 5; n++) {
  await shard.write([{ kind: 'index', id: `${n}`, routing: undefined, source: Buffer.from(`{"n":"marker-${n}"}`) }])
  process.stdout.write(`acknowledged ${n}\n`)
}
await engine.close()
