/** A `_bulk` many times larger than the memory it may take on its way to the cluster. */
import { readFileSync } from 'node:fs'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { removeFolder, spawnNode, temporaryFolder } from '../../support/spawned-node.ts'

const MEGABYTES = 128
const ACTION = '{"index":{"_index":"logs"}}\n'
const PAIR = `${ACTION}${JSON.stringify({ text: 'x'.repeat(1000) })}\n`
const ITEM = '{"index":{"_index":"logs","_id":"1","_version":1,"result":"created","_seq_no":0,"_primary_term":1,"status":201}}'
const ANSWERS: Readonly<Record<string, unknown>> = {
  '/': { version: { number: '9.5.3' } },
  '/_cluster/state/version': { version: 1, state_uuid: 'a', cluster_uuid: 'b' },
  '/_cluster/state/metadata': { metadata: { indices: { logs: { state: 'open', settings: { index: { uuid: 'u' } } } } } },
  '/_all/_alias': { logs: { aliases: {} } },
}

/** Counts the lines of bulks and answers as many items as they have. */
const cluster = createServer((incoming, response) => {
  let lines = 0
  incoming.on('data', (chunk: Buffer) => {
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) lines++
  })
  incoming.on('end', () => {
    const path = incoming.url?.split('?')[0] ?? ''
    const items = `{"took":1,"errors":false,"items":[${Array(lines >> 1).fill(ITEM)}]}`
    response.writeHead(200, { 'content-type': 'application/json' }).end(path === '/_bulk' ? items : JSON.stringify(ANSWERS[path]))
  })
})

const residentMegabytes = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) / 1024

test.skipIf(process.platform !== 'linux')(
  `${MEGABYTES} MiB pass in constant memory, and every item is answered`,
  { timeout: 120_000 },
  async () => {
    await new Promise<void>((resolve) => cluster.listen(0, '127.0.0.1', resolve))
    const data = temporaryFolder()
    const upstream = `http://127.0.0.1:${(cluster.address() as AddressInfo).port}`
    const gateway = await spawnNode({ data, password: 'a-password', args: ['--upstream', upstream] })
    const pid = gateway.process.pid!
    const block = PAIR.repeat(Math.floor((1024 * 1024) / PAIR.length))
    const before = residentMegabytes(pid)
    let peak = before

    const answered = await new Promise<number>((resolve, reject) => {
      const authorization = `Basic ${Buffer.from('elastic:a-password').toString('base64')}`
      const headers = { authorization, 'content-type': 'application/x-ndjson' }
      const sent = request(`${gateway.url}/_bulk`, { method: 'POST', headers }, (response) => {
        let count = 0
        response.on('data', (chunk: Buffer) => {
          for (let at = chunk.indexOf('"_seq_no"'); at >= 0; at = chunk.indexOf('"_seq_no"', at + 1)) count++
        })
        response.on('end', () => resolve(count))
        response.on('error', reject)
      })
      sent.on('error', reject)
      let left = MEGABYTES
      const go = (): void => {
        while (left-- > 0) {
          peak = Math.max(peak, residentMegabytes(pid))
          if (!sent.write(block)) return void sent.once('drain', go)
        }
        sent.end()
      }
      go()
    })

    // A name may be cut by the border of two chunks of the reply.
    const expected = MEGABYTES * Math.floor((1024 * 1024) / PAIR.length)
    expect(answered).toBeGreaterThan(expected * 0.99)
    expect(answered).toBeLessThanOrEqual(expected)
    expect(peak - before).toBeLessThan(MEGABYTES)
    await gateway.end()
    removeFolder(data)
    cluster.close()
  },
)
