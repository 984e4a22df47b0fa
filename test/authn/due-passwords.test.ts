import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { APIS } from '../../src/api/index.ts'
import { PLAIN_POLICY, passwordStateOf } from '../../src/identity/password-policy.ts'
import { type Node as LiveNode, start } from '../../src/index.ts'
import type { Access } from '../../src/request/access.ts'
import type { Call } from '../../src/request/api.ts'
import type { Targets } from '../../src/request/names.ts'
import { basic, fakeHead } from './fake-head.ts'
import { openNode } from './open-node.ts'

const DAY = 24 * 60 * 60 * 1000
const EXPIRED = { type: 'security_exception', status: 403, details: { members: { password: 'expired' } } }
const password = (text: string) => ({ kind: 'password', password: text }) as const

/** A node whose passwords last for a day, and its clock. */
async function agedNode() {
  const time = { now: Date.UTC(2026, 0, 1) }
  const node = await openNode({
    clock: { now: () => time.now },
    passwordPolicy: { minLength: 6, breachedFile: '', history: 0, maxAge: DAY },
  })
  await node.addUser('jack', 'jack-password')
  await node.addUser('jill', 'jill-password')
  const setAt = (): number => node.identity.users.findNativeRecord('jack')?.value.passwordSet ?? Number.NaN
  return { node, time, setAt }
}

const call = (name: string, targets: Targets): Call => {
  const api = APIS.find((known) => known.name === name)
  if (!api) throw new Error(`no API ${name}`)
  return { id: 'r1', api, input: undefined, targets }
}
const OWN_PASSWORD = call('security.change_password', { kind: 'self', username: undefined })

