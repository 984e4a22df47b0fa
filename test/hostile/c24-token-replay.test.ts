/** C24: tokens that should have ended, presented again: used, invalidated, expired, or of somebody who is no more what he was. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { ElasticError } from '../../src/core/errors.ts'
import { hashPassword } from '../../src/identity/password-hash.ts'
import type { GrantedTokens } from '../../src/identity/token-grants.ts'
import type { Identity } from '../../src/request/identity.ts'
import { basic, fakeHead } from '../authn/fake-head.ts'
import { type Node, type NodeOptions, openNode } from '../authn/open-node.ts'

const SECRET = 'jack-password'
const EXPIRED = 'Bearer realm="security", error="invalid_token", error_description="The access token expired"'

let node: Node
afterEach(() => node.close())

async function open(options: NodeOptions = {}): Promise<void> {
  node = await openNode(options)
  await node.addUser('admin', 'admin-password')
  await node.addUser('jack', SECRET, { roles: ['reader'] })
}

const identify = (headers: Record<string, string>): Promise<Identity> => node.authenticator.identify(fakeHead(headers))
const asAdmin = (): Promise<Identity> => identify({ authorization: basic('admin', 'admin-password') })
const grantFor = async (username = 'jack', password = SECRET): Promise<GrantedTokens> =>
  node.tokens.password({ username, password, address: '::1' }, await asAdmin())
const use = ({ accessToken }: GrantedTokens): Promise<Identity> => identify({ authorization: `Bearer ${accessToken}` })
const refresh = async ({ refreshToken = '' }: GrantedTokens): Promise<GrantedTokens> =>
  node.tokens.refresh(refreshToken, await asAdmin())

async function expectEnded(granted: GrantedTokens): Promise<void> {
  const error = await use(granted).catch((caught: unknown) => caught)
  expect(error).toMatchObject({ status: 401, message: 'token expired', details: { headers: { 'WWW-Authenticate': [EXPIRED] } } })
  const refused = await refresh(granted).catch((caught: unknown) => caught)
  expect(refused).toMatchObject({
    details: { body: { error: 'invalid_grant', error_description: 'token has been invalidated' } },
  })
}

/** A token that the first gate remembers already. */
async function warmGrant(username = 'jack', password = SECRET): Promise<GrantedTokens> {
  const granted = await grantFor(username, password)
  await use(granted)
  expect((await use(granted)).authenticating).toMatchObject({ username, authenticationType: 'token' })
  return granted
}

const password = (text: string) => ({ kind: 'password', password: text }) as const

describe('C24 tokens of a user', () => {
  it('end when he is disabled, and stay ended when he is enabled again', async () => {
    await open()
    const granted = await warmGrant()
    await node.identity.users.setEnabled('jack', false)
    await expectEnded(granted)
    await node.identity.users.setEnabled('jack', true)
    await expectEnded(granted)
    await use(await grantFor())
  })

  it('end when he is deleted, and are not those of another one of his name', async () => {
    await open()
    const granted = await warmGrant()
    await node.identity.users.delete('jack')
    await expectEnded(granted)
    await node.addUser('jack', SECRET)
    await expectEnded(granted)
  })

  it('end with his password, however it is changed', async () => {
    await open()
    const first = await warmGrant()
    await node.identity.users.changePassword('jack', password('another-password'))
    await expectEnded(first)
    const second = await warmGrant('jack', 'another-password')
    await node.addUser('jack', 'a-third-password')
    await expectEnded(second)
    const third = await warmGrant('jack', 'a-third-password')
    await node.identity.users.changePassword('jack', password('a-third-password'))
    await expectEnded(third)
  })

  it('stay with his password where the setting says so, but not without him', async () => {
    await open({ keepTokensOnPasswordChange: true })
    const granted = await warmGrant()
    await node.identity.users.changePassword('jack', password('another-password'))
    await use(granted)
    await node.identity.users.delete('jack')
    await node.addUser('jack', 'another-password')
    await expectEnded(granted)
  })

  it('have the roles he has now', async () => {
    await open()
    const granted = await warmGrant()
    const rest = { fullName: null, email: null, metadata: new Map(), enabled: true }
    await node.identity.users.put({ username: 'jack', secret: undefined, roles: ['writer'], ...rest })
    expect((await use(granted)).authenticating.roles).toEqual(['writer'])
    expect((await refresh(granted)).principal.authenticating.roles).toEqual(['writer'])
  })

  it('end for built-in users alike', async () => {
    await open()
    const { reserved } = node.identity
    await reserved.changePassword('elastic', password('elastic-password'))
    const granted = await warmGrant('elastic', 'elastic-password')
    await reserved.setEnabled('elastic', false)
    await expectEnded(granted)
    await reserved.setEnabled('elastic', true)
    await expectEnded(granted)
    const again = await warmGrant('elastic', 'elastic-password')
    await reserved.changePassword('elastic', password('another-password'))
    await expectEnded(again)
  })

  it('end for users of a file alike', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'conf-'))
    const line = `filer:${hashPassword('filer-password', { kind: 'bcrypt', cost: 4 })}\n`
    writeFileSync(join(folder, 'users'), line)
    await open({ filesFolder: folder })
    const granted = await warmGrant('filer', 'filer-password')
    writeFileSync(join(folder, 'users'), '')
    node.reloadFiles()
    await expectEnded(granted)
    writeFileSync(join(folder, 'users'), `filer:${hashPassword('filer-password', { kind: 'bcrypt', cost: 4 })}\n`)
    node.reloadFiles()
    await expectEnded(granted)
    rmSync(folder, { recursive: true })
  })

  it('are not given for a password that is changed at the same moment', async () => {
    await open()
    for (let round = 0; round < 20; round++) {
      const before = `password-${round}`
      await node.identity.users.changePassword('jack', password(before))
      const [outcome] = await Promise.allSettled([
        grantFor('jack', before),
        node.identity.users.changePassword('jack', password(`${before}-changed`)),
      ])
      if (outcome.status === 'fulfilled') await expectEnded(outcome.value)
      else expect(outcome.reason).toMatchObject({ status: 401 })
    }
  })

  it('are not given to who was let in before the change and sends his body after it', async () => {
    await open()
    const client = await identify({ authorization: basic('jack', SECRET) })
    await node.identity.users.changePassword('jack', password('another-password'))
    const refused = { status: 401, message: expect.stringContaining('unable to authenticate user [jack]') }
    await expect(node.tokens.clientCredentials(client)).rejects.toMatchObject(refused)
    const grant = { username: 'admin', password: 'admin-password', address: '::1' }
    await expect(node.tokens.password(grant, client)).rejects.toMatchObject(refused)
    await expect(node.tokens.refresh('x', client)).rejects.toMatchObject(refused)
  })
})

