/** C34: service accounts do what they were made for, and who manages them does not become more by it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Node, start } from '../../src/index.ts'
import { hashServiceSecret } from '../../src/realms/service-token-file.ts'
import { basic } from '../authn/fake-head.ts'

const SECURITY = '/_security'
let node: Node
let folder: string

interface Answer {
  readonly status: number
  // biome-ignore lint/suspicious/noExplicitAny: answers of several APIs, looked at member by member
  readonly body: any
}

async function send(
  as: string,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const authorization = as.startsWith('Bearer ') ? as : basic(as, `${as}-password`)
  const response = await fetch(`${node.url}${path}`, {
    method,
    headers: { authorization, ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return { status: response.status, body: await response.json() }
}

const admin = 'elastic'
const account = (id: string, rest = ''): string => `${SECURITY}/service/${id}${rest}`

async function tokenOf(id: string, name: string): Promise<string> {
  const { body } = await send(admin, 'POST', account(id, `/credential/token/${name}`))
  return `Bearer ${body.token.value}`
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'conf-'))
  writeFileSync(join(folder, 'service_tokens'), `elastic/kibana/filed:${hashServiceSecret('0123456789abcdefghijkl')}\n`)
  node = await start({
    data: 'memory',
    password: 'elastic-password',
    settings: { 'xpack.security.authc.password_hashing.algorithm': 'bcrypt4', 'path.conf': folder },
  })
  await send(admin, 'PUT', `${SECURITY}/role/keeper`, { cluster: ['manage_service_account'] })
  await send(admin, 'PUT', `${SECURITY}/role/reader`, { cluster: ['monitor', 'manage_token'] })
  await send(admin, 'PUT', `${SECURITY}/user/keeper`, { password: 'keeper-password', roles: ['keeper'] })
})
afterAll(async () => {
  await node.stop()
  rmSync(folder, { recursive: true })
})

describe('C34 who may manage service accounts', () => {
  it('makes tokens of built-in accounts, and neither accounts with roles of his choice nor their tokens', async () => {
    expect((await send('keeper', 'POST', account('elastic/fleet-server', '/credential/token/k'))).status).toBe(200)
    expect((await send('keeper', 'DELETE', account('elastic/fleet-server', '/credential/token/k'))).status).toBe(200)
    await send(admin, 'PUT', account('apps/root'), { roles: ['superuser'] })
    const attempts: readonly [string, string, unknown?][] = [
      ['PUT', account('apps/mine'), { roles: ['superuser'] }],
      ['PUT', account('apps/root'), { roles: ['superuser'] }],
      ['DELETE', account('apps/root')],
      ['POST', account('apps/root', '/credential/token/k')],
      ['POST', account('apps/root', '/credential/token')],
      ['PUT', account('apps/root', '/credential/token/k')],
      ['DELETE', account('apps/root', '/credential/token/k')],
      ['POST', account('apps%2Froot/x', '/credential/token/k')],
    ]
    for (const [method, path, body] of attempts) expect(await send('keeper', method, path, body)).toMatchObject({ status: 403 })
    await send(admin, 'DELETE', account('apps/root'))
  })

  it('cannot bring a built-in account under his control by its name', async () => {
    for (const id of ['elastic/kibana', 'elastic/mine']) {
      expect(await send(admin, 'PUT', account(id), { roles: ['superuser'] })).toMatchObject({ status: 400 })
      expect(await send(admin, 'DELETE', account(id))).toMatchObject({ status: 400 })
    }
    for (const id of ['a%20b/c', '_a/c', 'a/-c', 'a/c%3Ad', 'a/c%2Fd']) {
      expect(await send(admin, 'PUT', account(id), { roles: [] })).toMatchObject({ status: 400 })
    }
  })
})

describe('C34 who has a token of a service account', () => {
  it('has the rights of the account and cannot act as somebody else', async () => {
    const token = await tokenOf('elastic/fleet-server', 'plain')
    const runAs = { 'es-security-runas-user': 'elastic' }
    expect((await send(token, 'GET', `${SECURITY}/_authenticate`, undefined, runAs)).body.username).toBe('elastic/fleet-server')
    const refused = await send(token, 'PUT', `${SECURITY}/user/mine`, { password: 'mine-password', roles: ['superuser'] }, runAs)
    expect(refused).toMatchObject({ status: 403 })
    expect(refused.body.error.reason).toContain('is unauthorized for service account [elastic/fleet-server],')
    expect(await send(token, 'POST', `${SECURITY}/oauth2/token`, { grant_type: 'client_credentials' })).toMatchObject({
      status: 403,
    })
    expect(await send(token, 'POST', `${SECURITY}/user/_password`, { password: 'mine-password' })).toMatchObject({ status: 403 })
  })

  it('has it until it is deleted, in every form that it took', async () => {
    const token = await tokenOf('elastic/kibana', 'short')
    const granted = await send(token, 'POST', `${SECURITY}/oauth2/token`, { grant_type: 'client_credentials' })
    const access = `Bearer ${granted.body.access_token}`
    expect(granted.body.refresh_token).toBeUndefined()
    expect((await send(access, 'GET', `${SECURITY}/_authenticate`)).body).toMatchObject({
      username: 'elastic/kibana',
      token: { name: 'short', type: '_service_account_index' },
      authentication_type: 'token',
    })
    await send(admin, 'DELETE', account('elastic/kibana', '/credential/token/short'))
    for (const form of [token, access])
      expect(await send(form, 'GET', `${SECURITY}/_authenticate`)).toMatchObject({ status: 401 })
    // Another one of its name is another one.
    await tokenOf('elastic/kibana', 'short')
    for (const form of [token, access])
      expect(await send(form, 'GET', `${SECURITY}/_authenticate`)).toMatchObject({ status: 401 })
  })

  it('has the roles of the account as they are now, while it is enabled', async () => {
    expect(await send(admin, 'PUT', account('apps/worker'), { roles: ['reader'] })).toEqual({
      status: 200,
      body: { created: true },
    })
    const token = await tokenOf('apps/worker', 't')
    const access = `Bearer ${(await send(token, 'POST', `${SECURITY}/oauth2/token`, { grant_type: 'client_credentials' })).body.access_token}`
    for (const form of [token, access]) {
      expect((await send(form, 'GET', `${SECURITY}/_authenticate`)).body).toMatchObject({
        username: 'apps/worker',
        roles: ['reader'],
        full_name: 'User-managed service account - apps/worker',
        metadata: { _user_managed_service_account: true },
      })
      expect((await send(form, 'GET', '/_cluster/health')).status).toBe(200)
    }
    await send(admin, 'PUT', account('apps/worker'), { roles: [] })
    for (const form of [token, access]) expect((await send(form, 'GET', '/_cluster/health')).status).toBe(403)
    await send(admin, 'PUT', account('apps/worker'), { roles: ['reader'], enabled: false })
    for (const form of [token, access]) expect((await send(form, 'GET', '/_cluster/health')).status).toBe(401)
    await send(admin, 'PUT', account('apps/worker'), { roles: ['reader'] })
    expect((await send(token, 'GET', '/_cluster/health')).status).toBe(200)
    expect((await send(access, 'GET', '/_cluster/health')).status).toBe(401)
  })

  it('keeps the account from being deleted and made again under it', async () => {
    await send(admin, 'PUT', account('apps/ghost'), { roles: ['reader'] })
    const token = await tokenOf('apps/ghost', 't')
    const kept = await send(admin, 'DELETE', account('apps/ghost'))
    expect(kept).toMatchObject({ status: 400 })
    expect(kept.body.error.reason).toContain('cannot delete service account [apps/ghost] because it has service tokens')
    expect(await send(admin, 'DELETE', account('apps/ghost', '?force=true'))).toEqual({ status: 200, body: { found: true } })
    expect((await send(token, 'GET', '/_cluster/health')).status).toBe(401)
    const refused = await send(admin, 'PUT', account('apps/ghost'), { roles: ['superuser'] })
    expect(refused.body.error.reason).toContain('because it has leftover service tokens; delete the tokens first')
    await send(admin, 'DELETE', account('apps/ghost', '/credential/token/t'))
    expect(await send(admin, 'PUT', account('apps/ghost'), { roles: [] })).toEqual({ status: 200, body: { created: true } })
    expect((await send(token, 'GET', '/_cluster/health')).status).toBe(401)
    expect(await send(admin, 'DELETE', account('apps/never'))).toEqual({ status: 404, body: { found: false } })
  })

  it('has one of the file alike, which the credentials show', async () => {
    const text = Buffer.concat([Buffer.from([0, 1, 0, 1]), Buffer.from('elastic/kibana/filed:0123456789abcdefghijkl')])
    const token = `Bearer ${text.toString('base64').replace(/=+$/, '')}`
    expect((await send(token, 'GET', `${SECURITY}/_authenticate`)).body.token).toEqual({
      name: 'filed',
      managed_by: 'elasticsearch',
      type: '_service_account_file',
    })
    const { body } = await send(admin, 'GET', account('elastic/kibana', '/credential'))
    expect(Object.keys(body.nodes_credentials.file_tokens)).toEqual(['filed'])
  })
})

describe('C34 use of a token', () => {
  const shown = async () => (await send(admin, 'GET', account('elastic/fleet-server', '/credential'))).body.tokens

  it('is counted, shown to whoever may see tokens, and forgotten with the token', async () => {
    const token = await tokenOf('elastic/fleet-server', 'counted')
    expect((await shown()).counted).toEqual({})
    await send(token, 'GET', `${SECURITY}/_authenticate`)
    await send(token, 'GET', `${SECURITY}/user`)
    await send(`${token}x`, 'GET', `${SECURITY}/_authenticate`)
    expect((await shown()).counted).toEqual({
      last_used: expect.any(Number),
      last_used_from: expect.stringContaining('127.0.0.1'),
      use_count: 2,
      denial_count: 1,
    })
    await send(admin, 'DELETE', account('elastic/fleet-server', '/credential/token/counted'))
    await tokenOf('elastic/fleet-server', 'counted')
    expect((await shown()).counted).toEqual({})
  })
})

describe('C34 service accounts as they are shown', () => {
  it('are the built-in ones unless others are asked for', async () => {
    await send(admin, 'PUT', account('shown/one'), { roles: ['reader'] })
    const names = async (query: string) => Object.keys((await send(admin, 'GET', `${SECURITY}/service${query}`)).body)
    const builtIn = ['elastic/kibana', 'elastic/fleet-server', 'elastic/auto-ops', 'elastic/fleet-server-remote']
    expect(await names('')).toEqual(builtIn)
    expect(await names('?type=built_in,user_managed')).toEqual(expect.arrayContaining([...builtIn, 'shown/one']))
    expect(await names('/shown')).toEqual(['shown/one'])
    expect(await names('/shown/one?type=built_in')).toEqual([])
    const { body } = await send(admin, 'GET', account('shown/one'))
    expect(body).toEqual({ 'shown/one': { type: 'user_managed', roles: ['reader'], enabled: true } })
    expect(await send(admin, 'GET', `${SECURITY}/service?type=nope`)).toMatchObject({ status: 400 })
  })
})
