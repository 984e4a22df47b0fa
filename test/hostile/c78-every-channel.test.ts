/** C78, C29: guesses count alike whichever way they come, lock the account they are about for every way, and nobody else. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Node, start } from '../../src/index.ts'
import { basic } from '../authn/fake-head.ts'

interface Answer {
  readonly status: number
  // biome-ignore lint/suspicious/noExplicitAny: answers of several APIs, looked at member by member
  readonly body: any
}

const THRESHOLD = 3
let node: Node
let elastic: string

async function send(method: string, path: string, headers: Record<string, string>, body?: object): Promise<Answer> {
  const response = await fetch(node.url + path, {
    method,
    headers: { ...headers, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  })
  return { status: response.status, body: await response.json() }
}
const admin = (method: string, path: string, body?: object) => send(method, path, { authorization: elastic }, body)
const passwordOf = (username: string): string => `${username}-password`

/** A right or wrong secret of an account, sent by one way. */
type Channel = (account: string, secret: string) => Promise<Answer>

const PASSWORD_CHANNELS: Readonly<Record<string, Channel>> = {
  'the first header': (user, password) => send('GET', '/_security/_authenticate', { authorization: basic(user, password) }),
  'the first header, to run as somebody': (user, password) =>
    send('GET', '/_security/_authenticate', { authorization: basic(user, password), 'es-security-runas-user': 'target' }),
  'the second header': (user, password) =>
    send('GET', '/_security/_authenticate', { authorization: elastic, 'es-secondary-authorization': basic(user, password) }),
  'the change of one’s password': (user, password) =>
    send('PUT', '/_security/user/_password', { authorization: basic(user, password) }, { password: passwordOf(user) }),
  'a grant of tokens': (username, password) =>
    admin('POST', '/_security/oauth2/token', { grant_type: 'password', username, password }),
  'a grant of a key': (username, password) =>
    admin('POST', '/_security/api_key/grant', { grant_type: 'password', username, password, api_key: { name: 'k' } }),
  'a grant of a key to run as somebody': (username, password) =>
    admin('POST', '/_security/api_key/grant', {
      grant_type: 'password',
      username,
      password,
      run_as: 'target',
      api_key: { name: 'k' },
    }),
  'the activation of a profile': (username, password) =>
    admin('POST', '/_security/profile/_activate', { grant_type: 'password', username, password }),
}
const encoded = (id: string, secret: string): string => Buffer.from(`${id}:${secret}`).toString('base64')
const KEY_CHANNELS: Readonly<Record<string, Channel>> = {
  'the first header': (id, secret) => send('GET', '/_security/_authenticate', { authorization: `ApiKey ${encoded(id, secret)}` }),
  'the second header': (id, secret) =>
    send('GET', '/_security/_authenticate', {
      authorization: elastic,
      'es-secondary-authorization': `ApiKey ${encoded(id, secret)}`,
    }),
  'the clone of a key': (id, secret) =>
    admin('POST', '/_security/api_key/clone', { api_key: encoded(id, secret), name: 'clone' }),
}

beforeAll(async () => {
  node = await start({
    data: 'memory',
    settings: {
      'sallyport.lockout.threshold': THRESHOLD,
      'sallyport.lockout.first_delay': '10m',
      'xpack.security.authc.password_hashing.algorithm': 'bcrypt4',
    },
  })
  elastic = basic('elastic', node.password)
  await admin('PUT', '/_security/role/runner', { cluster: ['manage_own_api_key'], run_as: ['target'] })
  for (const user of ['target', 'bystander']) await addUser(user)
})
afterAll(() => node.stop())

const addUser = (user: string) => admin('PUT', `/_security/user/${user}`, { password: passwordOf(user), roles: ['runner'] })

/** What is locked now, and unlocks it. */
async function locked(): Promise<unknown> {
  const { body } = await admin('GET', '/_sallyport/lockouts')
  await admin('DELETE', '/_sallyport/lockouts/_all')
  return body.lockouts
}

