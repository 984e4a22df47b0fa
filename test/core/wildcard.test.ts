import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compileWildcard } from '../../src/core/wildcard.ts'

describe('compileWildcard', () => {
  it.each([
    ['abc', 'exact', 'abc'],
    ['ab*', 'prefix', 'ab'],
    ['*', 'prefix', ''],
    ['ab**', 'prefix', 'ab'],
    ['a*b', 'general', 'a'],
    ['a?', 'general', 'a'],
    ['a\\*', 'exact', 'a*'],
  ])('tells [%s] apart as %s', (pattern, kind, literal) => {
    expect(compileWildcard(pattern, { single: true })).toMatchObject({ kind, literal })
  })

  it.each<[string, readonly string[], readonly string[]]>([
    ['a*c', ['ac', 'abc', 'acc'], ['ab', 'acb', 'c']],
    ['*a*b*', ['ab', 'xaxbx'], ['ba', 'a']],
    ['e?f', ['eef', 'e😀f'], ['ef', 'eeef']],
    ['??', ['ab', '😀😀'], ['😀', 'a', 'abc']],
    ['*?', ['a', '😀', 'ab'], ['']],
    ['w\\*', ['w*'], ['ww', 'w\\*']],
    ['w\\', ['w\\'], ['w']],
  ])('[%s] matches like a role pattern', (pattern, inside, outside) => {
    const matcher = compileWildcard(pattern, { single: true })
    for (const text of inside) expect([text, matcher.matches(text)]).toEqual([text, true])
    for (const text of outside) expect([text, matcher.matches(text)]).toEqual([text, false])
  })

  it('takes ? and \\ as they are in request expressions', () => {
    expect(compileWildcard('a?*').matches('a?b')).toBe(true)
    expect(compileWildcard('a?*').matches('axb')).toBe(false)
    expect(compileWildcard('a\\*').matches('a\\b')).toBe(true)
  })

  it('agrees with a regular expression', () => {
    const unit = fc.constantFrom('a', 'b', '*', '?', '.')
    fc.assert(
      fc.property(
        fc.string({ unit, maxLength: 8 }),
        fc.string({ unit: fc.constantFrom('a', 'b', '.'), maxLength: 8 }),
        (pattern, text) => {
          const source = pattern.replaceAll('.', '\\.').replaceAll('*', '.*').replaceAll('?', '.')
          expect(compileWildcard(pattern, { single: true }).matches(text)).toBe(new RegExp(`^(?:${source})$`, 'su').test(text))
        },
      ),
    )
  })

  it('is not slow on many stars', () => {
    expect(compileWildcard(`${'*a'.repeat(200)}b`).matches('a'.repeat(20_000))).toBe(false)
  })
})
