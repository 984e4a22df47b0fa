/** Real clients on a node that made its own certificates: the official libraries, by authority and by fingerprint, and curl. */
import { execFile, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from '@elastic/elasticsearch'
import { Client as Client7 } from 'es7'
import { Client as Client8 } from 'es8'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Node, start } from '../../src/index.ts'

const hasCurl = spawnSync('curl', ['--version']).status === 0

describe('a node with its own certificates', () => {
  let node: Node
  let other: Node
  let folder: string
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'sallyport-clients-'))
    ;[node, other] = await Promise.all([start({ data: 'memory', tls: true }), start({ data: 'memory', tls: true })])
    writeFileSync(join(folder, 'ca.crt'), node.clientOptions.tls!.ca)
    writeFileSync(join(folder, 'other.crt'), other.clientOptions.tls!.ca)
  })
  afterAll(async () => {
    await Promise.all([node.stop(), other.stop()])
    rmSync(folder, { recursive: true })
  })

  const login = () => ({ node: node.url, auth: node.clientOptions.auth, maxRetries: 0 })
  const ca = () => node.clientOptions.tls!.ca

  it('works with the options it gives for the official client, 9 and 8', async () => {
    expect(node.url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/)
    const nine = new Client(node.clientOptions)
    await nine.index({ index: 'books', id: '1', document: { title: 'The Magic Mountain' }, refresh: true })
    await nine.close()
    const eight = new Client8(node.clientOptions)
    expect(await eight.search({ index: 'books' })).toMatchObject({ hits: { total: { value: 1 } } })
    await eight.close()
  })

  it('works with the fingerprint alone, as Elasticsearch’s documentation has it', async () => {
    const client = new Client({
      ...login(),
      caFingerprint: node.clientOptions.caFingerprint!,
      tls: { rejectUnauthorized: false },
    })
    expect(await client.info()).toMatchObject({ tagline: 'You Know, for Search' })
    await client.close()
  })

  it('works with the official client 7', async () => {
    const client = new Client7({ ...login(), ssl: { ca: ca() } })
    expect((await client.info()).body).toMatchObject({ tagline: 'You Know, for Search' })
    await client.close()
  })

  it('is refused by clients that expect another authority', async () => {
    const wrong = other.clientOptions
    const clients = [
      new Client(login()),
      new Client({ ...login(), tls: wrong.tls! }),
      new Client({ ...login(), caFingerprint: wrong.caFingerprint!, tls: { rejectUnauthorized: false } }),
    ]
    for (const client of clients) {
      await expect(client.info()).rejects.toThrow(/certificate|fingerprint/)
      await client.close()
    }
  })

  const curl = (...args: readonly string[]): Promise<{ readonly code: number; readonly output: string }> =>
    new Promise((resolve) => {
      execFile('curl', ['--silent', '--show-error', '--max-time', '20', ...args], (error, output, errors) =>
        resolve({ code: error ? Number(error.code) : 0, output: output + errors }),
      )
    })

  it.skipIf(!hasCurl)('works with curl and the authority, and with no other', async () => {
    const { username, password } = node.clientOptions.auth
    const asked = ['--user', `${username}:${password}`, `${node.url}/`]
    expect(await curl('--cacert', join(folder, 'ca.crt'), ...asked)).toMatchObject({
      code: 0,
      output: expect.stringContaining('You Know, for Search'),
    })
    const byName = [...asked.slice(0, 2), `${node.url.replace('127.0.0.1', 'localhost')}/`]
    expect((await curl('--cacert', join(folder, 'ca.crt'), ...byName)).code).toBe(0)
    expect((await curl('--cacert', join(folder, 'other.crt'), ...asked)).code).toBe(60)
    expect((await curl(...asked)).code).toBe(60)
  })

  it.skipIf(!hasCurl)('gives plain HTTP no reply', async () => {
    // An empty reply, as Elasticsearch gives.
    expect((await curl(node.url.replace('https', 'http'))).code).toBe(52)
  })
})
