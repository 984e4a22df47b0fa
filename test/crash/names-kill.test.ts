/**
 * The plug is pulled in the middle of changes of names: what was acknowledged is there, what was not is there whole or not at all. A stream
 * has its indices, an alias that moves has one holder, a rollover leaves one index that takes writes.
 */
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { removeFolder, type SpawnedNode, spawnNode, temporaryFolder } from '../support/spawned-node.ts'

const PASSWORD = 'a-password-for-tests'
const KILLS = 4

let data: string
let node: SpawnedNode

beforeAll(async () => {
  data = temporaryFolder()
  node = await spawnNode({ data, password: PASSWORD })
})
afterAll(async () => {
  await node.end()
  removeFolder(data)
})

async function call(method: string, path: string, body?: unknown) {
  const response = await fetch(`${node.url}${path}`, {
    method,
    headers: {
      authorization: `Basic ${Buffer.from(`elastic:${PASSWORD}`).toString('base64')}`,
      'content-type': 'application/json',
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  // biome-ignore lint/suspicious/noExplicitAny: a reply as tests look into it
  return { status: response.status, body: (await response.json().catch(() => undefined)) as any }
}

/** What was acknowledged before the process ended. */
interface Done {
  readonly streams: string[]
  readonly templates: string[]
}

/** Changes names until the process is killed. */
async function changeNames(round: number, done: Done): Promise<void> {
  try {
    for (let at = 0; ; at++) {
      const stream = `logs-${round}-${at}`
      const template = `t-${round}-${at}`
      const [from, to] = at % 2 === 0 ? ['a', 'b'] : ['b', 'a']
      const made = await call('PUT', `/_data_stream/${stream}`)
      if (made.status === 200) done.streams.push(stream)
      await call('POST', `/${stream}/_rollover`)
      await call('POST', '/roll/_rollover')
      await call('POST', '/_aliases', {
        actions: [{ remove: { index: from, alias: 'moves' } }, { add: { index: to, alias: 'moves' } }],
      })
      const put = await call('PUT', `/_index_template/${template}`, { index_patterns: [`${template}-*`], priority: 1 })
      if (put.status === 200) done.templates.push(template)
    }
  } catch {
    // The process is gone.
  }
}

async function checkNames({ streams, templates }: Done): Promise<void> {
  const { body } = await call('GET', '/_data_stream')
  const names: string[] = body.data_streams.map(({ name }: { name: string }) => name)
  expect(names).toEqual(expect.arrayContaining(streams))
  const backing: string[] = []
  for (const { indices, generation } of body.data_streams) {
    expect(indices).toHaveLength(generation)
    backing.push(...indices.map((index: { index_name: string }) => index.index_name))
  }
  const all = Object.keys((await call('GET', '/_all/_settings?expand_wildcards=all')).body)
  expect(all.filter((name) => name.startsWith('.ds-')).sort()).toEqual(backing.sort())
  expect((await call('GET', '/_alias/all-logs')).body).toEqual(
    Object.fromEntries(names.map((name) => [name, { aliases: { 'all-logs': {} } }])),
  )
  expect(Object.keys((await call('GET', '/_alias/moves')).body)).toHaveLength(1)
  const rolled = Object.values<{ aliases: { roll: { is_write_index: boolean } } }>((await call('GET', '/_alias/roll')).body)
  expect(rolled.filter(({ aliases }) => aliases.roll.is_write_index)).toHaveLength(1)
  const kept = (await call('GET', '/_index_template')).body.index_templates.map(({ name }: { name: string }) => name)
  expect(kept).toEqual(expect.arrayContaining(templates))
}

describe('names that were being changed when the process was killed', () => {
  it('are whole or absent, and what was acknowledged is there', async () => {
    await call('PUT', '/_index_template/logs', {
      index_patterns: ['logs-*'],
      data_stream: {},
      priority: 2,
      template: { aliases: { 'all-logs': {} } },
    })
    await call('PUT', '/a', { aliases: { moves: {} } })
    await call('PUT', '/b')
    await call('PUT', '/roll-1', { aliases: { roll: { is_write_index: true } } })
    const done: Done = { streams: [], templates: [] }
    for (let kill = 0; kill < KILLS; kill++) {
      const changes = changeNames(kill, done)
      await wait(150 + Math.floor(Math.random() * 200))
      await node.end('SIGKILL')
      await changes
      node = await spawnNode({ data, password: PASSWORD })
      await checkNames(done)
    }
    expect(done.streams.length).toBeGreaterThan(0)
  }, 120_000)
})
