/** The command of docs/gateway.md starts a gateway, and the settings that it names are there. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { SETTINGS } from '../../src/config/settings.ts'
import { parseUpstreamRoutes } from '../../src/config/upstream-routes.ts'
import { mockUpstream } from '../support/mock-upstream.ts'
import { removeFolder, spawnNode, temporaryFolder } from '../support/spawned-node.ts'

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

test.each([
  ['docs/gateway.md', page],
  ['README.md', readme],
])('the command of %s starts a gateway', async (_, text) => {
  const nodes = [await mockUpstream(['logs']), await mockUpstream(['logs'])]
  const given = /(--upstream) http:\/\/node1:9200,http:\/\/node2:9200/.exec(text)
  const data = temporaryFolder()
  const gateway = await spawnNode({ data, password: 'a-password', args: [given![1]!, nodes.map(({ url }) => url).join(',')] })
  const authorization = `Basic ${Buffer.from('elastic:a-password').toString('base64')}`
  const response = await fetch(`${gateway.url}/logs/_search`, { headers: { authorization } })
  expect(response.status).toBe(200)
  expect(nodes.flatMap(({ requests }) => requests).map(({ line }) => line)).toEqual(['GET /logs/_search HTTP/1.1'])
  await gateway.end()
  removeFolder(data)
  for (const node of nodes) await node.stop()
})
