/** C07, C16: no client is known by its name, and no path answers without credentials because load balancers ask for it. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Node, start } from '../../src/index.ts'

let node: Node
beforeAll(async () => {
  node = await start({ data: 'memory' })
})
afterAll(() => node.stop())

const AGENTS = [
  'GoogleHC/1.0',
  'kube-probe/1.31',
  'ELB-HealthChecker/2.0',
  'Prometheus/2.0',
  'elastic-agent',
  'Kibana/9.5.3',
  'curl/8',
  '',
]
const PATHS = [
  '/ping',
  '/health',
  '/healthz',
  '/livez',
  '/readyz',
  '/ready',
  '/status',
  '/robots.txt',
  '/favicon.ico',
  '/metrics',
]
const DOOR_OPENERS = ['/_cluster/health', '/_cat/health', '/_nodes/http', '/_license', '/_xpack', '/_cat', '/']

it.each(AGENTS)('the agent [%s] is nobody', async (agent) => {
  for (const path of [...PATHS, ...DOOR_OPENERS]) {
    for (const method of ['GET', 'HEAD', 'POST']) {
      const { status } = await fetch(node.url + path, { method, headers: { 'user-agent': agent } })
      expect([agent, method, path, status]).toEqual([agent, method, path, 401])
    }
  }
})

it.each(['/ping', '/healthz', '/_cluster/health'])('a path that begins or ends with %s is no other', async (health) => {
  for (const path of [`${health}/../_search`, `/_search${health}`, `${health}/_search`, `/_search?x=${health}`, `/${health}`]) {
    expect([path, (await fetch(node.url + path)).status]).toEqual([path, 401])
  }
})
