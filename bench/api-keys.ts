/**
 * What an API key costs that is not remembered: `npx tsx bench/api-keys.ts [most keys]`. Prints a check, the
 * time to open the store (both processor time), and memory per key, for ten keys up to a million.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '../src/core/clock.ts'
import { openApiKeys } from '../src/identity/api-keys.ts'
import { openLocalStore } from '../src/store/local-store.ts'

const LIMITED_BY = JSON.stringify({ r: { cluster: ['monitor'], indices: [{ names: ['logs-*'], privileges: ['read'] }] } })
const OWNER = { realm: { name: 'default_native', type: 'native' }, fullName: null, email: null, metadata: '{}' }
const CHECKS = 2_000
const most = Number(process.argv[2] ?? 1_000_000)

for (let size = 10; size <= most; size *= 10) await measure(size)

async function measure(size: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'sallyport-keys-'))
  const samples = await fill(folder, size)
  globalThis.gc?.()
  const before = process.memoryUsage().rss
  const began = processorTime()
  const store = await openLocalStore(folder)
  const keys = await openApiKeys(store, systemClock)
  const opened = (processorTime() - began) / 1000
  const perKey = (process.memoryUsage().rss - before) / size
  const start = processorTime()
  for (const { id, secret } of samples) if (keys.check(id, secret).kind !== 'right') throw new Error('a key is not taken')
  const micros = (processorTime() - start) / samples.length
  console.log(`${size} keys: check ${micros.toFixed(1)} µs, start ${opened.toFixed(0)} ms, ${perKey.toFixed(0)} bytes a key`)
  await store.close()
  await rm(folder, { recursive: true })
}

/** Microseconds of this process, so that others on the machine do not count. */
function processorTime(): number {
  const { user, system } = process.cpuUsage()
  return user + system
}

/** Makes the keys; some of them, evenly spread, are handed back. */
async function fill(folder: string, size: number): Promise<readonly { readonly id: string; readonly secret: string }[]> {
  const store = await openLocalStore(folder)
  const keys = await openApiKeys(store, systemClock)
  const samples: { id: string; secret: string }[] = []
  for (let made = 0; made < size; made += 20_000) {
    const batch = Array.from({ length: Math.min(20_000, size - made) }, (_, at) =>
      keys.create({
        name: `key-${made + at}`,
        type: 'rest',
        owner: { ...OWNER, username: `user-${(made + at) % 1000}` },
        metadata: '{}',
        roles: '{}',
        limitedBy: LIMITED_BY,
      }),
    )
    for (const [at, { id, secret }] of (await Promise.all(batch)).entries())
      if (at % Math.max(1, Math.ceil(size / CHECKS)) === 0) samples.push({ id, secret })
  }
  await store.close()
  return samples
}
