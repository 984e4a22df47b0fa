/**
 * Answers of a real Elasticsearch to documents, bulk, indices, health and cat requests, compared by the replay tool beside the repository.
 * What differs is listed here with its reason; anything else that differs fails.
 */
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Node, start } from '../../src/index.ts'

const SHARED = resolve(import.meta.dirname, '../../../shared')
const TOOL = join(SHARED, 'tools/replay/replay.mjs')
const isHere = existsSync(TOOL)

/** Requests about what is not offered, those that only follow from one, and what differs by its nature. */
const DIFFERENT: Readonly<Record<string, RegExp>> = {
  // Versions that were written over count there until a merge; here they were never made into terms.
  documents: /^term vectors of text/,
  bulk: /^(bulk to closed|all docs sorted)/,
  http: /^$/,
}

let node: Node

describe.skipIf(!isHere)('recorded answers of a real node (needs ../shared)', () => {
  beforeAll(async () => {
    node = await start({ data: 'memory', password: 'changeme', settings: { 'cluster.name': 'oracle', 'node.name': 'node-1' } })
  })
  afterAll(() => node.stop())

  it.each(Object.keys(DIFFERENT))('%s', async (topic) => {
    await node.reset()
    const failed = await replay(topic)
    expect(failed.filter((name) => !DIFFERENT[topic]!.test(name))).toEqual([])
  })
})

/** The names of the requests that were answered otherwise. */
async function replay(topic: string): Promise<readonly string[]> {
  const file = join(SHARED, `reference/recordings/${topic}.ndjson`)
  const options = ['--url', node.url, '--user', 'elastic:changeme', '--quiet', file]
  const output = await promisify(execFile)(process.execPath, [TOOL, ...options], { maxBuffer: 64 * 1024 * 1024 }).catch(
    (error: { readonly stdout?: string }) => ({ stdout: error.stdout ?? '' }),
  )
  expect(output.stdout).toMatch(/\d+ passed, \d+ failed/)
  return Array.from(output.stdout.matchAll(/^FAIL \S+ :: (.*?) \(/gm), ([, name]) => name!)
}