describe('C24 tokens themselves', () => {
  it('end at once when they are invalidated, though they are remembered', async () => {
    await open()
    const granted = await warmGrant()
    await node.tokens.invalidate({ kind: 'access', token: granted.accessToken })
    await expect(use(granted)).rejects.toMatchObject({ message: 'token expired' })
    const next = await refresh(granted)
    await use(next)
    await node.tokens.invalidate({ kind: 'all', username: 'jack', realm: undefined })
    await expectEnded(next)
  })

  it('end with their time, though they are remembered', async () => {
    const clock = { time: 1_700_000_000_000, now: () => clock.time }
    await open({ clock, tokenTimeout: 60_000 })
    const granted = await warmGrant()
    clock.time += 65_000
    await expect(use(granted)).rejects.toMatchObject({ message: 'token expired' })
  })

  it('stand for nobody but their own party, under run-as too', async () => {
    await open()
    const client = await identify({ authorization: basic('admin', 'admin-password'), 'es-security-runas-user': 'jack' })
    const granted = await node.tokens.clientCredentials(client)
    const parties = { authenticating: { username: 'admin' }, effective: { username: 'jack' }, runAs: 'jack' }
    expect(await use(granted)).toMatchObject(parties)
    // There is no run-as behind a run-as.
    const again = await identify({ authorization: `Bearer ${granted.accessToken}`, 'es-security-runas-user': 'elastic' })
    expect(again).toMatchObject(parties)
    await node.identity.users.setEnabled('admin', false)
    await expect(use(granted)).rejects.toMatchObject({ message: 'token expired' })
  })

  it('are taken as a second identity, and refused as one', async () => {
    await open()
    const granted = await grantFor()
    const headers = {
      authorization: basic('admin', 'admin-password'),
      'es-secondary-authorization': `Bearer ${granted.accessToken}`,
    }
    expect(await identify(headers)).toMatchObject({
      effective: { username: 'admin' },
      secondary: { effective: { username: 'jack' } },
    })
    await node.identity.users.setEnabled('jack', false)
    await expect(identify(headers)).rejects.toMatchObject({ status: 401, message: 'Failed to authenticate secondary user' })
  })

  it('are no tokens at all while the service is off', async () => {
    await open({ tokens: false })
    const off = { status: 400, type: 'feature_not_enabled_exception', message: 'security tokens are not enabled' }
    await expect(grantFor()).rejects.toMatchObject(off)
    await expect(node.tokens.invalidate({ kind: 'access', token: 'x' })).rejects.toMatchObject(off)
    await expect(identify({ authorization: 'Bearer x' })).rejects.toMatchObject({ status: 401 })
  })

  it('are not had by the anonymous user', async () => {
    await open({ anonymous: { username: 'anon', roles: ['reader'] } })
    const client = await identify({})
    const refused = { details: { body: { error: 'unauthorized_client', error_description: '[anon] cannot have tokens' } } }
    await expect(node.tokens.clientCredentials(client)).rejects.toMatchObject(refused)
  })

  it('cannot be anything: random ones are refused and crash nothing', async () => {
    await open()
    const marked = fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from([0, 1, 0, 1, ...bytes]).toString('base64'))
    const headed = fc
      .uint8Array({ minLength: 24, maxLength: 24 })
      .map((bytes) => Buffer.from([0xd7, 0xa2, 0xc1, 4, 24, ...bytes]).toString('base64'))
    const text = fc.oneof(fc.string({ minLength: 1 }), fc.base64String({ minLength: 4 }), marked, headed)
    await fc.assert(
      fc.asyncProperty(text, async (token) => {
        const error = await identify({ authorization: `Bearer ${token}` }).catch((caught: unknown) => caught)
        expect(error).toBeInstanceOf(ElasticError)
        expect(error).toMatchObject({ status: 401 })
        const refused = await node.tokens.refresh(token, await asAdmin()).catch((caught: unknown) => caught)
        expect(refused).toMatchObject({ status: 400 })
      }),
    )
  })
})
