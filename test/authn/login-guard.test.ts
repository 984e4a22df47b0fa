import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createLoginGuard, type LocalGuard } from '../../src/authn/login-guard.ts'
import type { Lockout, LockoutSettings } from '../../src/identity/lockout.ts'

const SETTINGS: LockoutSettings = {
  threshold: 3,
  firstDelay: 1000,
  longestDelay: 60_000,
  userThreshold: 12,
  addressThreshold: 9,
  tableSize: 100,
}

function guarded(settings: Partial<LockoutSettings> = {}) {
  const time = { elapsed: 0, wall: 1_800_000_000_000 }
  const started: Lockout[] = []
  const guard = createLoginGuard({
    settings: { ...SETTINGS, ...settings },
    clock: { now: () => time.wall },
    elapsed: () => time.elapsed,
    onLockout: (lockout) => started.push(lockout),
  })
  return { guard, time, started, ...attempts(guard) }
}

/** An attempt that is checked and ends as it says; false: it was refused unchecked. */
function attempts(guard: LocalGuard) {
  const attempt = (name: string, address: string, proof: string, accepted: boolean, kind: 'user' | 'api_key' = 'user') => {
    const permit = guard.admit({ account: { kind, name }, address, proof })
    permit?.end(accepted ? { kind: 'accepted' } : { kind: 'failed' })
    return permit !== undefined
  }
  let guesses = 0
  return {
    wrong: (name: string, address: string, kind?: 'user' | 'api_key') =>
      attempt(name, address, `wrong ${++guesses}`, false, kind),
    right: (name: string, address: string, kind?: 'user' | 'api_key') => attempt(name, address, `right ${name}`, true, kind),
  }
}

describe('an account at an address', () => {
  it('is locked by its failures there, for longer each time, and nowhere else', () => {
    const { guard, time, started, wrong, right } = guarded()
    expect([wrong('jack', 'a'), wrong('jack', 'a'), wrong('jack', 'a')]).toEqual([true, true, true])
    expect([right('jack', 'a'), right('jack', 'b'), right('jill', 'a')]).toEqual([false, true, true])
    expect(started).toEqual([
      { account: { kind: 'user', name: 'jack' }, address: 'a', failures: 3, remaining: 1000, until: time.wall + 1000 },
    ])
    time.elapsed += 1000
    expect([wrong('jack', 'a'), right('jack', 'a')]).toEqual([true, false])
    expect(guard.list()).toMatchObject([{ remaining: 2000 }])
    time.elapsed += 2000
    expect([right('jack', 'a'), wrong('jack', 'a'), right('jack', 'a')]).toEqual([true, true, true])
  })

  it('is a name exactly as given', () => {
    const { wrong } = guarded()
    for (let n = 0; n < 3; n++) wrong('jack', 'a')
    expect([wrong('Jack', 'a'), wrong('jack ', 'a'), wrong('jack', 'a')]).toEqual([true, true, false])
  })

  it('does not get more guesses by sending them together', () => {
    const { guard } = guarded()
    const permits = Array.from({ length: 50 }, (_, n) =>
      guard.admit({ account: { kind: 'user', name: 'jack' }, address: 'a', proof: `guess ${n}` }),
    )
    expect(permits.filter((permit) => permit !== undefined)).toHaveLength(3)
  })

  it('does not count what could not be checked', () => {
    const { guard, right } = guarded()
    for (let n = 0; n < 50; n++)
      guard.admit({ account: { kind: 'user', name: 'jack' }, address: 'a', proof: `${n}` })?.end(undefined)
    expect(right('jack', 'a')).toBe(true)
  })

  it('is a /64 where addresses are of IPv6', () => {
    const { wrong } = guarded()
    const answers = Array.from({ length: 4 }, (_, n) => wrong('jack', `2001:db8::${n + 1}`))
    expect(answers).toEqual([true, true, true, false])
  })
})

