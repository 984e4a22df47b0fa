import { describe, expect, it } from 'vitest'
import { requiredClauses } from '../../src/query/minimum-should-match.ts'

describe('minimum_should_match', () => {
  it.each([
    [4, '3', 3],
    [4, '-1', 3],
    [4, '75%', 3],
    [5, '75%', 3],
    [4, '-25%', 3],
    [3, '-10%', 3],
    [2, '3<90%', 2],
    [10, '3<90%', 9],
    [2, '2<-25% 9<-3', 2],
    [8, '2<-25% 9<-3', 6],
    [12, '2<-25% 9<-3', 9],
    [3, '-9', 0],
    [3, ' 2 ', 2],
    [3, '5', 5],
    [4, '2 < 3', 3],
  ])('of %i clauses %s wants %i', (clauses, specification, wanted) => {
    expect(requiredClauses(clauses, specification)).toBe(wanted)
  })

  it('refuses what is no number', () => {
    expect(() => requiredClauses(3, 'many')).toThrow('For input string: "many"')
  })
})
