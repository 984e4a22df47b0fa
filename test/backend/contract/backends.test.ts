/**
 * The contract of a backend over each: the embedded engine, another Sallyport behind, and the real clusters that are at hand (Maven and Java, or
 * `SALLYPORT_TEST_CLUSTERS`).
 */
import { afterAll, beforeAll, describe } from 'vitest'
import { type LiveNode, liveNode, PASSWORD } from '../../support/live-node.ts'
import { CLUSTERS } from '../../support/real-clusters.ts'
import { clientsContract } from './clients.ts'
import { backendContract } from './contract.ts'

interface Opened {
  readonly node: LiveNode
  stop(): Promise<void>
}

const embedded = async (): Promise<Opened> => {
  const node = await liveNode()
  return { node, stop: node.stop }
}

/** What is behind keeps users of its own: the gateway is one of them. */
const sallyport = async (): Promise<Opened> => {
  const behind = await liveNode()
  const credentials = { 'upstream.username': 'elastic', 'upstream.password': PASSWORD }
  const node = await liveNode({ 'upstream.hosts': [behind.node.url], ...credentials })
  const stop = async (): Promise<void> => {
    await node.stop()
    await behind.stop()
  }
  return { node, stop }
}

const BACKENDS: readonly { readonly name: string; open(): Promise<Opened | undefined> }[] = [
  { name: 'the embedded engine', open: embedded },
  { name: 'another Sallyport', open: sallyport },
  ...CLUSTERS.map(({ name, start }) => ({
    name,
    async open() {
      const cluster = await start()
      if (!cluster) return undefined
      const node = await liveNode({ 'upstream.hosts': cluster.urls })
      const stop = async (): Promise<void> => {
        await node.stop()
        await cluster.stop()
      }
      return { node, stop }
    },
  })),
]

describe.each(BACKENDS)('before $name', ({ name, open }) => {
  let opened: Opened | undefined
  beforeAll(async () => {
    opened = await open()
  }, 300_000)
  afterAll(() => opened?.stop())

  describe('the contract', () => backendContract(() => opened?.node))
  describe('clients', () => clientsContract(name, () => opened?.node))
})