describe('a lock is no weapon', () => {
  it('what was accepted from an address before goes on to work there, and goes first', () => {
    const { guard, wrong, right } = guarded()
    right('jack', 'office')
    for (let n = 0; n < 20; n++) wrong('jack', 'office')
    expect([wrong('jack', 'office'), right('jack', 'office')]).toEqual([false, true])
    const permit = guard.admit({ account: { kind: 'user', name: 'jack' }, address: 'office', proof: 'right jack' })
    expect(permit?.turn).toEqual({ lane: 'office', first: true })
  })

  it('a known address is spared the locks that others cause, even with a new password', () => {
    const { guard, wrong, right } = guarded()
    right('jack', 'office')
    for (let n = 0; n < 30; n++) wrong('jack', `bot-${n}`)
    for (let n = 0; n < 30; n++) wrong(`nobody-${n}`, 'office')
    expect(right('jack', 'home')).toBe(false)
    expect(right('jill', 'office')).toBe(false)
    expect(guard.admit({ account: { kind: 'user', name: 'jack' }, address: 'office', proof: 'a new one' })).toBeDefined()
  })

  it('elastic is never locked out at the machine itself', () => {
    const { wrong, right } = guarded()
    for (let n = 0; n < 200; n++) {
      wrong('elastic', '127.0.0.1')
      wrong(`nobody-${n}`, '::1')
    }
    expect([right('elastic', '127.0.0.1'), right('elastic', '::1'), right('jack', '::1')]).toEqual([true, true, false])
  })

  it('a remembered login is one at the addresses it comes from; elsewhere it may be a guess', () => {
    const { guard, wrong, right } = guarded()
    const remembered = (address: string) =>
      guard.admitsRemembered({ account: { kind: 'user', name: 'jack' }, address, proof: 'right jack' })
    right('jack', 'office')
    expect(remembered('laptop')).toBe(true)
    for (let n = 0; n < 30; n++) wrong('jack', `bot-${n % 10}`)
    expect([remembered('office'), remembered('laptop'), remembered('bot-1'), remembered('new')]).toEqual([
      true,
      true,
      false,
      false,
    ])
  })

  it('failures of keys and tokens refuse no key but the one that was tried, at that address', () => {
    const { guard, wrong, right } = guarded()
    for (let n = 0; n < 100; n++) {
      guard.admit({ account: undefined, address: 'a', proof: `${n}` })?.end({ kind: 'failed' })
      guard
        .admit({ account: { kind: 'api_key', name: `random-${n}` }, address: 'a', proof: `${n}` })
        ?.end({ kind: 'failed', counts: 'address' })
    }
    for (let n = 0; n < 3; n++) wrong('key', 'a', 'api_key')
    expect([right('key', 'a', 'api_key'), right('key', 'b', 'api_key'), right('other', 'a', 'api_key')]).toEqual([
      false,
      true,
      true,
    ])
    expect(guard.admit({ account: undefined, address: 'a', proof: 'token' })).toBeDefined()
    // They did count against the address: a guesser of passwords is held there.
    expect(wrong('jack', 'a')).toBe(false)
    expect(guard.list().filter(({ account }) => account === undefined)).toMatchObject([{ address: 'a' }])
  })

  it('what has expired is no guess', () => {
    const { guard, right } = guarded()
    for (let n = 0; n < 100; n++) {
      guard.admit({ account: undefined, address: 'a', proof: `${n}` })?.end({ kind: 'failed', counts: 'nobody' })
    }
    expect([guard.list(), right('jack', 'a')]).toEqual([[], true])
  })

  it('one account that fails on and on does not lock its address', () => {
    const { time, wrong, right } = guarded()
    for (let n = 0; n < 100; n++) {
      wrong('stale', 'proxy')
      time.elapsed += 60_000
    }
    expect(right('jack', 'proxy')).toBe(true)
  })

  it('never refuses a user for the failures of others, short of the rules for addresses', () => {
    const failure = fc.record({ name: fc.constantFrom('a', 'b', 'c', 'd'), address: fc.constantFrom('x', 'y', 'z') })
    fc.assert(
      fc.property(fc.array(failure, { maxLength: 60 }), (failures) => {
        const { wrong, right } = guarded({ addressThreshold: 1000, userThreshold: 1000 })
        for (const { name, address } of failures) wrong(name, address)
        for (const address of ['x', 'y', 'z']) expect(right('me', address)).toBe(true)
      }),
      { numRuns: 100 },
    )
  })
})

describe('a flood of random names', () => {
  it('locks its address, forgets nobody who is locked, and stays within its room', () => {
    const { guard, wrong } = guarded({ addressThreshold: 1_000_000 })
    for (let n = 0; n < 3; n++) wrong('jack', 'a')
    for (let n = 0; n < 5000; n++) wrong(`random-${n}-${'x'.repeat(5000)}`, 'a')
    expect(wrong('jack', 'a')).toBe(false)
    expect(guard.list().length).toBeLessThanOrEqual(300)
  })
})

describe('clocks', () => {
  it('set back or forward lengthen and end nothing', () => {
    const { guard, time, wrong, right } = guarded()
    for (let n = 0; n < 3; n++) wrong('jack', 'a')
    time.wall += 365 * 24 * 3600_000
    expect(right('jack', 'a')).toBe(false)
    time.wall -= 1000 * 24 * 3600_000
    expect(right('jack', 'a')).toBe(false)
    expect(guard.list()).toMatchObject([{ remaining: 1000, until: time.wall + 1000 }])
    time.elapsed += 1000
    expect(right('jack', 'a')).toBe(true)
  })
})

describe('unlocking', () => {
  it('ends the locks of one, or of all', () => {
    const { guard, wrong, right } = guarded()
    const lock = () => {
      for (let n = 0; n < 3; n++) for (const name of ['jack', 'jill', 'joe']) wrong(name, 'a')
    }
    lock()
    expect(guard.list()).toHaveLength(4)
    expect([guard.clear({ kind: 'user', name: 'nobody' }), guard.clear({ kind: 'api_key', name: 'jack' })]).toEqual([0, 0])
    expect(guard.clear({ kind: 'user', name: 'jack' })).toBe(1)
    expect(right('jack', 'a')).toBe(false)
    expect(guard.clear({ kind: 'address', name: 'a' })).toBe(3)
    expect(right('jack', 'a')).toBe(true)
    lock()
    expect(guard.clear({ kind: 'all' })).toBe(4)
    expect([right('jill', 'a'), guard.list()]).toEqual([true, []])
  })

  it('comes with a change of the user', () => {
    const { guard, wrong, right } = guarded()
    for (let n = 0; n < 3; n++) wrong('jack', 'a')
    guard.pardon('jack')
    expect(right('jack', 'a')).toBe(true)
  })
})
