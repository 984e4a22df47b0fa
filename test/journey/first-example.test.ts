/** The promise of the README, kept from outside: the command, curl, and nothing else. */
import { execFile } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { removeFolder, runCommand, type SpawnedNode, spawnNode, temporaryFolder } from '../support/spawned-node.ts'

const run = promisify(execFile)
const curl = async (...args: string[]): Promise<{ status: number; headers: string; body: string }> => {
  const { stdout } = await run('curl', ['-sS', '-i', ...args])
  const [headers = '', ...rest] = stdout.split('\r\n\r\n')
  return { status: Number(/^HTTP\/\S+ (\d+)/.exec(headers)?.[1]), headers, body: rest.join('\r\n\r\n') }
}

let data: string
let node: SpawnedNode | undefined

beforeEach(() => {
  data = temporaryFolder()
})
afterEach(async () => {
  await node?.end('SIGKILL')
  node = undefined
  removeFolder(data)
})

it('keeps the documented example to the letter', async () => {
  node = await spawnNode({ data, args: ['--example'] })
  const printed = node.output()
  const address = node.url.replace('http://127.0.0.1', 'localhost')
  expect(printed).toContain(`curl -XPUT ${address}/idx`)
  expect(printed).toContain(`curl --user rdeniro:taxidriver -XPUT ${address}/idx`)

  const refused = await curl('-XPUT', `${address}/idx`)
  expect(refused.status).toBe(401)
  expect(refused.headers.match(/www-authenticate: .*/gi)).toEqual([
    'WWW-Authenticate: Basic realm="security", charset="UTF-8"',
    'WWW-Authenticate: Bearer realm="security"',
    'WWW-Authenticate: ApiKey',
  ])
  const challenges = ['Basic realm="security", charset="UTF-8"', 'Bearer realm="security"', 'ApiKey']
  const cause = {
    type: 'security_exception',
    reason: 'missing authentication credentials for REST request [/idx]',
    header: { 'WWW-Authenticate': challenges },
  }
  expect(JSON.parse(refused.body)).toEqual({ error: { root_cause: [cause], ...cause }, status: 401 })

  const created = await curl('--user', 'rdeniro:taxidriver', '-XPUT', `${address}/idx`)
  expect(created.status).toBe(200)
  expect(created.headers).toMatch(/x-elastic-product: Elasticsearch/i)
  expect(created.body).toBe('{"acknowledged":true,"shards_acknowledged":true,"index":"idx"}')
})

it('answers the short form exactly when detailed errors are off', async () => {
  node = await spawnNode({ data, args: ['-E', 'http.detailed_errors.enabled=false'] })
  const refused = await curl('-XPUT', `${node.url}/idx`)
  expect(refused.status).toBe(401)
  expect(refused.body).toBe('{"error":"AuthenticationException[Missing authentication token]","status":401}')
})

it('prints the password of the first start once, and keeps only its hash', async () => {
  node = await spawnNode({ data })
  const command = /curl --user 'elastic:(\S+)' (\S+)/.exec(node.output())
  const password = command?.[1] ?? ''
  expect(password.length).toBeGreaterThanOrEqual(20)
  expect((await curl('--user', `elastic:${password}`, command?.[2] ?? '')).status).toBe(200)
  expect(await node.end()).toBe(0)
  for (const file of readdirSync(data, { recursive: true, withFileTypes: true })) {
    if (!file.isFile()) continue
    const path = join(file.parentPath ?? file.path, file.name)
    expect(readFileSync(path).includes(password), path).toBe(false)
  }

  node = await spawnNode({ data })
  expect(node.output()).toContain('is unchanged')
  expect(node.output()).toContain(data)
  expect(node.output()).not.toContain(password)
  expect((await curl('--user', `elastic:${password}`, node.url)).status).toBe(200)
})

it('takes the password from ELASTIC_PASSWORD, at the first start only', async () => {
  node = await spawnNode({ data, password: 'first-password' })
  expect(node.output()).not.toContain('first-password')
  await node.end()
  node = await spawnNode({ data, password: 'second-password' })
  expect((await curl('--user', 'elastic:first-password', node.url)).status).toBe(200)
  expect((await curl('--user', 'elastic:second-password', node.url)).status).toBe(401)
})

it('keeps the promise for a user and a role made by hand', async () => {
  node = await spawnNode({ data, password: 'bootstrap-pass' })
  const json = ['-H', 'content-type: application/json', '--user', 'elastic:bootstrap-pass']
  const role = await curl(
    ...json,
    '-XPUT',
    `${node.url}/_security/role/maker`,
    '-d',
    '{"indices":[{"names":["books-*"],"privileges":["create_index"]}]}',
  )
  expect(role.body).toBe('{"role":{"created":true}}')
  const user = await curl(
    ...json,
    '-XPUT',
    `${node.url}/_security/user/mara`,
    '-d',
    '{"password":"correct horse","roles":["maker"]}',
  )
  expect(user.body).toBe('{"created":true}')
  expect((await curl('--user', 'mara:correct horse', '-XPUT', `${node.url}/books-1`)).status).toBe(200)
  const denied = await curl('--user', 'mara:correct horse', '-XPUT', `${node.url}/films-1`)
  expect(denied.status).toBe(403)
  expect(JSON.parse(denied.body).error.reason).toBe(
    'action [indices:admin/create] is unauthorized for user [mara] with effective roles [maker] on indices [films-1], this action is granted by the index privileges [create_index,manage,all]',
  )
})

it('refuses a data folder that another process holds, and says which', async () => {
  node = await spawnNode({ data })
  const second = await runCommand(['--data', data, '--port', '0'])
  expect(second.code).toBe(1)
  expect(second.errors).toContain(String(node.process.pid))
  expect(await node.end()).toBe(0)
  node = await spawnNode({ data })
})

it('names every fault of the configuration and starts nothing', async () => {
  const { code, errors } = await runCommand(['--data', data, '-E', 'htpp.port=1', '-E', 'http.cors.enabled=maybe'])
  expect(code).toBe(1)
  expect(errors).toContain('did you mean [http.port]')
  expect(errors).toContain('http.cors.enabled')
  expect(existsSync(join(data, 'engine'))).toBe(false)
})

it('makes the example user on loopback only', async () => {
  const { code, errors } = await runCommand(['--data', data, '--host', '0.0.0.0', '--example'])
  expect(code).toBe(1)
  expect(errors).toContain('loopback')
})