describe('a password that is too old', () => {
  it('still says who one is, and opens nothing but its change', async () => {
    const { node, time, setAt } = await agedNode()
    let asked = 0
    const access = {} as Access
    const gate = node.guard({
      authorize: () => {
        asked++
        return access
      },
    })
    const identify = (headers: Record<string, string> = {}) =>
      node.authenticator.identify(fakeHead({ authorization: basic('jack', 'jack-password'), ...headers }))
    const who = call('security.authenticate', { kind: 'self', username: undefined })
    expect(gate.authorize(await identify(), who)).toBe(access)

    time.now = setAt() + DAY - 1
    expect(gate.authorize(await identify(), who)).toBe(access)
    time.now = setAt() + DAY
    const late = await identify()
    asked = 0
    for (const api of APIS) {
      if (api.name === 'security.change_password') continue
      const targets = { kind: api.scope } as Targets
      expect(() => gate.authorize(late, { id: 'r1', api, input: undefined, targets })).toThrow(
        'the password of user [jack] has expired and has to be changed first',
      )
    }
    expect(() => gate.authorize(late, call('security.change_password', { kind: 'self', username: 'jill' }))).toThrow(
      'has expired',
    )
    const standIn = await identify({ 'es-security-runas-user': 'jill' })
    expect(() => gate.authorize(standIn, OWN_PASSWORD)).toThrow('has expired')
    expect(asked).toBe(0)
    expect(gate.authorize(late, OWN_PASSWORD)).toBe(access)
    expect(gate.authorize(late, call('security.change_password', { kind: 'self', username: 'jack' }))).toBe(access)

    await node.identity.users.changePassword('jack', password('another-password'), true)
    const renewed = await node.authenticator.identify(fakeHead({ authorization: basic('jack', 'another-password') }))
    expect(gate.authorize(renewed, who)).toBe(access)
    await node.close()
  })

  it('is no second identity, and gets no tokens', async () => {
    const { node, time, setAt } = await agedNode()
    const { verifier, tokens } = node
    const client = await node.authenticator.identify(fakeHead({ authorization: basic('jill', 'jill-password') }))
    const grant = { username: 'jack', password: 'jack-password', address: '127.0.0.1' }
    await tokens.password(grant, client)
    time.now = setAt() + 2 * DAY
    await node.identity.users.changePassword('jill', password('jill-password-2'), true)
    const jill = basic('jill', 'jill-password-2')
    const later = await node.authenticator.identify(fakeHead({ authorization: jill }))

    const twice = { authorization: jill, 'es-secondary-authorization': basic('jack', 'jack-password') }
    await expect(node.authenticator.identify(fakeHead(twice))).rejects.toMatchObject({
      status: 403,
      message: 'Failed to authenticate secondary user',
      details: { causedBy: EXPIRED },
    })
    await expect(tokens.password(grant, later)).rejects.toMatchObject(EXPIRED)
    const credential = { kind: 'password', username: 'jack', password: 'jack-password' } as const
    expect(await verifier.verify(credential, { address: '127.0.0.1' })).toMatchObject({ kind: 'rejected', error: EXPIRED })
    await node.close()
  })

  it('takes the tokens it opened with it', async () => {
    const { node, time, setAt } = await agedNode()
    const jack = await node.authenticator.identify(fakeHead({ authorization: basic('jack', 'jack-password') }))
    time.now = setAt() + DAY - 1000
    const granted = await node.tokens.password({ username: 'jack', password: 'jack-password', address: '127.0.0.1' }, jack)
    const bearer = fakeHead({ authorization: `Bearer ${granted.accessToken}` })
    const gate = node.guard({ authorize: () => ({}) as Access })
    const who = call('security.authenticate', { kind: 'self', username: undefined })
    gate.authorize(await node.authenticator.identify(bearer), who)
    time.now = setAt() + DAY
    const late = await node.authenticator.identify(bearer)
    expect(() => gate.authorize(late, who)).toThrow('has expired')
    await expect(node.tokens.refresh(granted.refreshToken ?? '', jack)).rejects.toMatchObject(EXPIRED)
    await node.close()
  })

  it('is older than any where nobody knows how old it is', () => {
    const policy = { ...PLAIN_POLICY, maxAge: DAY }
    expect(passwordStateOf({ passwordHash: 'x' }, policy)).toEqual({ expires: DAY, mustChange: false })
    expect(passwordStateOf({ passwordHash: 'x' }, PLAIN_POLICY)).toBeUndefined()
  })

  it('is not renewed by a new hash of the same password, nor by a change of the user', async () => {
    const { node, time, setAt } = await agedNode()
    const before = setAt()
    time.now += 60_000
    await node.addUser('jack', 'unused', { secret: undefined, roles: ['reader'] })
    await node.identity.users.setEnabled('jack', true)
    expect(setAt()).toBe(before)
    await expect(node.identity.users.changePassword('jack', password('jack-password'), true)).rejects.toThrow(
      'one of the last [1]',
    )
    await node.close()
  })
})

