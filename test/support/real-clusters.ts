/**
 * Real clusters for tests: OpenSearch and Elasticsearch from Maven Central, one node or three, and those that `SALLYPORT_TEST_CLUSTERS` names
 * by their addresses. Suites are skipped by name where there are none; `SALLYPORT_TEST_CLUSTERS=none` wants none.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Unavailable } from '../clients/session/toolchain.ts'
import { hasJava, type JavaNode, type PreparedNode, prepareNode } from './clusters/java.ts'
import { removeFolder, temporaryFolder } from './spawned-node.ts'

export interface RealCluster {
  readonly urls: readonly string[]
  /** Ends a node as a power cut would. */
  kill(node: number): Promise<void>
  stop(): Promise<void>
}

export interface ClusterAtHand {
  /** `OpenSearch 3.9.0`. */
  readonly name: string
  /** Takes seconds. undefined: it cannot be had here after all, which is said aloud. */
  start(nodes?: number): Promise<RealCluster | undefined>
}

const openSearch = (version: string, jdk: JavaNode['jdk']): JavaNode => ({
  name: `OpenSearch ${version}`,
  jdk,
  artifacts: [
    `org.opensearch:opensearch:${version}`,
    `org.opensearch.plugin:transport-netty4-client:${version}`,
    `org.opensearch.plugin:reindex-client:${version}`,
    `org.opensearch.plugin:mapper-extras-client:${version}`,
    'org.apache.logging.log4j:log4j-core:2.25.5',
    'org.apache.logging.log4j:log4j-api:2.25.5',
    'org.apache.logging.log4j:log4j-jul:2.25.5',
  ],
  main: 'OpenSearchNode',
})

const NODES: readonly JavaNode[] = [
  openSearch('3.9.0', [21, 99]),
  openSearch('2.19.6', [11, 23]),
  {
    name: 'Elasticsearch 7.17.29',
    jdk: [11, 23],
    artifacts: ['', '.plugin:transport-netty4-client', '.plugin:reindex-client'].map(
      (artifact) => `org.elasticsearch${artifact === '' ? ':elasticsearch' : artifact}:7.17.29`,
    ),
    main: 'ElasticsearchNode',
  },
]

const GIVEN = process.env.SALLYPORT_TEST_CLUSTERS ?? ''

const addresses = (list: string): readonly string[] => list.split(',').filter((url) => url.startsWith('http'))

/** All that tests may stand a gateway before. */
export const CLUSTERS: readonly ClusterAtHand[] =
  GIVEN === '' ? NODES.filter(({ jdk }) => hasJava(jdk)).map(ownCluster) : await Promise.all(addresses(GIVEN).map(given))

/** The one that most tests use. */
export const OPEN_SEARCH = CLUSTERS.find(({ name }) => name.startsWith('OpenSearch 3'))

async function given(url: string): Promise<ClusterAtHand> {
  const { version } = (await (await fetch(url)).json()) as { version: { number: string; distribution?: string } }
  const product = version.distribution === 'opensearch' ? 'OpenSearch' : 'Elasticsearch'
  const kill = (): Promise<void> => Promise.reject(new Error('it is somebody else’s'))
  const cluster = { urls: [url], kill, stop: async () => {} }
  return { name: `${product} ${version.number}`, start: async (nodes = 1) => (nodes === 1 ? cluster : undefined) }
}

function ownCluster(node: JavaNode): ClusterAtHand {
  return {
    name: node.name,
    async start(nodes = 1) {
      try {
        return await startCluster(node.name, await prepareNode(node), nodes)
      } catch (error) {
        if (!(error instanceof Unavailable)) throw error
        process.stderr.write(`skipped: ${node.name}: ${error.message}\n`)
        return undefined
      }
    },
  }
}

async function startCluster(name: string, prepared: PreparedNode, count: number): Promise<RealCluster> {
  const folder = temporaryFolder()
  const ports = await freePorts(2 * count)
  const [http, transport] = [ports.slice(0, count), ports.slice(count)]
  const together = count === 1 ? ['discovery.type=single-node'] : joining(name, transport)
  const nodes = http.map((port, at) =>
    startNode(prepared, join(folder, `node-${at}`), [
      `node.name=node-${at}`,
      `http.port=${port}`,
      `transport.port=${transport[at]}`,
      'network.host=127.0.0.1',
      'cluster.routing.allocation.disk.threshold_enabled=false',
      ...together,
    ]),
  )
  const urls = http.map((port) => `http://127.0.0.1:${port}`)
  const stop = async (): Promise<void> => {
    await Promise.all(nodes.map((node) => end(node, 'SIGTERM')))
    removeFolder(folder)
  }
  try {
    await Promise.all(urls.map((url, at) => whole(url, count, nodes[at]!)))
  } catch (error) {
    const log = readFileSync(join(folder, 'node-0', 'log'), 'utf8').slice(-2000)
    await stop()
    throw new Error(`${name} did not start: ${log}`, { cause: error })
  }
  return { urls, kill: (at) => end(nodes[at]!, 'SIGKILL'), stop }
}

function joining(name: string, transport: readonly number[]): readonly string[] {
  const managers = name.startsWith('OpenSearch') ? 'cluster.initial_cluster_manager_nodes' : 'cluster.initial_master_nodes'
  const list = (items: readonly string[]): string => `[${items.join(',')}]`
  return [
    `discovery.seed_hosts=${list(transport.map((port) => `127.0.0.1:${port}`))}`,
    `${managers}=${list(transport.map((_, at) => `node-${at}`))}`,
  ]
}

function startNode({ java, classPath, main }: PreparedNode, home: string, settings: readonly string[]): ChildProcess {
  mkdirSync(join(home, 'config'), { recursive: true })
  writeFileSync(join(home, 'config', 'log4j2.properties'), 'status = error\nrootLogger.level = error\n')
  const log = openSync(join(home, 'log'), 'w')
  const flags = [
    '-Xms512m',
    '-Xmx512m',
    '-Dlog4j2.disable.jmx=true',
    '-Dlog4j.shutdownHookEnabled=false',
    '-Dio.netty.noUnsafe=true',
  ]
  return spawn(java, [...flags, '-cp', classPath, main, home, ...settings], { stdio: ['ignore', log, log], cwd: home })
}

/** Waits until the node sees all the others. */
async function whole(url: string, count: number, node: ChildProcess): Promise<void> {
  const deadline = Date.now() + 120_000
  while (Date.now() < deadline && node.exitCode === null) {
    const health = await fetch(`${url}/_cluster/health`).then(
      (response) => response.json() as Promise<{ status?: string; number_of_nodes?: number }>,
      () => undefined,
    )
    if (health?.number_of_nodes === count && health.status !== 'red') return
    await pause(100)
  }
  throw new Error('a node is not there')
}

async function end(node: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (node.exitCode !== null || node.signalCode !== null) return
  const ended = once(node, 'exit')
  node.kill(signal)
  await ended
}

async function freePorts(count: number): Promise<readonly number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer().listen(0, '127.0.0.1')
      await once(server, 'listening')
      return server
    }),
  )
  const ports = servers.map((server) => (server.address() as AddressInfo).port)
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))))
  return ports
}
