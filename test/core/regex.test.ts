import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createAutomaton, isWithin } from '../../src/core/automaton.ts'
import { prefixOf } from '../../src/core/language.ts'
import { compileRegex, parseRegex } from '../../src/core/regex.ts'

const matches = (pattern: string, text: string): boolean => compileRegex(pattern).matches(text)

describe('compileRegex', () => {
  // What Elasticsearch 9.5 answered for these patterns and names.
  it.each<[string, readonly string[], readonly string[]]>([
    ['a{2}', ['aa'], ['aaa', 'a']],
    ['<5-12>x', ['5x', '05x', '005x', '12x'], ['13x', '4x']],
    ['<05-12>x', ['05x', '12x'], ['5x', '13x']],
    ['<5-1>', ['3', '5', '1'], ['0', '6']],
    ['<12-5>', ['7', '12', '5'], ['13']],
    ['<1-3>|x', ['2', 'x'], ['02']],
    ['\\d+', ['123'], ['d', 'dd', '']],
    ['[\\-a]z', ['-z', 'az'], ['bz']],
    ['~(.*z)&m.*', ['ma'], ['mz', 'a']],
    ['x@y', ['xy', 'xzzzy'], ['x']],
    ['(ab|cd)+e?', ['abcd', 'abcde'], ['e']],
    ['e.f', ['e😀f', 'e\nf'], ['ef']],
    ['()', [''], ['a']],
    ['a|b', ['a', 'b'], ['ab']],
    ['+', ['+'], ['++']],
    ['*a', ['*a'], ['a']],
    ['|', ['|'], ['']],
    ['a**', ['', 'aaa'], ['b']],
    ['[^a]b', ['bb'], ['ab']],
    ['a{2,}', ['aa', 'aaaa'], ['a']],
    ['a{0}', [''], ['a']],
    ['a{1,2}{2}', ['aa', 'aaa', 'aaaa'], ['a']],
    ['\\w\\s', ['a ', '_ '], ['aa']],
    ['~a.b', ['bxb', 'cccb'], ['axb']],
    ['a&b', [], ['a', 'b']],
    ['(a|b)&b', ['b'], ['a']],
    ['ab|cd&c.', ['ab', 'cd'], ['ac']],
    ['[a&&b]', ['&', 'a'], ['c']],
    ['"q*"', ['q*'], ['qq', '"q*"']],
    ['a#b', [], ['a#b', 'ab']],
    ['a\\@b', ['a@b'], ['ab']],
    ['[a-c-e]', ['-', 'b', 'e'], ['d']],
    ['[--0]', ['.', '-'], ['1']],
    ['[.]x', ['.x'], ['ax']],
    ['[\\d]x', ['1x'], ['dx']],
    ['^a$', ['^a$'], ['a']],
    ['{', ['{'], ['']],
    ['a}', ['a}'], ['a']],
    ['', [''], ['a']],
    ['~(([.]|ilm-history-).*)', ['a', 'logs', 'ilm-', 'ilm-history'], ['.a', '.', 'ilm-history-x', 'ilm-history-']],
  ])('[%s] matches as Lucene does', (pattern, inside, outside) => {
    for (const text of inside) expect([text, matches(pattern, text)]).toEqual([text, true])
    for (const text of outside) expect([text, matches(pattern, text)]).toEqual([text, false])
  })

  it.each([
    'a(',
    '[',
    'a{2',
    'a{3,2}',
    '(a',
    'a)',
    '[]',
    '[^]',
    '[a-]',
    '[a-]z',
    '[z-a]',
    'a\\',
    'a{,2}',
    'a\\nb',
    '<1-3',
    '<a',
    '<foo>',
    '~(a)~',
    '"a',
  ])('refuses [%s]', (pattern) => {
    expect(() => compileRegex(pattern)).toThrowError(expect.objectContaining({ type: 'illegal_argument_exception' }))
  })

  it('says where the text ends too early', () => {
    expect(() => compileRegex('a(')).toThrow('unexpected end-of-string')
    expect(() => compileRegex('<foo>')).toThrow("'foo' not found")
  })

  it('refuses what would take too long, and nothing else', () => {
    expect(() => compileRegex('((a{50}){50}){50}')).toThrow('too complex')
    expect(() => compileRegex('a{100000}')).toThrow('too complex')
    expect(() => compileRegex('('.repeat(300))).toThrow('nested too deeply')
    expect(() => compileRegex('a'.repeat(2001))).toThrow('exceeds the allowed maximum')
    expect(matches('.*a.{20}', `${'b'.repeat(200)}a${'c'.repeat(20)}`)).toBe(true)
  })

  it('agrees with a backtracking matcher on random patterns', () => {
    const atom = fc.constantFrom('a', 'b', 'c', '.', '[ab]', '[^a]', '\\d', '1')
    const { pattern } = fc.letrec<{ pattern: string; part: string }>((tie) => ({
      part: fc.oneof(
        { maxDepth: 3 },
        atom,
        fc
          .tuple(tie('pattern'), fc.constantFrom('*', '+', '?', '{2}', '{1,3}', '{2,}'))
          .map(([inner, times]) => `(${inner})${times}`),
        fc.tuple(tie('pattern'), tie('pattern')).map(([one, other]) => `(${one}|${other})`),
      ),
      pattern: fc.array(tie('part'), { minLength: 1, maxLength: 3 }).map((parts) => parts.join('')),
    }))
    const subject = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '1'), maxLength: 6 })
    fc.assert(
      fc.property(pattern, subject, (source, value) => {
        const reference = new RegExp(`^(?:${source})$`, 'su').test(value)
        expect(matches(source, value)).toBe(reference)
        expect(matches(`~(${source})`, value)).toBe(!reference)
      }),
      { numRuns: 300 },
    )
  })

  it('takes time in proportion to the text, whatever the pattern', () => {
    for (const pattern of ['(a*)*b', '(a|a)*b', '(a|aa)+c', '~(.*a.*b.*c.*d.*e)', '(.*a){50}']) {
      const automaton = compileRegex(pattern)
      const start = process.hrtime.bigint()
      automaton.matches('a'.repeat(5000))
      expect(Number(process.hrtime.bigint() - start) / 1e6).toBeLessThan(1500)
    }
  })
})

