/** C68: secrets are not to be had through settings, nor through the rights of files. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseSettings } from '../../src/config/parse.ts'
import { SETTINGS } from '../../src/config/settings.ts'
import { showConfig } from '../../src/config/show.ts'
import { type Node, start } from '../../src/index.ts'

const SECRET = 'a-password-nobody-may-read'
const root = mkdtempSync(join(tmpdir(), 'sallyport-rights-'))
let node: Node
afterAll(() => rmSync(root, { recursive: true, force: true }))

const authorization = `Basic ${Buffer.from(`elastic:${SECRET}`).toString('base64')}`
const ask = async (method: string, path: string, body?: unknown): Promise<string> => {
  const headers = { authorization, 'content-type': 'application/json' }
  const response = await fetch(node.url + path, {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return response.text()
}

/** What others may do with anything below a folder; empty: nothing. */
function openToOthers(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    const own = (statSync(path).mode & 0o077) === 0 ? [] : [path]
    return entry.isDirectory() ? [...own, ...openToOthers(path)] : own
  })
}

describe('rights of files', () => {
  it('nobody else may read what a node writes, new or left open by an older start', async () => {
    const data = join(root, 'data')
    mkdirSync(join(data, 'store'), { recursive: true, mode: 0o700 })
    writeFileSync(join(data, 'store', 'data.mdb'), '', { mode: 0o644 })
    node = await start({ data, password: SECRET })
    await ask('PUT', '/books/_doc/1?refresh=true', { title: 'x' })
    await ask('PUT', '/_security/user/mara', { password: 'another-password', roles: [] })
    expect(openToOthers(data)).toEqual([])
    await node.stop()
    expect(openToOthers(data)).toEqual([])
  })

  it('a data folder that is made is closed', async () => {
    const data = join(root, 'made')
    node = await start({ data, password: SECRET })
    expect(statSync(data).mode & 0o077).toBe(0)
    await node.stop()
  })
})

describe('settings', () => {
  it('hides every secret one where the effective ones are shown', async () => {
    const secrets = Object.entries(SETTINGS).filter(([, setting]) => 'secret' in setting)
    expect(secrets.map(([name]) => name)).toContain('bootstrap.password')
    const config = { ...parseSettings([]), ...Object.fromEntries(secrets.map(([name]) => [name, SECRET])) }
    expect(await showConfig(config)).not.toContain(SECRET)
  })

  beforeAll(async () => {
    node = await start({ data: 'memory', password: SECRET })
  })
  afterAll(() => node.stop())

  it.each([
    '/_nodes',
    '/_nodes/_all/_all',
    '/_nodes/stats',
    '/_cluster/settings?include_defaults=true',
    '/_xpack',
    '/_cluster/stats',
  ])('%s shows no secret', async (path) => {
    const text = await ask('GET', path)
    expect(text).not.toContain(SECRET)
    expect(text).not.toContain('bootstrap.password')
  })

  it('a user is shown without the password or its hash', async () => {
    await ask('PUT', '/_security/user/jo', { password: 'the-password-of-jo', roles: [] })
    const text =
      (await ask('GET', '/_security/user/jo')) +
      (await ask('GET', '/_security/_query/user')) +
      (await ask('GET', '/_security/user'))
    expect(text).toContain('"jo"')
    expect(text).not.toMatch(/the-password-of-jo|\$2[aby]\$|hash|PBKDF2/)
  })

  it('secret settings cannot be set or read over HTTP', async () => {
    const text = await ask('PUT', '/_cluster/settings', { persistent: { 'bootstrap.password': 'x-canary-x' } })
    expect(text).toContain('not ')
    expect(text).not.toContain('x-canary-x')
  })
})
