/** Bulks longer than `http.max_content_length`, and who is still allowed to send them while they arrive. */
import { randomBytes } from 'node:crypto'
import { type ClientRequest, request } from 'node:http'
import { gzipSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type Answer, type LiveNode, lines, liveNode } from '../../support/live-node.ts'

const LIMIT = 64 * 1024
const PART = 1024 * 1024
const COUNT = 2_000
const NOISE = randomBytes(COUNT * 2).toString('hex')

let live: LiveNode
beforeAll(async () => {
  live = await liveNode({ 'http.max_content_length': '64kb' })
})
afterEach(() => live.elastic('DELETE', '/books'))
afterAll(() => live.stop())

const operation = (id: string): string =>
  lines({ index: { _index: 'books', _id: id } }, { title: NOISE.slice(Number(id), Number(id) + 1_200) })
const operations = (from: number, to: number): string =>
  Array.from({ length: to - from }, (_, at) => operation(String(from + at))).join('')
const LONG = operations(0, COUNT)

/** A bulk under way, with the user and password that `liveNode` gives; the body is the caller's to write. */
function begin(username: string, headers: Record<string, string> = {}, path = '/_bulk') {
  const authorization = `Basic ${Buffer.from(`${username}:live-node-password`).toString('base64')}`
  let sending!: ClientRequest
  const answer = new Promise<Answer>((resolve, reject) => {
    const options = { method: 'POST', headers: { authorization, 'content-type': 'application/x-ndjson', ...headers } }
    sending = request(`${live.node.url}${path}`, options, (response) => {
      let text = ''
      response.on('data', (chunk) => {
        text += chunk
      })
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text, body: JSON.parse(text) }))
    })
    sending.on('error', reject)
  })
  return { sending, answer }
}

function send(body: string | Buffer, headers: Record<string, string> = {}, path?: string): Promise<Answer> {
  const { sending, answer } = begin('elastic', headers, path)
  sending.end(body)
  return answer
}

async function count(): Promise<number> {
  await live.elastic('POST', '/books/_refresh')
  return (await live.elastic('GET', '/books/_count')).body.count
}

const bytes = Buffer.byteLength(LONG)

describe('a bulk that is longer than a body may be', () => {
  it.each([
    ['announced', LONG, { 'content-length': String(bytes) }],
    ['chunked', LONG, {}],
    ['compressed', gzipSync(LONG), { 'content-encoding': 'gzip' }],
  ])('is written whole and answered item by item: %s', async (_how, body, headers) => {
    expect(bytes).toBeGreaterThan(2 * PART)
    const { status, body: answer } = await send(body, headers)
    expect(status).toBe(200)
    expect(answer).toMatchObject({ errors: false, took: expect.any(Number) })
    expect(answer.items.map((item: { index: { _id: string } }) => item.index._id)).toEqual(
      Array.from({ length: COUNT }, (_, at) => String(at)),
    )
    expect(await count()).toBe(COUNT)
  })

  it('tells of items that failed, wherever they are', async () => {
    await live.elastic('PUT', '/books/_doc/taken', {})
    const clash = lines({ create: { _index: 'books', _id: 'taken' } }, { title: 'again' })
    const { body } = await send(operations(0, 1_000) + clash + operations(1_000, COUNT))
    expect(body.errors).toBe(true)
    expect(body.items[1_000].create).toMatchObject({ status: 409, error: { type: 'version_conflict_engine_exception' } })
    expect(await count()).toBe(COUNT + 1)
  })

  it('ends at a line that cannot be read, and names it; what came in earlier parts is kept', async () => {
    const { status, body } = await send(`${LONG}{"shelve":{}}\n{}\n`)
    expect(status).toBe(400)
    expect(body.error.reason).toContain(`Malformed action/metadata line [${2 * COUNT + 1}]`)
    const kept = await count()
    expect(kept).toBeGreaterThan(0)
    expect(kept).toBeLessThan(COUNT)
  })

  it('has to end with a newline, as any other', async () => {
    const { status, body } = await send(LONG.trimEnd())
    expect(status).toBe(400)
    expect(body.error.reason).toBe('The bulk request must be terminated by a newline [\\n]')
  })

  it('has no operation that is longer by itself, and no reply that is shown otherwise than it comes', async () => {
    const huge = lines({ index: { _index: 'books', _id: 'huge' } }, { title: 'x'.repeat(2 * PART) })
    expect((await send(LONG + huge)).status).toBe(413)
    expect((await send(LONG, {}, '/_bulk?filter_path=errors')).status).toBe(413)
    expect((await send(LONG, {}, '/_bulk?pretty')).status).toBe(413)
  })

  it('is the only body that may be longer', async () => {
    expect((await live.elastic('PUT', '/books/_doc/huge', { title: 'x'.repeat(LIMIT) })).status).toBe(413)
  })
})

describe('who sends it', () => {
  const role = { indices: [{ names: ['books'], privileges: ['write', 'create_index'] }] }

  it('is asked before a byte is read, and at every part: nobody goes on who was disabled meanwhile', async () => {
    await live.user('mara', role)
    const { sending, answer } = begin('mara')
    sending.write(operations(0, COUNT))
    await untilWritten('0')
    expect((await live.elastic('PUT', '/_security/user/mara/_disable')).status).toBe(200)
    sending.end(operations(COUNT, 2 * COUNT))
    expect((await answer).status).toBe(401)
    expect((await live.elastic('GET', `/books/_doc/${2 * COUNT - 1}`)).status).toBe(404)
  })

  it('is held to what is allowed at every part: a role that shrinks shrinks at once', async () => {
    await live.user('mara', role)
    const { sending, answer } = begin('mara')
    sending.write(operations(0, COUNT))
    await untilWritten('0')
    await live.elastic('PUT', '/_security/role/mara', { indices: [{ names: ['other'], privileges: ['write'] }] })
    sending.end(operations(COUNT, 2 * COUNT))
    const { status, body } = await answer
    expect(status).toBe(200)
    expect(body.items[0].index.status).toBe(201)
    expect(body.items.at(-1).index).toMatchObject({ status: 403, error: { type: 'security_exception' } })
  })

  async function untilWritten(id: string): Promise<void> {
    while ((await live.elastic('GET', `/books/_doc/${id}`)).status !== 200) await new Promise(setImmediate)
  }
})
