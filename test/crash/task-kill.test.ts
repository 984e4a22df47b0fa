/**
 * The plug is pulled in the middle of a reindex: the task is found again, goes on behind the last page on disk, and the destination ends equal
 * to that of a run without a kill; no document is written twice.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { removeFolder, type SpawnedNode, spawnNode, temporaryFolder } from '../support/spawned-node.ts'

const PASSWORD = 'a-password-for-tests'
const WORKER = 'the-secret-of-the-worker'
const DOCS = 3000
const basic = (user: string, password: string): string => `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
const ELASTIC = basic('elastic', PASSWORD)

let data: string
let node: SpawnedNode

beforeAll(async () => {
  data = temporaryFolder()
  node = await spawnNode({ data, password: PASSWORD })
  await call('PUT', '/_security/role/worker', { indices: [{ names: ['*'], privileges: ['all'] }] })
  await call('PUT', '/_security/user/worker', { password: WORKER, roles: ['worker'] })
  const docs = Array.from(
    { length: DOCS },
    (_, n) => `${JSON.stringify({ index: { _id: String(n) } })}\n${JSON.stringify({ n, k: n % 5 })}\n`,
  )
  await call('POST', '/source/_bulk?refresh=true', docs.join(''))
})
afterAll(async () => {
  await node.end()
  removeFolder(data)
})

// biome-ignore lint/suspicious/noExplicitAny: a reply as tests look into it
async function call(method: string, path: string, body?: unknown, second?: string): Promise<any> {
  const text = typeof body === 'string' ? body : body === undefined ? undefined : JSON.stringify(body)
  const response = await fetch(`${node.url}${path}`, {
    method,
    headers: {
      authorization: ELASTIC,
      ...(second === undefined ? {} : { 'es-secondary-authorization': second }),
      ...(text === undefined ? {} : { 'content-type': typeof body === 'string' ? 'application/x-ndjson' : 'application/json' }),
    },
    ...(text === undefined ? {} : { body: text }),
  })
  return response.json()
}

async function killAndStart(): Promise<void> {
  await node.end('SIGKILL')
  node = await spawnNode({ data, password: PASSWORD })
}

async function contentOf(index: string): Promise<{ readonly docs: string; readonly versions: ReadonlySet<number> }> {
  await call('POST', `/${index}/_refresh`)
  const { hits } = await call('GET', `/${index}/_search?size=10000&version=true`)
  const found = hits.hits.map((hit: { _id: string; _source: unknown }) => `${hit._id} ${JSON.stringify(hit._source)}`)
  return { docs: found.sort().join('\n'), versions: new Set(hits.hits.map((hit: { _version: number }) => hit._version)) }
}

const second = basic('worker', WORKER)
const finished = (task: string) => call('GET', `/_tasks/${task}?wait_for_completion=true&timeout=60s`)

describe('a task that was running when the process was killed', () => {
  it('ends like a run without a kill, page for page', async () => {
    const whole = await call('POST', '/_reindex', { source: { index: 'source' }, dest: { index: 'whole' } })
    expect(whole.created).toBe(DOCS)
    const body = { source: { index: 'source', size: 20 }, dest: { index: 'killed' } }
    const { task } = await call('POST', '/_reindex?wait_for_completion=false', body, second)
    for (let kill = 0; kill < 4; kill++) {
      await wait(20 + Math.floor(Math.random() * 60))
      await killAndStart()
    }
    const result = await finished(task)
    expect(result).toMatchObject({ completed: true, response: { total: DOCS, failures: [] } })
    const killed = await contentOf('killed')
    expect(killed.docs).toBe((await contentOf('whole')).docs)
    expect([...killed.versions]).toEqual([1])
  })

  it('updates every document once', async () => {
    await call('POST', '/_reindex', { source: { index: 'source' }, dest: { index: 'updated' } })
    await call('POST', '/updated/_refresh')
    const { task } = await call('POST', '/updated/_update_by_query?wait_for_completion=false&scroll_size=20', {}, second)
    for (let kill = 0; kill < 3; kill++) {
      await wait(20 + Math.floor(Math.random() * 60))
      await killAndStart()
    }
    expect(await finished(task)).toMatchObject({ completed: true, response: { total: DOCS, updated: DOCS, failures: [] } })
    expect([...(await contentOf('updated')).versions]).toEqual([2])
  })

  it('deletes what it was to delete, and tells how many', async () => {
    await call('POST', '/_reindex?refresh=true', { source: { index: 'source' }, dest: { index: 'thinned' } })
    const body = { query: { range: { k: { gte: 1 } } } }
    const { task } = await call('POST', '/thinned/_delete_by_query?wait_for_completion=false&scroll_size=20', body, second)
    await wait(40)
    await killAndStart()
    expect(await finished(task)).toMatchObject({ completed: true, response: { deleted: (DOCS * 4) / 5, failures: [] } })
    await call('POST', '/thinned/_refresh')
    expect((await call('GET', '/thinned/_count')).count).toBe(DOCS / 5)
  })

  it.each([
    ['in an order of the caller', '?', { size: 15, sort: [{ k: 'desc' }, 'n'] }, {}],
    ['in parts beside each other', '?slices=3&', { size: 15 }, {}],
    ['in parts, in an order of the caller', '?slices=2&', { size: 15, sort: [{ k: 'desc' }] }, {}],
    ['the first of an order', '?', { size: 15, sort: [{ n: 'desc' }] }, { max_docs: 1000 }],
    ['from two indices', '?', { index: ['source', 'twin'], size: 15 }, {}],
  ])('copies %s as without a kill', async (what, parameters, source, more) => {
    await call('POST', '/_reindex', {
      source: { index: 'source', query: { range: { n: { lt: 700 } } } },
      dest: { index: 'twin' },
    })
    await call('POST', '/twin/_refresh')
    const [whole, killed] = [`whole-${what.length}`, `killed-${what.length}`]
    const from = { index: 'source', ...source }
    await call('POST', '/_reindex', { source: from, dest: { index: whole, op_type: 'create' }, conflicts: 'proceed', ...more })
    const body = { source: from, dest: { index: killed, op_type: 'create' }, conflicts: 'proceed', ...more }
    const { task } = await call('POST', `/_reindex${parameters}wait_for_completion=false`, body, second)
    for (let kill = 0; kill < 2; kill++) {
      await wait(20 + Math.floor(Math.random() * 80))
      await killAndStart()
    }
    expect(await finished(task)).toMatchObject({ completed: true, response: { failures: [] } })
    const found = await contentOf(killed)
    expect(found.docs).toBe((await contentOf(whole)).docs)
    expect([...found.versions]).toEqual([1])
  })

  it('updates documents of several indices once, in any order', async () => {
    for (const index of ['first', 'second']) {
      await call('POST', '/_reindex?refresh=true', { source: { index: 'source' }, dest: { index } })
    }
    const path = '/first,second/_update_by_query?wait_for_completion=false&scroll_size=20&sort=n:desc&max_docs=5000'
    const { task } = await call('POST', path, {}, second)
    for (let kill = 0; kill < 2; kill++) {
      await wait(20 + Math.floor(Math.random() * 60))
      await killAndStart()
    }
    expect(await finished(task)).toMatchObject({ completed: true, response: { total: 5000, updated: 5000, failures: [] } })
    for (const index of ['first', 'second']) {
      await call('POST', `/${index}/_refresh`)
      const { hits } = await call('GET', `/${index}/_search?size=10000&version=true&sort=n`)
      const versions = hits.hits.map(({ _version }: { _version: number }) => _version)
      expect(versions).toEqual([...Array(500).fill(1), ...Array(2500).fill(2)])
    }
  })

  it('deletes nothing that was written since it began', async () => {
    await call('POST', '/_reindex?refresh=true', { source: { index: 'source' }, dest: { index: 'growing' } })
    const path = '/growing/_delete_by_query?wait_for_completion=false&scroll_size=20&requests_per_second=2000'
    const { task } = await call('POST', path, { query: { match_all: {} } }, second)
    await wait(40)
    await killAndStart()
    await call('PUT', '/growing/_doc/later?refresh=true', { n: -1 })
    await call('POST', `/_delete_by_query/${task}/_rethrottle?requests_per_second=-1`)
    expect(await finished(task)).toMatchObject({ completed: true, response: { total: DOCS, deleted: DOCS, failures: [] } })
    expect((await contentOf('growing')).docs).toBe('later {"n":-1}')
  })

  it('does not go on as somebody who ended meanwhile', async () => {
    const body = { source: { index: 'source', size: 5 }, dest: { index: 'orphaned' } }
    const { task } = await call('POST', '/_reindex?wait_for_completion=false&requests_per_second=50', body, second)
    await call('PUT', '/_security/user/worker/_disable')
    await killAndStart()
    expect((await finished(task)).error.reason).toContain('user [worker] of realm [default_native] is disabled')
  })

  it('left no secret behind, on disk or in what was printed', async () => {
    await node.end()
    const secrets = [WORKER, Buffer.from(`worker:${WORKER}`).toString('base64'), PASSWORD]
    const files = readdirSync(data, { recursive: true }).map((name) => join(data, String(name)))
    for (const file of files.filter((path) => statSync(path).isFile())) {
      const bytes = readFileSync(file)
      for (const secret of secrets) expect(bytes.includes(secret), file).toBe(false)
    }
    for (const secret of secrets) expect(node.errors() + node.output()).not.toContain(secret)
  })
})