describe('isWithin', () => {
  const within = (first: string, second: string): boolean => isWithin(parseRegex(first), parseRegex(second))

  it('compares whole languages', () => {
    expect(within('a.*', '[a-c].*')).toBe(true)
    expect(within('[a-c].*', 'a.*')).toBe(false)
    expect(within('[^.i].*', '~(([.]|ilm-history-).*)')).toBe(true)
    expect(within('i.*', '~(([.]|ilm-history-).*)')).toBe(false)
    expect(within('il.', '~(([.]|ilm-history-).*)')).toBe(true)
    expect(within('#', 'a')).toBe(true)
    expect(within('@', '.*')).toBe(true)
  })

  it('knows an empty language', () => {
    expect(createAutomaton(parseRegex('a&b')).isEmpty()).toBe(true)
    expect(createAutomaton(parseRegex('a&.')).isEmpty()).toBe(false)
  })
})

describe('what every match begins with', () => {
  it.each([
    ['abc', 'abc', true],
    ['ab.*', 'ab', false],
    ['ab|ac', '', false],
    ['a[b]c?', 'ab', false],
    ['a(bc)d*', 'abc', false],
    ['😀x+', '😀', false],
    ['(a)?b', '', false],
    ['~(a.*)', '', false],
    ['.*', '', false],
    ['', '', true],
  ])('of %s is %s', (pattern, prefix, isWhole) => {
    expect(prefixOf(parseRegex(pattern))).toEqual({ prefix, isWhole })
  })
})
