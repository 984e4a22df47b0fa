import { describe, expect, it } from 'vitest'
import {
  createKeyedDigest,
  createTimeBasedIds,
  generatePassword,
  isSecretOf,
  randomSecret,
  sha256,
} from '../../src/core/secrets.ts'

describe('secrets', () => {
  it('makes secrets and passwords in the formats of Elasticsearch', () => {
    expect(randomSecret()).toMatch(/^[A-Za-z0-9_-]{22}$/)
    expect(generatePassword()).toMatch(/^[A-Za-z0-9*\-+=_]{20}$/)
    expect(new Set(Array.from({ length: 200 }, generatePassword)).size).toBe(200)
  })

  it('makes ids of 20 characters that never repeat, even when the clock is set back', () => {
    const clock = { time: 1_700_000_000_000, now: () => clock.time }
    const nextId = createTimeBasedIds(clock)
    const ids = Array.from({ length: 1000 }, () => {
      clock.time -= 10
      return nextId()
    })
    expect(new Set(ids).size).toBe(1000)
    for (const id of ids) expect(id).toMatch(/^[A-Za-z0-9_-]{20}$/)
  })

  it('knows the secret of a digest, whatever is tried', () => {
    const digest = sha256('abc').toString('base64url')
    expect([isSecretOf('abc', digest), isSecretOf(Buffer.from('abc'), digest)]).toEqual([true, true])
    expect(['abd', 'abcd', '', digest].map((text) => isSecretOf(text, digest))).toEqual([false, false, false, false])
    expect(['', 'x', digest.slice(1)].map((kept) => isSecretOf('abc', kept))).toEqual([false, false, false])
  })

  it('digests as SHA-256 does', () => {
    expect(sha256('abc').toString('hex')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
  })

  it('keys every digest anew', () => {
    const one = createKeyedDigest()
    expect(one('x')).toBe(one('x'))
    expect(one('x')).not.toBe(createKeyedDigest()('x'))
    expect(one('x')).not.toBe(one('y'))
  })
})
