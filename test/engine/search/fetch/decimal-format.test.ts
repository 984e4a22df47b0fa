import { describe, expect, it } from 'vitest'
import { compileDecimalFormat } from '../../../../src/engine/search/fetch/decimal-format.ts'

describe('decimal formats', () => {
  it.each([
    ['#.0', 1, '1.0'],
    ['#.0', 0.5, '.5'],
    ['0.00', 2.125, '2.12'],
    ['0.##', 2.5, '2.5'],
    ['0.##', 2, '2'],
    ['000', 7, '007'],
    ['#', 1e21, '1000000000000000000000'],
    ['0.0', -1.25, '-1.2'],
    ['#', 0, '0'],
    ['0', 9007199254740993n, '9007199254740993'],
  ])('%s prints %s as %s', (pattern, value, text) => {
    expect(compileDecimalFormat(pattern)(value)).toBe(text)
  })

  it('refuses what it does not know', () => {
    expect(() => compileDecimalFormat('#,##0')).toThrow('Invalid format: [#,##0]')
    expect(() => compileDecimalFormat('0'.repeat(1000))).toThrow('Invalid format')
    expect(() => compileDecimalFormat('')).toThrow('Invalid format')
  })
})
