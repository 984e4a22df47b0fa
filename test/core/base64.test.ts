import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeBase64 } from '../../src/core/base64.ts'

const failureOf = (text: string): string => {
  try {
    decodeBase64(text)
    return 'none'
  } catch (error) {
    return (error as Error).message
  }
}

describe('decodeBase64', () => {
  it('takes any bytes, padded or not', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const text = Buffer.from(bytes).toString('base64')
        expect(decodeBase64(text)).toEqual(Buffer.from(bytes))
        expect(decodeBase64(text.replace(/=+$/, ''))).toEqual(Buffer.from(bytes))
      }),
    )
  })

  it.each([
    ['!!!', 'Illegal base64 character 21'],
    ['ab-_', 'Illegal base64 character 2d'],
    [' Zm9vOmJhcg==', 'Illegal base64 character 20'],
    ['Zm9v\nOmJhcg==', 'Illegal base64 character a'],
    ['é', 'Illegal base64 character -3d'],
    ['a', 'Input byte[] should at least have 2 bytes for base64 bytes'],
    ['abcde', 'Last unit does not have enough valid bits'],
    ['abcde===', 'Last unit does not have enough valid bits'],
    ['Zg=', 'Input byte array has wrong 4-byte ending unit'],
    ['====', 'Input byte array has wrong 4-byte ending unit'],
    ['Zm9vOmJhcg==Cg', 'Input byte array has incorrect ending byte at 12'],
    ['ZWxhc3RpYzpjaGFuZ2VtZQ==, Basic YTpi', 'Input byte array has incorrect ending byte at 24'],
    ['Zm9=a', 'Input byte array has incorrect ending byte at 4'],
  ])('refuses %j in the words of Java', (text, words) => {
    expect(failureOf(text)).toBe(words)
  })

  it('never takes what is not base64', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const isTaken = failureOf(text) === 'none'
        if (isTaken) expect(text).toMatch(/^[A-Za-z0-9+/]*={0,2}$/)
      }),
    )
  })
})
