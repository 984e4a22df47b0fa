import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mintTokens, openPair, parseToken, printToken, sealPair, tokenDigest, tokenId } from '../../src/identity/token-format.ts'

const token = fc.uint8Array({ minLength: 24, maxLength: 24 })

describe('token texts', () => {
  it('are read back as they were printed', () => {
    fc.assert(fc.property(token, (bytes) => parseToken(printToken(bytes))?.equals(bytes) === true))
  })

  it('begin alike, are 40 characters long, and pair by their id', () => {
    const { access, refresh } = mintTokens()
    expect(printToken(access)).toMatch(/^16LBBB[ghij][A-Za-z0-9+/]{32}=$/)
    expect(printToken(refresh).slice(0, 6)).toBe(printToken(access).slice(0, 6))
    expect(tokenId(refresh)).toBe(tokenId(access))
    expect(tokenDigest(refresh)).not.toBe(tokenDigest(access))
  })

  it('have one form each: nothing else is read', () => {
    const text = printToken(mintTokens().access)
    // The last digit before the padding carries two bits that mean nothing.
    const spare = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/']
    const twins = spare.map((digit) => `${text.slice(0, 38)}${digit}=`).filter((twin) => twin !== text)
    expect(twins.filter((twin) => parseToken(twin)?.equals(parseToken(text) as Buffer))).toEqual([])
    for (const other of [
      '',
      text.slice(0, -1),
      `${text}=`,
      ` ${text}`,
      `${text}\n`,
      text.toLowerCase(),
      text.replace('16L', '26L'),
    ]) {
      expect(parseToken(other)).toBeUndefined()
    }
  })

  it('never throw, whatever is presented', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.base64String(), fc.string({ unit: 'binary' })), (text) => void parseToken(text)),
    )
  })
})

describe('sealed pairs', () => {
  it('open for the token they were sealed with, and for no other', () => {
    fc.assert(
      fc.property(token, token, token, token, (access, refresh, presented, other) => {
        const sealed = sealPair({ access, refresh }, presented)
        const pair = openPair(sealed, presented)
        expect([...pair.access, ...pair.refresh]).toEqual([...access, ...refresh])
        if (!Buffer.from(other).equals(presented)) expect(() => openPair(sealed, other)).toThrow()
      }),
      { numRuns: 30 },
    )
  })

  it('do not open once a bit of them has changed', () => {
    const presented = mintTokens().refresh
    const sealed = Buffer.from(sealPair(mintTokens(), presented), 'base64url')
    for (const at of [0, 16, 28, 44, sealed.length - 1]) {
      const changed = Buffer.from(sealed)
      changed[at] = (changed[at] as number) ^ 1
      expect(() => openPair(changed.toString('base64url'), presented)).toThrow()
    }
  })
})
