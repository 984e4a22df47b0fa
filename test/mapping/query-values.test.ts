/** Values of queries: in the family of their field, or refused in Elasticsearch's words; and how values are shown. */
import { describe, expect, it } from 'vitest'
import { parseJsonText } from '../../src/core/json/parse.ts'
import { properties } from './support.ts'

const mapping = properties({
  l: { type: 'long' },
  in: { type: 'integer' },
  by: { type: 'byte' },
  f: { type: 'float' },
  b: { type: 'boolean' },
  d: { type: 'date' },
  day: { type: 'date', format: 'dd/MM/yyyy' },
  i: { type: 'ip' },
  k: { type: 'keyword' },
})

const parse = (
  field: string,
  json: string,
  options?: Parameters<NonNullable<ReturnType<typeof mapping.field>>['parseQueryValue']>[1],
) => mapping.field(field)!.parseQueryValue(parseJsonText(json), options)

describe('query values', () => {
  it.each([
    ['l', '9007199254740993', 9007199254740993n],
    ['l', '"9223372036854775807"', 9223372036854775807n],
    ['l', '1.5', 1.5],
    ['in', '"2.5"', 2.5],
    ['f', '0.1', Math.fround(0.1)],
    ['b', 'true', 'T'],
    ['b', '"false"', 'F'],
    ['i', '"10.0.0.1"', '00000000000000000000ffff0a000001'],
    ['k', '5', '5'],
    ['k', '1.0', '1.0'],
    ['k', 'true', 'true'],
    ['d', '1710000000000', 1710000000000],
    ['d', '"2024-01-01||+1M"', 1706745600000],
    ['day', '"15/01/2024"', 1705276800000],
  ])('%s: %s', (field, json, value) => {
    expect(parse(field, json)).toBe(value)
  })

  it('of dates follow the query: rounding, now, format, zone', () => {
    expect(parse('d', '"2024-02"', { round: 'up' })).toBe(1706831999999)
    expect(parse('d', '"now/d"', { now: 1706933106789 })).toBe(1706918400000)
    expect(parse('d', '"15/01/2024"', { format: 'dd/MM/yyyy', timeZone: '+01:00' })).toBe(1705273200000)
  })

  it('beyond the range equal nothing, and are no bounds', () => {
    expect(parse('in', '99999999999')).toBe(Number.POSITIVE_INFINITY)
    expect(parse('l', '"-9223372036854775809"')).toBe(Number.NEGATIVE_INFINITY)
    expect(() => parse('in', '99999999999', { round: 'down' })).toThrow('Value [99999999999] is out of range for an integer')
    expect(() => parse('l', '1e30', { round: 'up' })).toThrow('Value [1.0E30] is out of range for a long')
    expect(parse('by', '300', { round: 'up' })).toBe(300)
    expect(parse('f', '1e39', { round: 'up' })).toBe(Number.POSITIVE_INFINITY)
  })

  it.each([
    ['l', '"abc"', 'For input string: "abc"'],
    ['l', 'true', 'Character t is neither a decimal digit number, decimal point, nor "e" notation exponential mark.'],
    ['f', '"abc"', 'For input string: "abc"'],
    ['b', '"maybe"', "Can't parse boolean value [maybe], expected [true] or [false]"],
    ['b', '1', "Can't parse boolean value [1], expected [true] or [false]"],
    ['i', '5', "'5' is not an IP string literal."],
    [
      'day',
      '"2024-01-15"',
      'failed to parse date field [2024-01-15] with format [dd/MM/yyyy]: [failed to parse date field [2024-01-15] with format [dd/MM/yyyy]]',
    ],
    ['d', '"now-1x"', 'unit [x] not supported for date math [-1x]'],
  ])('%s refuses %s', (field, json, reason) => {
    expect(() => parse(field, json)).toThrow(reason)
  })
})

describe('shown values', () => {
  it.each([
    ['d', 1706933106789, '2024-02-03T04:05:06.789Z'],
    ['day', 1705276800000, '15/01/2024'],
    ['b', 'T', true],
    ['i', '00000000000000000000ffff0a000001', '10.0.0.1'],
    ['k', 'x', 'x'],
    ['l', 9007199254740993n, 9007199254740993n],
  ])('%s: %s', (field, value, shown) => {
    expect(mapping.field(field)!.formatValue(value)).toBe(shown)
  })
})
