/** The commands of docs/gateway.md and of the section of README.md are run, and the settings that the page names are there. */
import { readFileSync } from 'node:fs'
import { afterAll, describe, expect, test } from 'vitest'
import { SETTINGS } from '../../src/config/settings.ts'
import { parseUpstreamRoutes } from '../../src/config/upstream-routes.ts'
import { mockUpstream } from '../support/mock-upstream.ts'
import { OPEN_SEARCH } from '../support/real-clusters.ts'
import { removeFolder, spawnNode, temporaryFolder } from '../support/spawned-node.ts'
import { hasCurl, runScript } from './run-examples.ts'

const PASSWORD = 'a-password'

const page = readFileSync(new URL('../../docs/gateway.md', import.meta.url), 'utf8')
const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')

test('names settings that there are', () => {
  const named = [...page.matchAll(/`(upstream\.[a-z_.]+)`/g)].map(([, name]) => name!)
  expect(named.length).toBeGreaterThan(5)
  expect(named.filter((name) => !Object.hasOwn(SETTINGS, name) && !name.startsWith('upstream.routes'))).toEqual([])
})

test('declares routes that can be declared', () => {
  const routes = [...page.matchAll(/^upstream\.routes\.([a-z]+): (.+)$/gm)].map(([, name, route]) => [name!, route!])
  expect(routes.length).toBeGreaterThan(1)
  expect(parseUpstreamRoutes(Object.fromEntries(routes)).faults).toEqual([])
})

/** A gateway as a command of a text starts it, in front of these nodes. */
async function startedBy(text: string, urls: readonly string[]) {
  const given = /(--upstream) http:\/\/node1:9200,http:\/\/node2:9200/.exec(text)
  const data = temporaryFolder()
  const gateway = await spawnNode({ data, password: PASSWORD, args: [given![1]!, urls.join(',')] })
  const end = async (): Promise<void> => {
    await gateway.end()
    removeFolder(data)
  }
  return { url: gateway.url, end }
}

test('the command of docs/gateway.md starts a gateway', async () => {
  const nodes = [await mockUpstream(['logs']), await mockUpstream(['logs'])]
  const { url, end } = await startedBy(
    page,
    nodes.map((node) => node.url),
  )
  const authorization = `Basic ${Buffer.from(`elastic:${PASSWORD}`).toString('base64')}`
  const response = await fetch(`${url}/logs/_search`, { headers: { authorization } })
  expect(response.status).toBe(200)
  expect(nodes.flatMap(({ requests }) => requests).map(({ line }) => line)).toEqual(['GET /logs/_search HTTP/1.1'])
  await end()
  for (const node of nodes) await node.stop()
})

/** The section's commands, but for the first, which starts the gateway. */
const [, section = ''] = /## In front of a cluster\n[\s\S]*?```sh\n([\s\S]*?)```/.exec(readme) ?? []
const commands = section.slice(section.indexOf('\n') + 1)
const isRunnable = await hasCurl()
const cluster = isRunnable ? await OPEN_SEARCH?.start() : undefined

describe.skipIf(!cluster)('the section of README.md (needs curl, Maven and Java)', () => {
  afterAll(() => cluster?.stop())

  test('is done before OpenSearch as it stands there', async () => {
    // Before the gateway knows the cluster: what is made behind its back it learns within a second.
    await fetch(`${cluster!.urls[0]}/app-1`, { method: 'PUT' })
    const { url, end } = await startedBy(section, cluster!.urls)
    const printed = await runScript(commands, { url, password: PASSWORD })
    expect(printed).toMatch(/"api_key":".+"/)
    expect(printed).toMatch(/open +app-1/)
    const [, encoded] = /"encoded":"([^"]+)"/.exec(printed)!
    const headers = { authorization: `ApiKey ${encoded}`, 'content-type': 'application/json' }
    expect((await fetch(`${url}/app-1/_doc/1`, { method: 'PUT', headers, body: '{}' })).status).toBe(201)
    expect((await fetch(`${url}/other/_doc/1`, { method: 'PUT', headers, body: '{}' })).status).toBe(403)
    await fetch(`${cluster!.urls[0]}/app-1`, { method: 'DELETE' })
    await end()
  })
})
