/** Loading and reading real data through HTTP, start-up, and memory: the official client on the same machine, both cores shared. */
import { readFileSync } from 'node:fs'
import { Client } from '@elastic/elasticsearch'
import { cities } from '../test/support/cities.ts'
import { removeFolder, type SpawnedNode, spawnNode, temporaryFolder } from '../test/support/spawned-node.ts'
import { median, requestsPerSecond } from './support/load.ts'

const PASSWORD = 'a-password-for-benches'
const auth = { username: 'elastic', password: PASSWORD }
const authorization = `Basic ${Buffer.from(`elastic:${PASSWORD}`).toString('base64')}`

/** Resident memory of a process in MB, from the kernel. */
const residentMb = (node: SpawnedNode): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${node.process.pid}/status`, 'utf8'))?.[1]) / 1024

/** Milliseconds from spawning the command to the first answered search. */
async function startToAnswer(data: string): Promise<number> {
  const started = performance.now()
  const node = await spawnNode({ data, password: PASSWORD })
  const answer = await fetch(`${node.url}/_search?size=1`, { headers: { authorization } })
  const took = performance.now() - started
  if (answer.status !== 200) throw new Error(`search answered ${answer.status}`)
  await node.end()
  return took
}

async function repeated(times: number, act: () => Promise<number>): Promise<number> {
  const figures: number[] = []
  for (let time = 0; time < times; time++) figures.push(await act())
  return median(figures)
}

const data = temporaryFolder()
const empty = temporaryFolder()
try {
  await startToAnswer(empty)
  console.log(`start to first answer, empty data: ${Math.round(await repeated(5, () => startToAnswer(empty)))} ms`)

  const node = await spawnNode({ data, password: PASSWORD })
  console.log(`idle memory, empty data: ${Math.round(residentMb(node))} MB`)
  const client = new Client({ node: node.url, auth })
  const started = performance.now()
  await client.helpers.bulk({
    datasource: [...cities],
    onDocument: (city) => ({ index: { _index: 'cities', _id: String((city as { cityId: number }).cityId) } }),
    flushBytes: 500_000,
    concurrency: 2,
  })
  const seconds = (performance.now() - started) / 1000
  console.log(`bulk: ${Math.round(cities.length / seconds)} cities/s (${cities.length} in ${seconds.toFixed(1)} s)`)
  await client.indices.refresh({ index: 'cities' })
  console.log(`memory after loading: ${Math.round(residentMb(node))} MB`)
  const gets = await requestsPerSecond(
    { name: 'get', url: `${node.url}/cities/_doc/${cities[5]!.cityId}`, headers: { authorization } },
    5,
  )
  console.log(`get by id: ${Math.round(gets)}/s`)
  await client.close()
  await node.end()
  console.log(`start to first answer, ${cities.length} cities: ${Math.round(await repeated(5, () => startToAnswer(data)))} ms`)

  for (const count of [10, 100, 1000]) await manyIndices(count)
} finally {
  removeFolder(data)
  removeFolder(empty)
}

async function manyIndices(count: number): Promise<void> {
  const folder = temporaryFolder()
  const node = await spawnNode({ data: folder, password: PASSWORD })
  const client = new Client({ node: node.url, auth })
  const started = performance.now()
  for (let number = 0; number < count; number++) {
    await client.index({ index: `index-${number}`, id: '1', document: cities[number]! })
  }
  const created = performance.now() - started
  await client.indices.refresh()
  const memory = residentMb(node)
  await client.close()
  await node.end()
  const start = await startToAnswer(folder)
  console.log(
    `${count} indices: ${(created / count).toFixed(1)} ms each to create with a document, ${Math.round(memory)} MB, start ${Math.round(start)} ms`,
  )
  removeFolder(folder)
}
