import { writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Node, start } from '../../src/index.ts'
import { basic } from '../authn/fake-head.ts'
import { removeFolder, runCommand, temporaryFolder } from '../support/spawned-node.ts'

const PASSWORD = 'node-commands-password'
const ENVIRONMENT = { ELASTIC_PASSWORD: PASSWORD }

let node: Node
let folder: string
let data: string
beforeAll(async () => {
  folder = temporaryFolder()
  data = join(folder, 'data')
  node = await start({ data, password: PASSWORD })
})
afterAll(async () => {
  await node.stop().catch(() => {})
  removeFolder(folder)
})

const remote = (args: readonly string[], input = '') => runCommand([...args, '--url', node.url], ENVIRONMENT, input)
const whoIs = async (username: string, password: string): Promise<number> =>
  (await fetch(`${node.url}/_security/_authenticate`, { headers: { authorization: basic(username, password) } })).status
const SILENT = { code: 0, errors: '' }

describe('a running node', () => {
  it('gets, shows, changes and loses users', async () => {
    const add = ['users', 'add', 'mara', '--roles', 'viewer,editor', '--full-name', 'Mara \u001b[2J']
    expect(await remote(add, 'mara-password\n')).toMatchObject({ ...SILENT, output: 'created mara\n' })
    expect(await whoIs('mara', 'mara-password')).toBe(200)
    expect(await remote(add, 'other-password\n')).toMatchObject({ code: 1, errors: 'sallyport: user [mara] exists already\n' })

    const { output } = await remote(['users', 'list'])
    expect(output).toMatch(/^user +enabled +roles +full name\n/)
    expect(output).toContain('mara                    yes      viewer,editor')
    expect(output).not.toContain('\u001b')
    await remote(['users', 'roles', 'mara', 'viewer'])
    await remote(['users', 'disable', 'mara'])
    expect(JSON.parse((await remote(['users', 'list', 'mara', '--json'])).output)).toMatchObject({
      mara: { roles: ['viewer'], enabled: false, full_name: 'Mara \u001b[2J' },
    })
    expect(await whoIs('mara', 'mara-password')).toBe(401)
    expect(await remote(['users', 'enable', 'mara'])).toMatchObject({ ...SILENT, output: 'enabled mara\n' })
    expect(await remote(['users', 'delete', 'mara'])).toMatchObject({ ...SILENT, output: 'deleted mara\n' })
    expect(await remote(['users', 'delete', 'mara'])).toMatchObject({
      code: 1,
      errors: 'sallyport: the node answers 404: there is none of that name\n',
    })
  })

  it('gets, shows and loses roles', async () => {
    const file = join(folder, 'role.json')
    writeFileSync(file, '{"cluster":["monitor"],"indices":[{"names":["logs-*"],"privileges":["read"]}]}')
    expect(await remote(['roles', 'put', 'reader', `@${file}`])).toMatchObject({ ...SILENT, output: 'created reader\n' })
    expect((await remote(['roles', 'list'])).output).toMatch(/^reader +no +monitor +logs-\*: read$/m)
    expect(JSON.parse((await remote(['roles', 'show', 'reader'])).output)).toMatchObject({ cluster: ['monitor'] })
    expect((await remote(['roles', 'put', 'wrong', '{"cluster":["nope"]}'])).errors).toContain('unknown cluster privilege [nope]')
    expect(await remote(['roles', 'delete', 'reader'])).toMatchObject({ ...SILENT, output: 'deleted reader\n' })
  })

  it('gives a user a password that is made or typed, and prints no other', async () => {
    await remote(['users', 'add', 'rolf'], 'rolf-password\n')
    const made = await remote(['reset-password', 'rolf'])
    expect(await whoIs('rolf', made.output.trim())).toBe(200)
    const typed = await remote(['reset-password', 'rolf', '-i', '--json'], 'typed-password\n')
    expect(typed).toMatchObject({ ...SILENT, output: '{"username":"rolf"}\n' })
    expect(await whoIs('rolf', 'typed-password')).toBe(200)
    const short = await remote(['reset-password', 'rolf', '-i'], 'short\n')
    expect(short).toMatchObject({ code: 1, errors: expect.stringContaining('at least [6] characters') })
    expect(short.errors).not.toContain('[short]')
  })

  it('makes, shows and ends tokens of service accounts', async () => {
    const made = await remote(['service-tokens', 'create', 'elastic/fleet-server', 'by-command', '--json'])
    const { value } = JSON.parse(made.output) as { value: string }
    const asked = () => fetch(`${node.url}/_security/_authenticate`, { headers: { authorization: `Bearer ${value}` } })
    expect((await asked()).status).toBe(200)
    expect((await remote(['service-tokens', 'list', 'elastic/fleet-server'])).output).toBe('elastic/fleet-server/by-command\n')
    await remote(['service-tokens', 'delete', 'elastic/fleet-server', 'by-command'])
    expect((await asked()).status).toBe(401)
    expect(await remote(['service-tokens', 'delete', 'elastic/fleet-server', 'by-command'])).toMatchObject({ code: 1 })
    expect((await remote(['service-tokens', 'list'])).errors).toContain('whose tokens?')
  })

  it('makes, shows and ends API keys', async () => {
    const made = await remote(['api-keys', 'create', 'by-command', '--expiration', '1d', '--json'])
    const { id, encoded } = JSON.parse(made.output) as { id: string; encoded: string }
    const asked = () => fetch(`${node.url}/_security/_authenticate`, { headers: { authorization: `ApiKey ${encoded}` } })
    expect((await asked()).status).toBe(200)
    const { output } = await remote(['api-keys', 'list', '--owner', 'elastic', '--active'])
    expect(output).toMatch(new RegExp(`^id .*\n${id} +by-command +elastic +2`))
    expect(output).not.toContain(encoded)
    expect(await remote(['api-keys', 'list', '--unused-for', '30d'])).toMatchObject({ ...SILENT, output: 'none\n' })
    expect((await remote(['api-keys', 'list', '--unused-for', '0ms'])).output).toContain('by-command')
    expect(await remote(['api-keys', 'invalidate', id])).toMatchObject(SILENT)
    expect((await asked()).status).toBe(401)
    expect((await remote(['api-keys', 'list', '--active'])).output).toBe('none\n')
    expect(await remote(['api-keys', 'invalidate', id])).toMatchObject({
      code: 1,
      errors: expect.stringContaining('were ended before'),
    })
  })

  it('says what is in the way', async () => {
    const asked = (args: readonly string[], environment = {}) => runCommand(['users', 'list', ...args], environment)
    expect(await asked(['--url', node.url])).toMatchObject({
      code: 1,
      errors: 'sallyport: the password of [elastic] is not known: give it in ELASTIC_PASSWORD\n',
    })
    expect(await asked(['--url', node.url], { ELASTIC_PASSWORD: 'wrong' })).toMatchObject({
      code: 1,
      errors: expect.stringContaining('the node answers 401: unable to authenticate user [elastic]'),
    })
    const shown = await asked(['--url', node.url, '-u', `elastic:${PASSWORD}`])
    expect(shown).toMatchObject({
      code: 0,
      errors: expect.stringContaining('a password on the command line can be seen by others'),
    })
    expect(await asked(['--url', node.url.replace('http', 'https')], ENVIRONMENT)).toMatchObject({
      code: 1,
      errors: expect.stringContaining('http and https may be confused'),
    })

    const unused = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => unused.once('listening', resolve))
    const { port } = unused.address() as { port: number }
    await new Promise((resolve) => unused.close(resolve))
    expect(await asked(['--url', `http://127.0.0.1:${port}`], ENVIRONMENT)).toMatchObject({
      code: 1,
      errors: expect.stringContaining('nothing listens there'),
    })
    expect(await asked(['--data', data], ENVIRONMENT)).toMatchObject({ code: 1, errors: expect.stringContaining('is in use') })
  })

  it('is trusted by its authority only', async () => {
    const secure = await start({ data: 'memory', tls: true, password: PASSWORD })
    const ca = join(folder, 'ca.crt')
    writeFileSync(ca, secure.clientOptions.tls?.ca ?? '')
    const asked = (...args: string[]) => runCommand(['users', 'list', '--url', secure.url, ...args], ENVIRONMENT)
    expect(await asked('--cacert', ca)).toMatchObject({ code: 0 })
    expect(await asked()).toMatchObject({ code: 1, errors: expect.stringContaining('give the authority with --cacert') })
    await secure.stop()
  })
})