describe('a password that somebody else has set', () => {
  let node: LiveNode
  let elastic: string
  beforeAll(async () => {
    node = await start({ data: 'memory', settings: { 'sallyport.password_policy.must_change': true } })
    elastic = basic('elastic', node.password)
    await send(elastic, 'PUT', '/_security/role/manager', { cluster: ['manage_security'], run_as: ['*'] })
  })
  afterAll(() => node.stop())

  const send = async (authorization: string, method: string, path: string, body?: object, more: Record<string, string> = {}) => {
    const headers = { authorization, 'content-type': 'application/json', ...more }
    const response = await fetch(node.url + path, { method, headers, ...(body && { body: JSON.stringify(body) }) })
    // biome-ignore lint/suspicious/noExplicitAny: a reply as tests look into it
    return { status: response.status, body: (await response.json()) as any }
  }
  const add = (name: string, roles: readonly string[] = []) =>
    send(elastic, 'PUT', `/_security/user/${name}`, { password: `${name}-password`, roles })

  it('has to be changed before anything else, at once', async () => {
    await add('jack', ['superuser'])
    const first = basic('jack', 'jack-password')
    for (const path of ['/', '/_security/_authenticate', '/_sallyport/whoami', '/_search', '/_security/user?explain=true']) {
      const { status, body } = await send(first, 'GET', path)
      expect(status).toBe(403)
      expect(body.error).toMatchObject({
        type: 'security_exception',
        reason:
          'the password of user [jack] was set by somebody else and has to be changed first: PUT /_security/user/_password is all that is allowed',
        password: 'must_change',
      })
      expect(body.error).not.toHaveProperty('explanation')
    }
    expect((await send(first, 'PUT', '/_security/user/jack', { password: 'jack-password-2', roles: [] })).status).toBe(403)
    expect((await send(first, 'PUT', '/_security/user/elastic/_password', { password: 'taken-over' })).status).toBe(403)
    expect((await send(first, 'POST', '/_security/oauth2/token', { grant_type: 'client_credentials' })).status).toBe(403)
    const grant = { grant_type: 'password', username: 'jack', password: 'jack-password' }
    expect((await send(elastic, 'POST', '/_security/oauth2/token', grant)).status).toBe(403)

    const same = await send(first, 'PUT', '/_security/user/_password', { password: 'jack-password' })
    expect(same).toMatchObject({ status: 400, body: { error: { type: 'validation_exception' } } })
    expect((await send(first, 'PUT', '/_security/user/_password', { password: 'of-my-own' })).status).toBe(200)
    expect((await send(first, 'GET', '/')).status).toBe(401)
    expect((await send(basic('jack', 'of-my-own'), 'GET', '/')).status).toBe(200)
  })

  it('is what an explanation says stands in the way, whatever roles grant', async () => {
    await add('erin', ['superuser'])
    const explain = async (described: object, as = elastic) => (await send(as, 'POST', '/_sallyport/_explain', described)).body
    const refused = {
      allowed: false,
      refusal: { status: 403, type: 'security_exception', password: 'must_change' },
      identity: { kind: 'user', username: 'erin' },
    }
    expect(await explain({ user: 'erin', method: 'GET', path: '/_search' })).toMatchObject(refused)
    expect(await explain({ user: 'erin', run_as: 'elastic', method: 'GET', path: '/_search' })).toMatchObject(refused)
    const way = { method: 'PUT', path: '/_security/user/_password', body: { password: 'of-my-own' } }
    expect(await explain({ user: 'erin', ...way })).toMatchObject({ allowed: true })
    expect(await explain({ method: 'GET', path: '/_search' })).toMatchObject({ allowed: true })
    await send(basic('erin', 'erin-password'), 'PUT', '/_security/user/_password', { password: 'of-my-own' })
    expect(await explain({ user: 'erin', method: 'GET', path: '/_search' })).toMatchObject({ allowed: true })
  })

  it('is one’s own only where one sets it in person', async () => {
    await add('mara', ['manager'])
    await send(basic('mara', 'mara-password'), 'POST', '/_security/user/mara/_password', { password: 'of-my-own' })
    const mara = basic('mara', 'of-my-own')
    expect((await send(mara, 'GET', '/_security/_authenticate')).status).toBe(200)

    await add('rolf')
    const asRolf = { 'es-security-runas-user': 'rolf' }
    expect((await send(mara, 'PUT', '/_security/user/_password', { password: 'by-stand-in' }, asRolf)).status).toBe(200)
    expect((await send(basic('rolf', 'by-stand-in'), 'GET', '/_security/_authenticate')).status).toBe(403)
    await send(mara, 'PUT', '/_security/user/mara', { password: 'of-my-own-too', roles: ['manager'] })
    expect((await send(basic('mara', 'of-my-own-too'), 'GET', '/_security/_authenticate')).status).toBe(200)
  })

  it('leaves the built-in users alone, whom their administrator speaks for', async () => {
    await send(elastic, 'PUT', '/_security/user/kibana_system/_password', { password: 'kibana-password' })
    expect((await send(basic('kibana_system', 'kibana-password'), 'GET', '/_security/_authenticate')).status).toBe(200)
  })
})
