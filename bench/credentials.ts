/**
 * What telling who somebody is costs: each kind of remembered credential against a server without security, and what a flood of wrong
 * passwords does to whoever is known. `npx tsx bench/credentials.ts [throughput|flood [rounds [seconds]]]`; both where nothing is named.
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { removeFolder, type SpawnedNode, spawnNode, temporaryFolder } from '../test/support/spawned-node.ts'
import { latencies, quantile } from './support/latency.ts'
import { compareAll, median } from './support/load.ts'

const PASSWORD = 'a-password-for-benches'
const basic = (username: string, password: string): string => `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
const ELASTIC = basic('elastic', PASSWORD)
const FLOOD = fileURLToPath(new URL('support/password-flood.mjs', import.meta.url))
/** Guesses a second: ten times what one thread can hash. */
const GUESSES = 200

const [only, rounds = 5, seconds = 3] = [process.argv[2], ...process.argv.slice(3).map(Number)]
if (only !== 'flood') await measureThroughput()
if (only !== 'throughput') {
  await measureFlood('lockout on, as a node is by default', [])
  await measureFlood('lockout off: every guess is hashed or waits', ['-E', 'sallyport.lockout.enabled=false'])
}

interface BenchNode extends SpawnedNode {
  send(method: string, path: string, body?: unknown): Promise<Record<string, unknown>>
}

async function open(args: readonly string[]): Promise<BenchNode> {
  const data = temporaryFolder()
  const node = await spawnNode({ data, password: PASSWORD, args })
  const send: BenchNode['send'] = async (method, path, body) => {
    const headers = { authorization: ELASTIC, 'content-type': 'application/json' }
    const response = await fetch(node.url + path, { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) })
    if (!response.ok) throw new Error(`${method} ${path}: ${await response.text()}`)
    return (await response.json()) as Record<string, unknown>
  }
  await send('PUT', '/books/_doc/1?refresh=true', { title: 'The Magic Mountain', year: 1924 })
  const end: BenchNode['end'] = (signal) => node.end(signal).finally(() => removeFolder(data))
  return { ...node, send, end }
}

async function measureThroughput(): Promise<void> {
  const [secured, free] = [await open([]), await open(['-E', 'xpack.security.enabled=false'])]
  const key = await secured.send('POST', '/_security/api_key', { name: 'bench' })
  const grant = await secured.send('POST', '/_security/oauth2/token', { grant_type: 'client_credentials' })
  await secured.send('PUT', '/_security/service/bench/reader', { roles: ['superuser'] })
  const made = await secured.send('POST', '/_security/service/bench/reader/credential/token/one')
  const kinds = {
    basic: ELASTIC,
    'API key': `ApiKey ${key.encoded}`,
    'access token': `Bearer ${grant.access_token}`,
    'service token': `Bearer ${(made.token as { value: string }).value}`,
  }
  try {
    for (const path of ['/', '/books/_doc/1']) {
      const targets = Object.entries(kinds).map(([name, authorization]) => ({
        name,
        url: secured.url + path,
        headers: { authorization },
      }))
      await compareAll(`GET ${path}`, { name: 'without security', url: free.url + path }, targets, rounds, seconds)
    }
  } finally {
    await Promise.all([secured.end(), free.end()])
  }
}

async function measureFlood(title: string, args: readonly string[]): Promise<void> {
  const node = await open(args)
  const figures = {
    quiet: { reads: [] as number[], writes: [] as number[] },
    flood: { reads: [] as number[], writes: [] as number[] },
  }
  try {
    await node.send('PUT', '/_security/user/jack', { password: 'jack-password', roles: ['superuser'] })
    await sample(node, 1)
    for (let round = 0; round < rounds; round++) {
      const quiet = await sample(node, seconds)
      const flood = fork(FLOOD, [node.url, 'jack', String(GUESSES)])
      const ended = once(flood, 'exit')
      const [first] = await Promise.all([once(flood, 'message')])
      if (first[0] !== 'started') throw new Error('there is no flood')
      const during = await sample(node, seconds)
      flood.send('end')
      const [answers] = await once(flood, 'message')
      await ended
      console.log(`  round ${round + 1}: answers to guesses ${JSON.stringify(answers)}`)
      for (const [name, samples] of Object.entries({ quiet, flood: during })) {
        const into = figures[name as keyof typeof figures]
        into.reads.push(quantile(samples.reads, 0.99))
        into.writes.push(quantile(samples.writes, 0.99))
      }
    }
  } finally {
    await node.end()
  }
  for (const of of ['reads', 'writes'] as const) {
    const [quiet, flood] = [median(figures.quiet[of]), median(figures.flood[of])]
    console.log(
      `${title}: p99 of ${of} ${quiet.toFixed(2)} ms quiet, ${flood.toFixed(2)} ms under the flood, ratio ${(flood / quiet).toFixed(2)}`,
    )
  }
}

/** Milliseconds of authenticated reads and of durable writes, side by side, for some seconds. */
async function sample(
  { url }: BenchNode,
  seconds: number,
): Promise<{ readonly reads: readonly number[]; readonly writes: readonly number[] }> {
  const headers = { authorization: ELASTIC, 'content-type': 'application/json' }
  const [reads, writes] = await Promise.all([
    latencies({ url: `${url}/books/_doc/1`, headers, seconds }),
    latencies({ url: `${url}/books/_doc/2`, headers, seconds, method: 'PUT', body: '{"title":"Buddenbrooks","year":1901}' }),
  ])
  return { reads, writes }
}