describe('a stopped node', () => {
  beforeAll(() => node.stop())
  const stopped = (args: readonly string[], input = '') => runCommand([...args, '--data', data], {}, input)

  it('is managed in its folder, without credentials', async () => {
    expect(await stopped(['users', 'add', 'jack', '--roles', 'viewer'], 'jack-password\n')).toMatchObject(SILENT)
    expect(await stopped(['roles', 'put', 'later', '{"cluster":["all"]}'])).toMatchObject(SILENT)
    expect((await stopped(['roles', 'put', 'superuser', '{}'])).errors).toContain('superuser')
    const made = await stopped(['reset-password', 'elastic'])
    expect(made).toMatchObject(SILENT)
    node = await start({ data, password: PASSWORD })
    expect(await whoIs('elastic', made.output.trim())).toBe(200)
    expect(await whoIs('elastic', PASSWORD)).toBe(401)
    expect(await whoIs('jack', 'jack-password')).toBe(200)
  })
})

describe('hash-password', () => {
  it('prints what the user APIs and the file of users take', async () => {
    const { output } = await runCommand(['hash-password', '--algorithm', 'pbkdf2_1000'], {}, 'of-one-user\n')
    expect(output).toMatch(/^\{PBKDF2\}1000\$\S+\n$/)
    expect(JSON.parse((await runCommand(['hash-password', '--json'], {}, 'of-one-user\n')).output)).toMatchObject({
      algorithm: 'bcrypt',
      hash: expect.stringMatching(/^\$2a\$10\$/),
    })
    expect(await runCommand(['hash-password', '--algorithm', 'md5'])).toMatchObject({ code: 1 })
    expect(await runCommand(['hash-password'])).toMatchObject({ code: 1, errors: expect.stringContaining('password is empty') })
  })
})
