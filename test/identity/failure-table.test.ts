import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FailureTable } from '../../src/identity/failure-table.ts'

const SECOND = 1000

function table(options: { size?: number; threshold?: number } = {}) {
  let now = 5000
  const failures = new FailureTable<string>({
    threshold: 3,
    firstDelay: SECOND,
    longestDelay: 60 * SECOND,
    size: 100,
    ...options,
    elapsed: () => now,
  })
  const pass = (milliseconds: number): void => {
    now += milliseconds
  }
  return { failures, pass, fail: (key: string) => failures.fail(key, key) }
}

describe('FailureTable', () => {
  it('locks at the threshold, for twice as long each time, up to the longest', () => {
    const { failures, pass, fail } = table()
    expect([fail('a'), fail('a')]).toEqual([undefined, undefined])
    expect(failures.isLocked('a')).toBe(false)
    const delays = Array.from({ length: 9 }, () => {
      const started = fail('a')?.remaining ?? 0
      expect(failures.isLocked('a')).toBe(true)
      pass(started)
      expect(failures.isLocked('a')).toBe(false)
      return started / SECOND
    })
    expect(delays).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60])
  })

  it('lets one try after a lock, and forgets with time', () => {
    const { failures, pass, fail } = table()
    for (let n = 0; n < 5; n++) fail('a')
    pass(4 * SECOND)
    expect(failures.allowance('a')).toBe(1)
    pass(60 * SECOND)
    expect(failures.count('a')).toBe(3)
    pass(30 * SECOND)
    expect(failures.count('a')).toBe(2)
    pass(3600 * SECOND)
    expect(failures.allowance('a')).toBe(3)
    expect(fail('a')).toBeUndefined()
  })

  it('keeps who reached the threshold while new names come by the thousand, and does not grow', () => {
    const { failures, fail } = table({ size: 50 })
    for (let n = 0; n < 3; n++) fail('guessed')
    for (let n = 0; n < 10_000; n++) fail(`random-${n}`)
    expect(failures.isLocked('guessed')).toBe(true)
    expect(failures.size).toBe(51)
  })

  it('never counts one key’s failures against another, and is bounded, whatever happens', () => {
    const step = fc.record({ key: fc.constantFrom('a', 'b', 'c', 'A', 'a ', '__proto__'), wait: fc.nat(5000) })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.constantFrom('a', 'b', 'A', '__proto__'), (steps, one) => {
        const shared = table({ size: 10 })
        const alone = table({ size: 10 })
        for (const { key, wait } of steps) {
          shared.pass(wait)
          alone.pass(wait)
          shared.fail(key)
          if (key === one) alone.fail(key)
          expect(shared.failures.isLocked(one)).toBe(alone.failures.isLocked(one))
          expect(shared.failures.count(one)).toBe(alone.failures.count(one))
        }
        expect(shared.failures.size).toBeLessThanOrEqual(20)
      }),
      { numRuns: 200 },
    )
  })
})
