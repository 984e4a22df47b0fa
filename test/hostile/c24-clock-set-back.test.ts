/** C24: whoever sets the clock back revives nothing that has ended, and locks nobody in or out by it. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { LockoutSettings } from '../../src/identity/lockout.ts'
import { basic, fakeHead } from '../authn/fake-head.ts'
import { type Node, openNode } from '../authn/open-node.ts'

const SECOND = 1000
const HOUR = 3600 * SECOND
const DAY = 24 * HOUR
const LOCKOUT: LockoutSettings = {
  threshold: 3,
  firstDelay: 60 * SECOND,
  longestDelay: HOUR,
  userThreshold: 50,
  addressThreshold: 50,
  tableSize: 100,
}
const denied = { status: 401 }

describe('C24 a clock that is set back while the node runs', () => {
  /** What the machine says the time is, and what has really passed. */
  const time = { wall: Date.UTC(2026, 0, 10), passed: 0 }
  let node: Node
  let setBack: number[]

  beforeEach(async () => {
    Object.assign(time, { wall: Date.UTC(2026, 0, 10), passed: 0 })
    vi.spyOn(performance, 'now').mockImplementation(() => time.passed)
    setBack = []
    node = await openNode({
      clock: { now: () => time.wall },
      onClockSetBack: (millis) => setBack.push(millis),
      lockout: LOCKOUT,
      passwordPolicy: { minLength: 6, breachedFile: '', history: 0, maxAge: 2 * DAY },
      cache: { size: 100, ttl: 60 * SECOND },
    })
    await node.addUser('jack', 'jack-password')
  })
  afterEach(async () => {
    await node.close()
    vi.restoreAllMocks()
  })

  const pass = (millis: number): void => {
    time.wall += millis
    time.passed += millis
  }
  const identify = (authorization: string) => node.authenticator.identify(fakeHead({ authorization }))
  const jack = basic('jack', 'jack-password')

  it('leaves access tokens ended that have ended, and takes refresh tokens no longer for it', async () => {
    const granted = await node.tokens.password(
      { username: 'jack', password: 'jack-password', address: '::1' },
      await identify(jack),
    )
    const bearer = `Bearer ${granted.accessToken}`
    expect((await identify(bearer)).authenticating.username).toBe('jack')
    pass(21 * 60 * SECOND)
    await expect(identify(bearer)).rejects.toMatchObject(denied)
    time.wall -= 15 * 60 * SECOND
    await expect(identify(bearer)).rejects.toMatchObject(denied)
    pass(24 * HOUR)
    time.wall -= 24 * HOUR
    await expect(node.tokens.refresh(granted.refreshToken ?? '', await identify(jack))).rejects.toMatchObject({ status: 400 })
  })

  it('leaves API keys expired', async () => {
    const { authenticating: owner } = await identify(jack)
    const { id, secret } = await node.identity.apiKeys.create({
      name: 'k',
      type: 'rest',
      roles: '{}',
      limitedBy: '{}',
      metadata: '{}',
      owner: { username: owner.username, realm: owner.realm, fullName: null, email: null, metadata: '{}' },
      expires: time.wall + HOUR,
    })
    const key = `ApiKey ${Buffer.from(`${id}:${secret}`).toString('base64')}`
    expect((await identify(key)).authenticating.apiKey?.id).toBe(id)
    pass(HOUR)
    await expect(identify(key)).rejects.toMatchObject(denied)
    time.wall -= HOUR
    await expect(identify(key)).rejects.toMatchObject(denied)
  })

  it('leaves passwords expired', async () => {
    pass(3 * DAY)
    const refused = { details: { members: { password: 'expired' } } }
    const second = () => node.authenticator.identify(fakeHead({ authorization: jack, 'es-secondary-authorization': jack }))
    await expect(second()).rejects.toMatchObject({ details: { causedBy: refused } })
    time.wall -= 3 * DAY
    await expect(second()).rejects.toMatchObject({ details: { causedBy: refused } })
  })

  it('neither ends a lock nor makes it longer', async () => {
    for (let n = 0; n < 3; n++) await expect(identify(basic('jack', `guess-${n}`))).rejects.toMatchObject(denied)
    for (const shift of [DAY, -2 * DAY]) {
      time.wall += shift
      await expect(identify(jack)).rejects.toMatchObject(denied)
    }
    pass(61 * SECOND)
    expect((await identify(jack)).authenticating.username).toBe('jack')
  })

  it('lets remembered logins be forgotten in their time', async () => {
    await identify(jack)
    const { checks } = node.identity.passwords
    await identify(jack)
    expect(node.identity.passwords.checks).toBe(checks)
    time.wall -= DAY
    pass(61 * SECOND)
    await identify(jack)
    expect(node.identity.passwords.checks).toBe(checks + 1)
  })

  it('is told once, and again only after it was right meanwhile', () => {
    const { clock } = node.identity
    const before = clock.now()
    time.wall -= 4 * SECOND
    expect([clock.now(), setBack]).toEqual([before, []])
    time.wall -= HOUR
    for (let n = 0; n < 3; n++) expect(clock.now()).toBe(before)
    expect(setBack).toEqual([HOUR + 4 * SECOND])
    time.wall += HOUR
    clock.now()
    time.wall -= HOUR
    clock.now()
    expect(setBack).toHaveLength(2)
  })
})
