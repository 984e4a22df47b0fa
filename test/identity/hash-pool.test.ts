import { readdirSync } from 'node:fs'
import { afterEach, describe, expect, it } from 'vitest'
import type { HashAlgorithm } from '../../src/identity/hash-format.ts'
import { HashPool } from '../../src/identity/hash-pool.ts'
import { createPasswords } from '../../src/identity/passwords.ts'

const BCRYPT4: HashAlgorithm = { kind: 'bcrypt', cost: 4 }
const threads = (): number => readdirSync('/proc/self/task').length

describe('HashPool', () => {
  let pool: HashPool
  afterEach(() => pool.close())

  it.skipIf(process.platform !== 'linux')('starts no thread before the first task', async () => {
    const before = threads()
    pool = new HashPool({ threads: 2, queueSize: 10 })
    expect(threads()).toBe(before)
    const stored = await pool.hash('secret', BCRYPT4)
    expect(await pool.verify('secret', stored)).toBe(true)
    expect(await pool.verify('other', stored)).toBe(false)
    expect(threads()).toBeGreaterThan(before)
  })

  it('refuses with 429 what the queue cannot hold, and serves the rest', async () => {
    pool = new HashPool({ threads: 1, queueSize: 3 })
    const results = await Promise.allSettled(Array.from({ length: 10 }, () => pool.hash('secret', BCRYPT4)))
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(4)
    const refused = results.find(({ status }) => status === 'rejected') as PromiseRejectedResult
    expect(refused.reason).toMatchObject({ status: 429, type: 'es_rejected_execution_exception' })
    expect(await pool.hash('secret', BCRYPT4)).toMatch(/^\$2a\$/)
  })

  it('answers false for a hash it cannot read', async () => {
    pool = new HashPool({ threads: 1, queueSize: 3 })
    expect(await pool.verify('x', 'nonsense')).toBe(false)
  })

  it('goes on after a task that fails', async () => {
    pool = new HashPool({ threads: 1, queueSize: 3 })
    await expect(pool.hash('x', { kind: 'bcrypt', cost: 99 })).rejects.toThrow()
    expect(await pool.hash('x', BCRYPT4)).toMatch(/^\$2a\$/)
  })

  it('refuses what waits when it is closed', async () => {
    pool = new HashPool({ threads: 1, queueSize: 3 })
    const waiting = Promise.allSettled([pool.hash('x', BCRYPT4), pool.hash('y', BCRYPT4)])
    await pool.close()
    expect((await waiting).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    await expect(pool.hash('x', BCRYPT4)).rejects.toThrow('stopping')
  })
})

describe('Passwords', () => {
  const countingPool = () => {
    const asked: string[] = []
    return {
      asked,
      hash: async () => 'hash',
      verify: async (password: string, stored: string) => {
        asked.push(stored)
        return stored === `hash of ${password}`
      },
    }
  }

  it('checks the decoy where there is no hash, and never believes it', async () => {
    const pool = countingPool()
    const passwords = createPasswords({ pool: { ...pool, verify: async () => true }, algorithm: BCRYPT4 })
    expect(await passwords.verify('nobody', 'x', undefined)).toBe(false)
    expect(passwords.checks).toBe(1)
  })

  it('makes identical checks that meet one, and remembers none', async () => {
    const pool = countingPool()
    const passwords = createPasswords({ pool, algorithm: BCRYPT4 })
    const all = Array.from({ length: 100 }, () => passwords.verify('jack', 'secret', 'hash of secret'))
    expect(new Set(await Promise.all(all))).toEqual(new Set([true]))
    expect(pool.asked).toHaveLength(1)
    await passwords.verify('jack', 'secret', 'hash of secret')
    expect(pool.asked).toHaveLength(2)
  })

  it('does not let unknown names share a check where known names cannot', async () => {
    const pool = countingPool()
    const passwords = createPasswords({ pool, algorithm: BCRYPT4 })
    await Promise.all(['a', 'b', 'c'].map((name) => passwords.verify(name, 'guess', undefined)))
    expect(pool.asked).toHaveLength(3)
  })

  it('passes a failure on to all who wait, and tries again afterwards', async () => {
    let fails = true
    const pool = { hash: async () => '', verify: async () => (fails ? Promise.reject(new Error('full')) : true) }
    const passwords = createPasswords({ pool, algorithm: BCRYPT4 })
    const results = await Promise.allSettled([passwords.verify('a', 'b', 'c'), passwords.verify('a', 'b', 'c')])
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    fails = false
    expect(await passwords.verify('a', 'b', 'c')).toBe(true)
  })
})