describe.each(Object.entries(PASSWORD_CHANNELS))('C78 guesses by %s', (name, channel) => {
  const user = `jack-${Object.keys(PASSWORD_CHANNELS).indexOf(name)}`

  it('lock the user for every channel, and nobody else', async () => {
    await addUser(user)
    for (let n = 0; n < THRESHOLD; n++) expect((await channel(user, `guess-${n}`)).status).toBeGreaterThanOrEqual(401)
    for (const [way, other] of Object.entries(PASSWORD_CHANNELS)) {
      expect((await other(user, passwordOf(user))).status, way).toBeGreaterThanOrEqual(401)
      expect((await other('bystander', passwordOf('bystander'))).status, way).toBe(200)
    }
    expect(await locked()).toMatchObject([{ username: user, failures: THRESHOLD }])
    expect((await channel(user, passwordOf(user))).status).toBe(200)
  })
})

describe.each(Object.entries(KEY_CHANNELS))('C78 guesses at the secret of a key by %s', (_, channel) => {
  it('lock the key for every channel, and neither its owner nor another key', async () => {
    const [key, other] = [await makeKey(), await makeKey()]
    for (let n = 0; n < THRESHOLD; n++) expect((await channel(key.id, `guess-${n}`)).status).toBeGreaterThanOrEqual(400)
    for (const [way, channelOf] of Object.entries(KEY_CHANNELS)) {
      expect((await channelOf(key.id, key.api_key)).status, way).toBeGreaterThanOrEqual(400)
      expect((await channelOf(other.id, other.api_key)).status, way).toBe(200)
    }
    expect((await admin('GET', '/_security/_authenticate')).status).toBe(200)
    expect(await locked()).toMatchObject([{ api_key_id: key.id, failures: THRESHOLD }])
    expect((await channel(key.id, key.api_key)).status).toBe(200)
  })

  const makeKey = async (): Promise<{ readonly id: string; readonly api_key: string }> =>
    (await admin('POST', '/_security/api_key', { name: 'k' })).body
})

describe('C78 tokens', () => {
  const refresh = (token: string) =>
    admin('POST', '/_security/oauth2/token', { grant_type: 'refresh_token', refresh_token: token })

  it('that are guessed lock no user, and go on for one that is locked', async () => {
    await addUser('mara')
    const grant = { grant_type: 'password', username: 'mara', password: passwordOf('mara') }
    const { body: first } = await admin('POST', '/_security/oauth2/token', grant)
    for (let n = 0; n < 2 * THRESHOLD; n++) {
      expect((await refresh(`guess-${n}`)).status).toBe(400)
      expect((await send('GET', '/', { authorization: `Bearer guess-${n}` })).status).toBe(401)
    }
    expect(await locked()).toEqual([])
    for (let n = 0; n < THRESHOLD; n++) await send('GET', '/', { authorization: basic('mara', `guess-${n}`) })
    const bearer = (token: string) => send('GET', '/_security/_authenticate', { authorization: `Bearer ${token}` })
    expect((await bearer(first.access_token)).status).toBe(200)
    expect((await refresh(first.refresh_token)).status).toBe(200)
    expect(await locked()).toMatchObject([{ username: 'mara' }])
  })

  it('refuse a client that is locked, whatever refresh token it has', async () => {
    await addUser('kim')
    await admin('PUT', '/_security/role/runner', { cluster: ['manage_own_api_key', 'manage_token'], run_as: ['target'] })
    const kim = (password: string, token: string) =>
      send(
        'POST',
        '/_security/oauth2/token',
        { authorization: basic('kim', password) },
        { grant_type: 'refresh_token', refresh_token: token },
      )
    for (let n = 0; n < THRESHOLD; n++) expect((await kim(`guess-${n}`, 'x')).status).toBe(401)
    expect((await kim(passwordOf('kim'), 'x')).status).toBe(401)
    await locked()
    expect((await kim(passwordOf('kim'), 'x')).status).toBe(400)
  })
})
