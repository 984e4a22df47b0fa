/**
 * A reindex of 200,000 small documents against the same scroll and bulk done by hand through the API, in one run; and 1,000 tasks that
 * wait. The node is a process of its own.
 */
import { readFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { removeFolder, type SpawnedNode, spawnNode, temporaryFolder } from '../test/support/spawned-node.ts'

const PASSWORD = 'a-password-for-benches'
const DOCS = Number(process.env.DOCS ?? 200_000)
const ROUNDS = Number(process.env.ROUNDS ?? 2)
const PAGE = 1000
const TASKS = 1000

const data = temporaryFolder()
const node = await spawnNode({ data, password: PASSWORD, nodeArgs: (process.env.NODE_ARGS ?? '').split(' ').filter(Boolean) })

// biome-ignore lint/suspicious/noExplicitAny: replies of every shape
async function send(method: string, path: string, body?: unknown): Promise<any> {
  const response = await fetch(`${node.url}${path}`, {
    method,
    headers: {
      authorization: `Basic ${Buffer.from(`elastic:${PASSWORD}`).toString('base64')}`,
      ...(body === undefined ? {} : { 'content-type': typeof body === 'string' ? 'application/x-ndjson' : 'application/json' }),
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const reply = await response.json()
  if (!response.ok) throw new Error(JSON.stringify(reply).slice(0, 500))
  return reply
}

/** Resident memory in MB, from the kernel. */
const residentMb = ({ process: { pid } }: SpawnedNode): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024

/** Seconds of processor time so far, from the kernel (100 ticks a second). */
function processorSeconds({ process: { pid } }: SpawnedNode): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(' ')
  return (Number(fields[13]) + Number(fields[14])) / 100
}

async function shareOfCore(seconds: number): Promise<string> {
  const begun = processorSeconds(node)
  await wait(seconds * 1000)
  return `${(((processorSeconds(node) - begun) / seconds) * 100).toFixed(1)} %`
}

async function load(): Promise<void> {
  for (let at = 0; at < DOCS; at += 5000) {
    const lines = Array.from({ length: Math.min(5000, DOCS - at) }, (_, n) => {
      const id = at + n
      return `{"index":{"_id":"${id}"}}\n{"n":${id},"name":"document number ${id}","group":${id % 17}}\n`
    })
    await send('POST', '/source/_bulk', lines.join(''))
  }
  await send('POST', '/source/_refresh')
}

/** What work costs the node. */
async function costOf(work: () => Promise<void>): Promise<{ readonly millis: number; readonly processor: number }> {
  const [begun, processor] = [performance.now(), processorSeconds(node)]
  await work()
  return { millis: performance.now() - begun, processor: processorSeconds(node) - processor }
}

/** As a client does it: a scroll, and a bulk of every page. */
async function byHand(to: string): Promise<void> {
  let page = await send('POST', '/source/_search?scroll=5m', { size: PAGE, sort: ['_doc'] })
  while (page.hits.hits.length > 0) {
    const lines = page.hits.hits.map(
      (hit: { _id: string; _source: unknown }) =>
        `{"index":{"_index":"${to}","_id":"${hit._id}"}}\n${JSON.stringify(hit._source)}\n`,
    )
    await send('POST', '/_bulk', lines.join(''))
    page = await send('POST', '/_search/scroll', { scroll: '5m', scroll_id: page._scroll_id })
  }
}

async function byTask(to: string): Promise<void> {
  const reply = await send('POST', '/_reindex', { source: { index: 'source', size: PAGE }, dest: { index: to } })
  if (reply.created !== DOCS) throw new Error(JSON.stringify(reply).slice(0, 500))
}

try {
  await load()
  for (let round = 0; round < ROUNDS; round++) {
    const hand = await costOf(() => byHand('hand'))
    const before = residentMb(node)
    const task = await costOf(() => byTask('task'))
    const rate = Math.round((DOCS / task.millis) * 1000)
    const ratio = (task.millis / hand.millis).toFixed(2)
    console.log(`reindex ${Math.round(task.millis)} ms (${rate}/s), by hand ${Math.round(hand.millis)} ms: ${ratio}`)
    console.log(`processor time ${task.processor.toFixed(1)} s, by hand ${hand.processor.toFixed(1)} s`)
    console.log(`memory before ${Math.round(before)} MB, after ${Math.round(residentMb(node))} MB`)
    await send('DELETE', '/hand,task')
  }
  await wait(6000)
  const without = await shareOfCore(4)
  for (let task = 0; task < TASKS; task++) {
    const body = { source: { index: 'source', size: 1 }, dest: { index: 'idle' } }
    await send('POST', '/_reindex?wait_for_completion=false&requests_per_second=0.001', body)
  }
  await wait(7000)
  console.log(`${TASKS} idle tasks: ${await shareOfCore(10)} of a core, without them ${without}`)
} finally {
  await node.end(process.env.NODE_ARGS ? 'SIGTERM' : 'SIGKILL')
  removeFolder(data)
}
