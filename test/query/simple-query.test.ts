/** The language of `simple_query_string`. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseSimpleQuery, SIMPLE_QUERY_FLAGS, type SimpleQuery } from '../../src/query/simple-query.ts'

const ALL = new Set(SIMPLE_QUERY_FLAGS)

/** As a text with all parentheses. */
function show(query: SimpleQuery | undefined): string {
  if (!query) return ''
  if (query.kind === 'not') return `-${show(query.part)}`
  if (query.kind === 'phrase') return `"${query.text}"${query.slop > 0 ? `~${query.slop}` : ''}`
  if (query.kind === 'prefix') return `${query.text}*`
  if (!('parts' in query)) return query.fuzziness > 0 ? `${query.text}~${query.fuzziness}` : query.text
  return `(${query.parts.map(show).join(query.kind === 'and' ? ' + ' : ' | ')})`
}

describe('a simple query', () => {
  it.each([
    ['a b', '(a | b)'],
    ['a + b', '(a + b)'],
    ['a +b c', '((a + b) | c)'],
    ['a | b + c', '((a | b) + c)'],
    ['-a', '-a'],
    ['- a --b', '(-a | b)'],
    ['key-a', 'key-a'],
    ['pre* *', '(pre* | *)'],
    ['"a b" c', '("a b" | c)'],
    ['"a b"~3', '"a b"~3'],
    ['"open a', '(open | a)'],
    ['(a b) + c', '((a | b) + c)'],
    ['a) (b', '(a | b)'],
    ['word~1 far~9 w~', '(word~1 | far~2 | w)'],
    ['a\\ b\\+c', 'a b+c'],
    ['  ', ''],
    ['+|-()', ''],
  ])('%s', (text, expected) => expect(show(parseSimpleQuery(text, 'or', ALL))).toBe(expected))

  it('joins by the operator that is asked for', () => expect(show(parseSimpleQuery('a b | c', 'and', ALL))).toBe('((a + b) | c)'))

  it('takes as they are what flags switch off', () => {
    expect(show(parseSimpleQuery('a|b -c', 'or', new Set(['NONE'])))).toBe('a|b -c')
    expect(show(parseSimpleQuery('a|b', 'or', new Set(['OR'])))).toBe('(a | b)')
  })

  it('is never an error, and ends', () => {
    const text = fc.string({ unit: fc.constantFrom('a', ' ', '+', '|', '-', '"', '*', '(', ')', '\\', '~', '2'), maxLength: 60 })
    fc.assert(fc.property(text, (given) => void parseSimpleQuery(given, 'or', ALL)))
    parseSimpleQuery('('.repeat(100_000), 'or', ALL)
  })
})
