/** C29: a lockout is neither got round nor turned against others. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Verdict } from '../../src/authn/credential-verifier.ts'
import type { LockoutSettings } from '../../src/identity/lockout.ts'
import { type Node, start } from '../../src/index.ts'
import { basic, fakeHead } from '../authn/fake-head.ts'
import { openNode } from '../authn/open-node.ts'

const LOCKOUT: LockoutSettings = {
  threshold: 5,
  firstDelay: 60_000,
  longestDelay: 600_000,
  userThreshold: 50,
  addressThreshold: 30,
  tableSize: 1000,
}

const kindOf = async (verdict: Verdict | Promise<Verdict>): Promise<string> => (await verdict).kind

describe('C29 lockout at the verifier', () => {
  let node: Awaited<ReturnType<typeof openNode>>
  beforeEach(async () => {
    node = await openNode({ lockout: LOCKOUT })
    await node.addUser('jack', 'jack-password')
    await node.addUser('jill', 'jill-password')
  })
  afterEach(() => node.close())

  const login = (username: string, password: string, address: string) =>
    kindOf(node.verifier.verifyHeader(basic(username, password), { address }))
  const attack = async (username: string, address: string, times = 20): Promise<void> => {
    for (let n = 0; n < times; n++) await login(username, `guess-${n}`, address)
  }

  it('refuses before hashing, with the answer to a wrong password', async () => {
    const identify = (password: string) =>
      node.authenticator.identify(fakeHead({ authorization: basic('jack', password) })).catch((error: unknown) => error)
    const wrong = await identify('guess')
    await attack('jack', '127.0.0.1')
    const { checks } = node.identity.passwords
    expect(await identify('jack-password')).toEqual(wrong)
    expect(node.identity.passwords.checks).toBe(checks)
  })

  it('counts every channel together: header, second header, body, spellings of the scheme', async () => {
    const address = '127.0.0.1'
    await node.verifier.verify({ kind: 'password', username: 'jack', password: 'guess-1' }, { address })
    await login('jack', 'guess-2', address)
    await kindOf(node.verifier.verifyHeader(basic('jack', 'guess-3').replace('Basic', 'bAsIc'), { address }))
    const authorization = basic('jill', 'jill-password')
    for (const n of [4, 5]) {
      const head = fakeHead({ authorization, 'es-secondary-authorization': basic('jack', `guess-${n}`) })
      await expect(node.authenticator.identify(head)).rejects.toMatchObject({ status: 401 })
    }
    expect(await login('jack', 'jack-password', address)).toBe('unsuccessful')
    const second = fakeHead({ authorization, 'es-secondary-authorization': basic('jack', 'jack-password') })
    await expect(node.authenticator.identify(second)).rejects.toMatchObject({ status: 401 })
  })

  it('gives no more guesses to those that come at once', async () => {
    const { checks } = node.identity.passwords
    await Promise.all(Array.from({ length: 100 }, (_, n) => login('jack', `guess-${n}`, 'a')))
    expect(node.identity.passwords.checks - checks).toBe(5)
  })

  it('treats names that do not exist as those that do', async () => {
    const answersOf = async (name: string) => {
      const before = node.identity.passwords.checks
      await attack(name, name)
      return node.identity.passwords.checks - before
    }
    expect([await answersOf('jack'), await answersOf('nobody'), await answersOf('elastic')]).toEqual([5, 5, 5])
    expect((await node.lockouts.list()).map(({ account }) => account?.name).sort()).toEqual(['elastic', 'jack', 'nobody'])
  })

  it('does not lock out who logs in from where he did before, remembered or not', async () => {
    expect(await login('jack', 'jack-password', 'office')).toBe('authenticated')
    await attack('jack', 'office')
    for (let n = 0; n < 20; n++) await attack('jack', `bot-${n}`, 5)
    expect(await login('jack', 'jack-password', 'office')).toBe('authenticated')
    node.verifier.forget(() => true)
    expect(await login('jack', 'jack-password', 'office')).toBe('authenticated')
  })

  it('does not let a remembered login answer guesses from elsewhere', async () => {
    await login('jack', 'jack-password', 'office')
    await attack('jack', 'attacker')
    expect(node.verifier.remembered).toBe(1)
    expect(await login('jack', 'jack-password', 'attacker')).toBe('unsuccessful')
    expect(await login('jack', 'jack-password', 'office')).toBe('authenticated')
  })

  it('does not lock elastic out of the machine', async () => {
    await node.identity.reserved.ensureElasticPassword({ password: 'changeme' })
    await attack('elastic', '127.0.0.1', 40)
    expect(await login('elastic', 'changeme', '127.0.0.1')).toBe('authenticated')
    expect(await login('elastic', 'changeme', '10.0.0.1')).toBe('authenticated')
    await attack('elastic', '10.0.0.2')
    expect(await login('elastic', 'changeme', '10.0.0.2')).toBe('unsuccessful')
  })

  it('stops a flood of random names, which is hashed no further and makes nobody forgotten', async () => {
    await attack('jack', 'a')
    const { checks } = node.identity.passwords
    for (let n = 0; n < 300; n++) await login(`random-${n}`, 'guess', 'b')
    expect(node.identity.passwords.checks - checks).toBe(30)
    expect(await login('jack', 'jack-password', 'a')).toBe('unsuccessful')
    expect(await login('jill', 'jill-password', 'c')).toBe('authenticated')
  })

  it('unlocks a user who is given a new password', async () => {
    await attack('jack', 'a')
    await node.identity.users.changePassword('jack', { kind: 'password', password: 'another' })
    expect(await login('jack', 'another', 'a')).toBe('authenticated')
  })
})

describe('C29 flood of the queue of hashes', () => {
  it('waits for itself: one login from elsewhere waits for a check or two, not for all', async () => {
    const node = await openNode({ passwordHashing: 'bcrypt5', hashing: { threads: 1, queueSize: 20 } })
    await node.addUser('jack', 'jack-password')
    const before = node.identity.passwords.checks
    let answered = 0
    let refused = 0
    const flood = Array.from({ length: 200 }, (_, n) =>
      node.verifier.verify({ kind: 'password', username: `random-${n}`, password: 'guess' }, { address: 'flood' }).then(
        () => answered++,
        () => refused++,
      ),
    )
    const verdict = await node.verifier.verify(
      { kind: 'password', username: 'jack', password: 'jack-password' },
      { address: 'office' },
    )
    expect(verdict.kind).toBe('authenticated')
    expect(answered).toBeLessThanOrEqual(3)
    await Promise.all(flood)
    expect([answered, refused, node.identity.passwords.checks - before]).toEqual([20, 180, 201])
    await node.close()
  })
})

describe('C29 lockout of a whole node', () => {
  let node: Node
  beforeEach(async () => {
    node = await start({ data: 'memory', settings: { 'sallyport.lockout.threshold': 3, 'sallyport.lockout.first_delay': '10m' } })
  })
  afterEach(() => node.stop())

  const send = async (method: string, path: string, [username, password]: readonly [string, string], body?: object) => {
    const response = await fetch(node.url + path, {
      method,
      headers: { authorization: basic(username, password), 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    const text = await response.text()
    return { status: response.status, text, challenge: response.headers.get('www-authenticate'), body: JSON.parse(text) }
  }

  it('is seen and ended by who may', async () => {
    const elastic = ['elastic', node.password] as const
    await send('PUT', '/_security/role/reader', elastic, { cluster: ['read_security'] })
    await send('PUT', '/_security/user/rita', elastic, { password: 'rita-password', roles: ['reader'] })
    await send('PUT', '/_security/user/jack', elastic, { password: 'jack-password', roles: [] })
    const rita = ['rita', 'rita-password'] as const
    expect((await send('GET', '/_sallyport/lockouts', rita)).body).toEqual({ total: 0, lockouts: [] })

    const answers = []
    for (let n = 0; n < 5; n++) answers.push(await send('GET', '/_security/_authenticate', ['jack', `guess-${n}`]))
    answers.push(await send('GET', '/_security/_authenticate', ['jack', 'jack-password']))
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
    expect(answers[0]?.status).toBe(401)

    const shown = (await send('GET', '/_sallyport/lockouts', rita)).body
    expect(shown).toMatchObject({ total: 1, lockouts: [{ username: 'jack', address: '127.0.0.1', failures: 3 }] })
    expect(Date.parse(shown.lockouts[0].locked_until)).toBeGreaterThan(Date.now())
    expect((await send('GET', '/_sallyport/lockouts?size=0', rita)).body).toEqual({ total: 1, lockouts: [] })
    expect((await send('GET', '/_sallyport/lockouts?size=-1', rita)).status).toBe(400)
    expect((await send('DELETE', '/_sallyport/lockouts/jack', rita)).status).toBe(403)
    expect((await send('DELETE', '/_sallyport/lockouts/jack?type=role', elastic)).status).toBe(400)
    expect((await send('DELETE', '/_sallyport/lockouts/jill', elastic)).body).toEqual({ cleared: 0 })
    expect((await send('DELETE', '/_sallyport/lockouts/jack', elastic)).body).toEqual({ cleared: 1 })
    expect((await send('GET', '/_security/_authenticate', ['jack', 'jack-password'])).status).toBe(200)

    for (let n = 0; n < 5; n++) await send('GET', '/', ['jill', `guess-${n}`])
    expect((await send('DELETE', '/_sallyport/lockouts/_all', elastic)).body).toEqual({ cleared: 1 })
    expect((await send('GET', '/_sallyport/lockouts', ['jack', 'jack-password'])).status).toBe(403)
  })

  it('covers grants of tokens and the secondary header', async () => {
    const elastic = ['elastic', node.password] as const
    await send('PUT', '/_security/user/jack', elastic, { password: 'jack-password', roles: [] })
    const grant = (password: string) =>
      send('POST', '/_security/oauth2/token', elastic, { grant_type: 'password', username: 'jack', password })
    const wrong = await grant('guess-0')
    for (let n = 1; n < 5; n++) await grant(`guess-${n}`)
    expect(await grant('jack-password')).toEqual(wrong)
    expect((await send('GET', '/_security/_authenticate', ['jack', 'jack-password'])).status).toBe(401)
    await node.reset()
    expect((await send('GET', '/_sallyport/lockouts', elastic)).body.total).toBe(0)
  })
})
