/** Long bulks, performed while they arrive: cut between operations, answered as one. */
import { randomBytes } from 'node:crypto'
import { request } from 'node:http'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { BULK_PARTS } from '../../../src/api/document/bulk-parts.ts'
import { type LiveNode, lines, liveNode } from '../../support/live-node.ts'

const cut = (text: string, piece: number): readonly string[] => {
  const cutter = BULK_PARTS.cutter()
  const bytes = Buffer.from(text)
  const parts: Buffer[] = []
  for (let at = 0; at < bytes.length; at += piece) parts.push(...cutter.push(bytes.subarray(at, at + piece)))
  return [...parts, cutter.end()].map(String)
}

const document = (at: number): readonly unknown[] => [
  { index: { _index: 'long', _id: `${at}` } },
  { at, text: randomBytes(500).toString('hex') },
]

describe('cutting', () => {
  const text = lines(
    ...Array.from({ length: 3000 }, (_, at) =>
      at % 3 === 0 ? [{ delete: { _index: 'long', _id: `${at}` } }] : document(at),
    ).flat(),
  )

  test.each([1000, 65_536, 10_000_000])('pieces of %i bytes: nothing is lost, and operations stay together', (piece) => {
    const parts = cut(text, piece)
    expect(parts.join('')).toBe(text)
    expect(parts.length).toBeGreaterThan(1)
    for (const part of parts) expect(part === '' || /^\{"(index|delete)":\{"_index"/.test(part)).toBe(true)
  })

  test('a document that looks like an action stays a document', () => {
    const long = { delete: { _index: 'x'.repeat(2_000_000) } }
    const parts = cut(lines({ index: { _index: 'long' } }, long, { delete: { _index: 'long', _id: '1' } }), 100_000)
    expect(parts[0]!.split('\n')).toHaveLength(3)
  })
})

describe('over HTTP', () => {
  let live: LiveNode
  beforeAll(async () => {
    live = await liveNode()
  })
  afterAll(() => live.stop())

  const send = (body: Buffer, headers: Record<string, string> = {}) =>
    new Promise<{ status: number; text: string }>((resolve, reject) => {
      const authorization = `Basic ${Buffer.from(`elastic:${live.node.password}`).toString('base64')}`
      const all = { authorization, 'content-type': 'application/x-ndjson', ...headers }
      const sent = request(`${live.node.url}/_bulk?refresh=true`, { method: 'POST', headers: all }, async (response) => {
        resolve({ status: response.statusCode!, text: Buffer.concat(await response.toArray()).toString() })
      })
      sent.on('error', reject)
      for (let at = 0; at < body.length; at += 100_000) sent.write(body.subarray(at, at + 100_000))
      sent.end()
    })

  test.each([
    ['in chunks', {}, (body: Buffer) => body],
    ['compressed', { 'content-encoding': 'gzip' }, (body: Buffer) => gzipSync(body)],
  ])('%s: every item is answered in its place', async (_, headers, encode) => {
    const body = Buffer.from(lines(...Array.from({ length: 4000 }, (__, at) => document(at)).flat()))
    const { status, text } = await send(encode(body), headers)
    const { errors, items } = JSON.parse(text)
    expect([status, errors, items.length]).toEqual([200, false, 4000])
    expect(items.every((item: { index: { _id: string } }, at: number) => item.index._id === `${at}`)).toBe(true)
    expect((await live.elastic('GET', '/long/_count')).body.count).toBe(4000)
  })

  test('a short one is answered as ever', async () => {
    expect((await send(Buffer.from(lines(...document(1))))).status).toBe(200)
    expect((await send(Buffer.from('{"index":{}}\n{}\n'))).status).toBe(400)
    expect((await send(Buffer.from('{"index":{"_index":"long"}}\n{}'))).text).toContain('must be terminated by a newline')
    expect(JSON.parse((await send(Buffer.alloc(0))).text).error.reason).toBe('request body is required')
  })

  test('a part that cannot be read is the answer; what stood before it is done', async () => {
    const good = Array.from({ length: 2000 }, (_, at) => document(at + 10_000)).flat()
    const { status, text } = await send(Buffer.concat([Buffer.from(lines(...good)), Buffer.from('{"nonsense":{}}\n{}\n')]))
    expect([status, JSON.parse(text).error.type]).toEqual([400, 'illegal_argument_exception'])
    expect((await live.elastic('GET', '/long/_doc/10000')).status).toBe(200)
  })

  test('items are authorized in every part', async () => {
    const user = await live.user('long-only', { indices: [{ names: ['long'], privileges: ['write'] }] })
    const other = [{ index: { _index: 'other', _id: '1' } }, {}]
    const text = lines(...Array.from({ length: 3000 }, (_, at) => [...document(at), ...(at % 1000 === 0 ? other : [])]).flat())
    const { body } = await user('POST', '/_bulk', text)
    const refused = body.items.filter((item: { index: { status: number } }) => item.index.status === 403)
    expect([body.items.length, refused.length]).toEqual([3003, 3])
  })
})
