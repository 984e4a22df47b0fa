/** What the gateway costs before a cluster that costs next to nothing, in ratios to other proxies before the same one. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { Pool } from 'undici'
import { removeFolder, spawnNode, temporaryFolder } from '../test/support/spawned-node.ts'
import { compare, median } from './support/load.ts'
import { bareProxy, caddy, fastifyProxy, httpxy, nginx, nodeUpstream, type Running } from './support/proxies.ts'

const PASSWORD = 'a-password-for-benches'
const authorization = `Basic ${Buffer.from(`elastic:${PASSWORD}`).toString('base64')}`
const headers = { authorization }
const only = process.argv.slice(2)
const folder = temporaryFolder()
const stops: (() => unknown)[] = []

const keep = <One extends Running | undefined>(one: One): One => {
  if (one) stops.push(() => one.stop())
  return one
}

async function gateway(upstream: string, workers = 1): Promise<Running> {
  const data = temporaryFolder()
  const args = ['--upstream', upstream, '--workers', String(workers)]
  const node = await spawnNode({ data, password: PASSWORD, args })
  stops.push(async () => {
    await node.end()
    removeFolder(data)
  })
  return { url: node.url, stop: () => {} }
}

const isWanted = (name: string): boolean => only.length === 0 || only.includes(name)
const missing = (name: string): void => console.log(`${name} is not installed: see bench/README.md`)

async function smallReads(): Promise<void> {
  const upstream = keep((await nginx(folder)) ?? (await nodeUpstream()))
  const path = '/books/_doc/1'
  const target = { name: 'gateway', url: (await gateway(upstream.url)).url + path, headers }
  const peers: readonly [string, Running | undefined][] = [
    ['bare Pool.dispatch', keep(await bareProxy(upstream.url))],
    ['@fastify/http-proxy', keep(await fastifyProxy(upstream.url))],
    ['caddy', keep(await caddy(upstream.url, 'elastic', PASSWORD, folder))],
  ]
  for (const [name, peer] of peers) {
    // The first check of a password takes caddy a second.
    if (peer) await fetch(peer.url + path, { headers })
    if (peer) await compare('GET of a document', target, { name, url: peer.url + path, headers }, 3, 2)
    else missing(name)
  }
}

async function workers(): Promise<void> {
  const upstream = keep((await nginx(folder)) ?? (await nodeUpstream()))
  const path = '/books/_doc/1'
  const [two, one] = [await gateway(upstream.url, 2), await gateway(upstream.url)]
  await compare('GET', { name: 'two workers', url: two.url + path, headers }, { name: 'one', url: one.url + path, headers }, 3, 2)
}

async function largeWrites(): Promise<void> {
  const upstream = keep(await nodeUpstream())
  const body = join(folder, 'body.json')
  writeFileSync(body, JSON.stringify({ text: 'x'.repeat(1024 * 1024 - 11) }))
  const options = ['-m', 'POST', '-i', body, '-H', 'content-type=application/json']
  const peer = keep(await httpxy(upstream.url))
  if (!peer) return missing('httpxy')
  const path = '/books/_doc'
  const ours = { name: 'gateway', url: (await gateway(upstream.url)).url + path, headers, options }
  await compare('POST of 1 MiB', ours, { name: 'httpxy', url: peer.url + path, headers, options }, 3, 2)
}

async function bulks(): Promise<void> {
  const upstream = keep(await nodeUpstream())
  const lines = `{"index":{"_index":"books"}}\n${JSON.stringify({ title: 'The Magic Mountain', text: 'x'.repeat(900) })}\n`
  const body = lines.repeat(Math.floor((10 * 1024 * 1024) / lines.length))
  const sides = [await gateway(upstream.url), keep(await bareProxy(upstream.url))]
  const times: number[][] = [[], []]
  for (let round = 0; round < 12; round++)
    for (const [at, { url }] of sides.entries()) {
      const begun = performance.now()
      const response = await fetch(`${url}/_bulk`, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/x-ndjson' },
        body,
      })
      const text = await response.text()
      if (response.status !== 200 || !text.includes('"errors":false')) throw new Error(text.slice(0, 300))
      if (round > 1) times[at]!.push(performance.now() - begun)
    }
  const [ours, bare] = [median(times[0]!), median(times[1]!)]
  console.log(`bulk of 10 MiB: gateway ${ours.toFixed(0)} ms, bare ${bare.toFixed(0)} ms, ratio ${(bare / ours).toFixed(2)}`)
}

/** At a fixed rate, whether answers come or not: milliseconds, sorted. */
async function latencies(url: string, rate: number, seconds: number): Promise<readonly number[]> {
  const pool = new Pool(url, { connections: 64 })
  const found: number[] = []
  const waiting: Promise<void>[] = []
  const begun = performance.now()
  for (let sent = 0; sent < rate * seconds; ) {
    const due = Math.min(rate * seconds, Math.floor(((performance.now() - begun) / 1000) * rate))
    for (; sent < due; sent++) {
      const at = performance.now()
      const answer = pool.request({ method: 'GET', path: '/books/_doc/1', headers })
      waiting.push(answer.then(({ body }) => body.text()).then(() => void found.push(performance.now() - at)))
    }
    await new Promise((resolve) => setImmediate(resolve))
  }
  await Promise.all(waiting)
  await pool.close()
  return found.sort((one, other) => one - other)
}

async function addedLatency(): Promise<void> {
  const upstream = keep((await nginx(folder)) ?? (await nodeUpstream()))
  const ours = await gateway(upstream.url)
  await latencies(ours.url, 3000, 2)
  const [there, here] = [await latencies(upstream.url, 3000, 5), await latencies(ours.url, 3000, 5)]
  const at = (all: readonly number[], part: number): number => all[Math.floor(all.length * part)]!
  const added = [0.5, 0.99].map((part) => `p${part * 100} ${(at(here, part) - at(there, part)).toFixed(2)} ms`)
  console.log(
    `added latency at 3,000 requests/s: ${added.join(', ')} (directly p50 ${at(there, 0.5).toFixed(2)}, p99 ${at(there, 0.99).toFixed(2)})`,
  )
}

try {
  for (const [name, run] of Object.entries({ reads: smallReads, workers, writes: largeWrites, bulks, latency: addedLatency }))
    if (isWanted(name)) {
      await run()
      for (const stop of stops.splice(0).reverse()) await stop()
    }
} finally {
  for (const stop of stops.reverse()) await stop()
  removeFolder(folder)
}
