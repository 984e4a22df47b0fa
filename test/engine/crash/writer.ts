/**
 * The child of the crash test: writes batches to one index as fast as it can, notes on standard output what was acknowledged, and never
 * ends by itself. Each document tells its batch, so the parent can say what must be there.
 */
import { once } from 'node:events'
import { systemClock } from '../../../src/core/clock.ts'
import { openEngine } from '../../../src/engine/lmdb-engine.ts'
import type { WriteOperation } from '../../../src/engine/shard.ts'

const path = process.argv[2]!
// Loaded ahead of its turn: it opens the data when it is told the number of its first batch.
const [first] = (await once(process.stdin, 'data')) as [Buffer]
process.stdin.destroy()
const engine = await openEngine({ path, durable: true, clock: systemClock, commitDelay: 20 })
const shard =
  engine.indices().get('crash') ??
  (await engine.createIndex({
    name: 'crash',
    settings: new Map([['index.refresh_interval', '10ms']]),
    mappings: undefined,
    aliases: [],
  }))
process.stdout.write('open\n')

/** Two writers at once, each with batches of its own: fresh documents, one that is replaced each time, one deleted. */
async function write(writer: number): Promise<void> {
  for (let batch = Number(first); ; batch++) {
    const source = Buffer.from(JSON.stringify({ writer, batch, text: 'x'.repeat(batch % 300) }))
    const put = (id: string): WriteOperation => ({ kind: 'index', id, routing: undefined, source })
    const gone: WriteOperation = { kind: 'delete', id: `${writer}-${batch - 1}-0`, routing: undefined }
    const fresh = Array.from({ length: 20 }, (_, at) => put(`${writer}-${batch}-${at}`))
    const outcomes = await shard.write([...fresh, put(`latest-${writer}`), gone])
    if (outcomes.some((outcome) => outcome instanceof Error)) throw new Error('refused')
    process.stdout.write(`${writer} ${batch}\n`)
  }
}

await Promise.all([write(0), write(1)])
