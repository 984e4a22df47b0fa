/** Three real nodes, one of which dies while documents are written through the gateway: what was acknowledged is there. */
import { expect, test } from 'vitest'
import { type LiveNode, lines, liveNode } from '../../support/live-node.ts'
import { OPEN_SEARCH } from '../../support/real-clusters.ts'

const cluster = await OPEN_SEARCH?.start(3)

test.skipIf(!cluster)(
  'a node of three that is killed during bulks costs no acknowledged write (needs Maven and Java)',
  async () => {
    const { urls, kill, stop } = cluster!
    const gateway = await liveNode({ 'upstream.hosts': urls, 'upstream.sniff.enabled': true })
    try {
      const settings = { number_of_shards: 3, number_of_replicas: 2 }
      expect((await gateway.elastic('PUT', '/killed', { settings })).status).toBe(200)
      expect((await gateway.elastic('GET', '/_cluster/health/killed?wait_for_status=green&timeout=60s')).body.timed_out).toBe(
        false,
      )
      const writers = Array.from({ length: 4 }, (_, writer) => writeUntil(gateway, writer, 60))
      await Promise.race(writers.map(({ halfway }) => halfway))
      await kill(1)
      const acknowledged = (await Promise.all(writers.map(({ done }) => done))).flat()
      expect(acknowledged.length).toBeGreaterThan(1000)

      await gateway.elastic('GET', '/_cluster/health/killed?wait_for_status=yellow&timeout=60s')
      await gateway.elastic('POST', '/killed/_refresh')
      const missing = await missingOf(gateway, acknowledged)
      expect(missing).toEqual([])
    } finally {
      await gateway.stop()
      await stop()
    }
  },
  240_000,
)

const SIZE = 20

/** Bulks one after the other, whatever becomes of each; ids that were acknowledged. */
function writeUntil({ elastic }: LiveNode, writer: number, bulks: number) {
  let half = (): void => {}
  const halfway = new Promise<void>((resolve) => {
    half = resolve
  })
  const write = async (): Promise<readonly string[]> => {
    const acknowledged: string[] = []
    for (let bulk = 0; bulk < bulks; bulk++) {
      const ids = Array.from({ length: SIZE }, (_, at) => `${writer}-${bulk}-${at}`)
      const body = lines(...ids.flatMap((_id) => [{ index: { _index: 'killed', _id } }, { writer, text: _id }]))
      const { status, body: reply } = await elastic('POST', '/_bulk', body)
      // Every answer is of its own request: the ids are those that were sent, in their order.
      if (status === 200) expect(reply.items.map((item: { index: { _id: string } }) => item.index._id)).toEqual(ids)
      else expect([429, 502, 503, 504]).toContain(status)
      if (status === 200)
        acknowledged.push(
          ...reply.items
            .filter((item: { index: { status: number } }) => item.index.status < 300)
            .map((item: { index: { _id: string } }) => item.index._id),
        )
      if (bulk === bulks / 2) half()
    }
    return acknowledged
  }
  return { halfway, done: write() }
}

async function missingOf({ elastic }: LiveNode, ids: readonly string[]): Promise<readonly string[]> {
  const missing: string[] = []
  for (let at = 0; at < ids.length; at += 500) {
    const { body } = await elastic('POST', '/killed/_mget?_source=false', { ids: ids.slice(at, at + 500) })
    missing.push(...body.docs.filter((doc: { found: boolean }) => !doc.found).map((doc: { _id: string }) => doc._id))
  }
  return missing
}
