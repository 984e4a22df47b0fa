import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { basic, fakeHead } from './fake-head.ts'
import { type Node, openNode } from './open-node.ts'

const ORIGIN = { address: '127.0.0.1' }

describe('remembered successes', () => {
  let node: Node
  beforeEach(async () => {
    node = await openNode()
    await node.addUser('jack', 'first-password', { roles: ['reader'] })
  })
  afterEach(() => node.close())

  const login = (password: string) => node.authenticator.identify(fakeHead({ authorization: basic('jack', password) }))

  it('spare the hash', async () => {
    await login('first-password')
    const { checks } = node.identity.passwords
    for (let time = 0; time < 5; time++) expect(await login('first-password')).toBe(await login('first-password'))
    expect(node.identity.passwords.checks).toBe(checks)
    expect(node.verifier.remembered).toBe(1)
  })

  it('are of successes only', async () => {
    const { checks } = node.identity.passwords
    for (let time = 0; time < 3; time++) await expect(login('wrong-password')).rejects.toMatchObject({ status: 401 })
    expect(node.identity.passwords.checks).toBe(checks + 3)
    expect(node.verifier.remembered).toBe(0)
  })

  it('end with the password', async () => {
    await login('first-password')
    await node.identity.users.changePassword('jack', { kind: 'password', password: 'second-password' })
    await expect(login('first-password')).rejects.toMatchObject({ status: 401 })
    await login('second-password')
  })

  it('end when the user is disabled, and when deleted', async () => {
    await login('first-password')
    await node.identity.users.setEnabled('jack', false)
    await expect(login('first-password')).rejects.toMatchObject({ status: 401 })
    await node.identity.users.setEnabled('jack', true)
    await login('first-password')
    await node.identity.users.delete('jack')
    await expect(login('first-password')).rejects.toMatchObject({ status: 401 })
  })

  it('show changed roles with the next request', async () => {
    expect((await login('first-password')).authenticating.roles).toEqual(['reader'])
    await node.addUser('jack', 'first-password', { roles: ['writer'] })
    expect((await login('first-password')).authenticating.roles).toEqual(['writer'])
  })

  it('end for a name that was deleted and given to another', async () => {
    await login('first-password')
    await node.identity.users.delete('jack')
    await node.addUser('jack', 'other-password', { roles: ['other'] })
    await expect(login('first-password')).rejects.toMatchObject({ status: 401 })
  })

  it('end with the password of a reserved user', async () => {
    await node.identity.reserved.ensureElasticPassword({ password: 'changeme' })
    const elastic = (password: string) => node.authenticator.identify(fakeHead({ authorization: basic('elastic', password) }))
    await elastic('changeme')
    await node.identity.users.changePassword('elastic', { kind: 'password', password: 'changed' })
    await expect(elastic('changeme')).rejects.toMatchObject({ status: 401 })
    expect((await elastic('changed')).authenticating.roles).toEqual(['superuser'])
  })

  it('are of the whole header, so that another spelling is checked anew', async () => {
    await login('first-password')
    const { checks } = node.identity.passwords
    const authorization = basic('jack', 'first-password').replace('Basic', 'BASIC')
    await node.authenticator.identify(fakeHead({ authorization }))
    expect(node.identity.passwords.checks).toBe(checks + 1)
  })

  it('can be forgotten, one user or all', async () => {
    await node.addUser('jill', 'jill-password')
    await login('first-password')
    await node.verifier.verify({ kind: 'password', username: 'jill', password: 'jill-password' }, ORIGIN)
    node.logins.forget('default_native', ['jill', 'nobody'])
    expect(node.verifier.remembered).toBe(1)
    node.logins.forget('reserved', undefined)
    expect(node.verifier.remembered).toBe(1)
    node.logins.forget('default_native', undefined)
    expect(node.verifier.remembered).toBe(0)
  })

  it('stay within their number', async () => {
    const small = await openNode({ cache: { size: 3, ttl: 1000 } })
    for (let n = 0; n < 5; n++) {
      await small.addUser(`user${n}`, 'password')
      await small.verifier.verify({ kind: 'password', username: `user${n}`, password: 'password' }, ORIGIN)
    }
    expect(small.verifier.remembered).toBe(3)
    await small.close()
  })
})

describe('hashes of another algorithm', () => {
  it('are made anew at the next login, by whoever holds them', async () => {
    const node = await openNode({ passwordHashing: 'pbkdf2_1000' })
    const moved = '$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW'
    await node.addUser('jack', 'unused-password', { secret: { kind: 'hash', hash: moved }, roles: ['reader'] })
    await node.identity.reserved.changePassword('elastic', { kind: 'hash', hash: moved })
    for (const username of ['jack', 'elastic']) {
      const login = () => node.authenticator.identify(fakeHead({ authorization: basic(username, 'U*U') }))
      const renewed = new Promise((resolve) => node.identity.users.onChange(resolve))
      const before = await login()
      expect(await renewed).toBe(username)
      const stored =
        username === 'jack' ? node.identity.users.findNativeRecord('jack') : node.identity.reserved.findRecord('elastic')
      expect(stored?.value.passwordHash).toMatch(/^\{PBKDF2\}1000\$/)
      expect((await login()).authenticating).toEqual(before.authenticating)
      await expect(node.authenticator.identify(fakeHead({ authorization: basic(username, 'u*u') }))).rejects.toMatchObject({
        status: 401,
      })
    }
    await node.close()
  })
})

describe('a change while a password is being checked', () => {
  it('counts: the old password is refused and the new roles are given', async () => {
    const node = await openNode({ passwordHashing: 'bcrypt9' })
    await node.addUser('jack', 'first-password', { roles: ['reader'] })
    const early = node.authenticator.identify(fakeHead({ authorization: basic('jack', 'first-password') }))
    const record = node.identity.users.findNativeRecord('jack')
    const records = await import('../../src/identity/hash-format.ts')
    expect(records.parseHash(record?.value.passwordHash ?? '')?.kind).toBe('bcrypt')
    // A stored hash needs no computation, so this change is written while the check above still runs.
    const other = '$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW'
    await node.identity.users.changePassword('jack', { kind: 'hash', hash: other })
    await expect(early).rejects.toMatchObject({ status: 401 })
    expect(node.verifier.remembered).toBe(0)
    await node.close()
  })
})

describe('a check that cannot be made', () => {
  it('is refused with 429, neither with 401 nor with entry', async () => {
    const node = await openNode({ hashing: { threads: 1, queueSize: 2 }, passwordHashing: 'bcrypt6' })
    await node.addUser('jack', 'jack-password')
    const attempts = Array.from({ length: 12 }, (_, n) =>
      node.authenticator.identify(fakeHead({ authorization: basic('jack', `wrong-${n}`) })).then(
        () => 200,
        (error: { status: number }) => error.status,
      ),
    )
    const statuses = await Promise.all(attempts)
    expect(new Set(statuses)).toEqual(new Set([401, 429]))
    expect(statuses.filter((status) => status === 401)).toHaveLength(3)
    expect(
      (await node.authenticator.identify(fakeHead({ authorization: basic('jack', 'jack-password') }))).authenticating.username,
    ).toBe('jack')
    await node.close()
  })
})
