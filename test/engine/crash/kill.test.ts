/** The process is killed at random moments while it writes: what it acknowledged is there, what it did not is whole or absent. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { systemClock } from '../../../src/core/clock.ts'
import { openEngine } from '../../../src/engine/lmdb-engine.ts'
import type { Shard } from '../../../src/engine/shard.ts'
import { visibleIds } from '../support/engines.ts'
import { freshFolder } from '../support/folders.ts'

const WRITER = fileURLToPath(new URL('writer.ts', import.meta.url))
const KILLS = 20
const PER_BATCH = 20

interface Killed {
  /** Last acknowledged batch of each writer. */
  readonly acknowledged: readonly number[]
}

const spawnWriter = (data: string) =>
  spawn(process.execPath, ['--import', 'tsx', WRITER, data], { stdio: ['pipe', 'pipe', 'inherit'] })

async function writeUntilKilled(child: ReturnType<typeof spawnWriter>, first: number, millis: number): Promise<Killed> {
  let output = ''
  child.stdout.on('data', (chunk) => {
    output += chunk
  })
  const ended = once(child, 'exit')
  child.stdin.write(`${first}\n`)
  await Promise.race([once(child.stdout, 'data'), ended])
  await wait(millis)
  child.kill('SIGKILL')
  const [, signal] = await ended
  expect(signal).toBe('SIGKILL')
  const lines = output.slice(0, output.lastIndexOf('\n')).split('\n').slice(1)
  const last = (writer: number): number =>
    Math.max(first - 1, ...lines.filter((line) => line.startsWith(`${writer} `)).map((line) => Number(line.split(' ')[1])))
  return { acknowledged: [last(0), last(1)] }
}

/** Documents of one batch: fresh ones, but for the first, which the batch after deletes. */
const batchIds = (writer: number, batch: number): readonly string[] =>
  Array.from({ length: PER_BATCH }, (_, at) => `${writer}-${batch}-${at}`)

function checkWriter(shard: Shard, writer: number, first: number, acknowledged: number): void {
  for (let batch = first; batch <= acknowledged; batch++) {
    for (const id of batchIds(writer, batch).slice(1)) {
      const source = shard.get(id)?.source.toString()
      expect(source && JSON.parse(source), `${id} of ${acknowledged}`).toMatchObject({ writer, batch })
    }
    if (batch < acknowledged) expect(shard.get(`${writer}-${batch}-0`)).toBeUndefined()
  }
  const latest = JSON.parse(shard.get(`latest-${writer}`)?.source.toString() ?? '{"batch":-1}')
  // Killed before its first batch was acknowledged, it promised nothing.
  if (acknowledged >= first) expect(latest.batch).toBeGreaterThanOrEqual(acknowledged)
  const unacknowledged = batchIds(writer, acknowledged + 1).map((id) => shard.get(id)?.source.toString())
  for (const source of unacknowledged) if (source !== undefined) expect(JSON.parse(source)).toMatchObject({ writer })
}

/** The index finds exactly the documents that can be read. */
function checkIndex(shard: Shard): void {
  const ids = visibleIds(shard)
  expect(new Set(ids).size).toBe(ids.length)
  expect(ids.length).toBe(shard.stats().docs)
  for (const id of ids) expect(shard.get(id), id).toBeDefined()
}

it(`loses nothing acknowledged over ${KILLS} kills`, async () => {
  const data = freshFolder()
  let first = 0
  let next = spawnWriter(data)
  for (let kill = 0; kill < KILLS; kill++) {
    const writer = next
    if (kill < KILLS - 1) next = spawnWriter(data)
    const { acknowledged } = await writeUntilKilled(writer, first, 50 + Math.random() * 250)
    const engine = await openEngine({ path: data, durable: true, clock: systemClock })
    const shard = engine.indices().get('crash')
    if (shard) {
      checkWriter(shard, 0, first, acknowledged[0]!)
      checkWriter(shard, 1, first, acknowledged[1]!)
      checkIndex(shard)
    }
    await engine.close()
    first = Math.max(...acknowledged) + 2
  }
  expect(first).toBeGreaterThan(KILLS)
}, 120_000)
