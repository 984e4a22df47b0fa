/** Numbers as Java reads, rounds and prints them. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseJsonText } from '../../src/core/json/parse.ts'
import { doubleText, floatText, javaText } from '../../src/mapping/java-text.ts'
import { hasFraction, integerPart, parseJavaDouble, roundToHalf } from '../../src/mapping/number-values.ts'

/** The value of a half-precision pattern, by its definition. */
function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >> 10) & 31
  const fraction = bits & 1023
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15))
}

describe('half precision', () => {
  it('keeps every value it has, and rounds between two to the nearer, halfway to the even one', () => {
    const wrong: number[] = []
    for (let bits = 0; bits < 0x7bff; bits++) {
      const [low, high] = [half(bits), half(bits + 1)]
      const given = [low, -low, (low + high) / 2, low + (high - low) * 0.49, low + (high - low) * 0.51]
      const wanted = [low, -low, bits % 2 === 0 ? low : high, low, high]
      if (given.some((value, at) => !Object.is(roundToHalf(value), wanted[at]))) wrong.push(bits)
    }
    expect(wrong).toEqual([])
    expect([65519.9, 65520, -65520].map(roundToHalf)).toEqual([65504, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])
  })
})

describe('Java', () => {
  it.each([
    [1, '1.0'],
    [1e7, '1.0E7'],
    [9999999, '9999999.0'],
    [0.001, '0.001'],
    [0.0001, '1.0E-4'],
    [-0, '-0.0'],
    [2147483647.9, '2.1474836479E9'],
    [1e19, '1.0E19'],
    [123.456, '123.456'],
    [Number.NaN, 'NaN'],
    [Number.NEGATIVE_INFINITY, '-Infinity'],
  ])('prints the double %d as %s', (value, text) => {
    expect(doubleText(value)).toBe(text)
  })

  it.each([
    [0.1, '0.1'],
    [3.4028235e38, '3.4028235E38'],
    [16777216, '1.6777216E7'],
    [65520, '65520.0'],
  ])('prints the float %d as %s', (value, text) => {
    expect(floatText(Math.fround(value))).toBe(text)
  })

  it('prints values of JSON', () => {
    expect(javaText(parseJsonText('{"a":[1,1.0,1e3,"x",null,true,123456789012345678901234567890],"b":{}}'))).toBe(
      '{a=[1, 1.0, 1000.0, x, null, true, 123456789012345678901234567890], b={}}',
    )
  })

  it.each([
    ['1f', 1],
    [' 1e3 ', 1000],
    ['0x1.8p1', 3],
    ['-.5D', -0.5],
    ['+Infinity', Number.POSITIVE_INFINITY],
  ])('reads %j', (text, value) => {
    expect(parseJavaDouble(text)).toBe(value)
  })

  it.each(['', ' ', '1L', '1_0', '0x10', 'e5', '.', '1e', 'infinity', '--1', '0xp1'])('does not read %j', (text) => {
    expect(() => parseJavaDouble(text)).toThrow(text.trim() === '' ? 'empty String' : `For input string: "${text}"`)
  })

  it('reads back what it prints', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true }), (value) => {
        expect(parseJavaDouble(doubleText(value))).toBe(value)
        const float = Math.fround(value)
        expect(Math.fround(parseJavaDouble(floatText(float)))).toBe(float)
      }),
    )
  })
})

describe('decimals', () => {
  it('are cut to their integer part exactly', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }),
        fc.nat({ max: 999 }),
        fc.nat({ max: 40 }),
        (whole, fraction, shift) => {
          const text = `${whole}.${String(fraction).padStart(3, '0')}`
          expect(integerPart(text)).toBe(whole)
          expect(hasFraction(text)).toBe(fraction !== 0)
          expect(integerPart(`${whole}${'0'.repeat(shift)}e-${shift}`)).toBe(whole)
        },
      ),
    )
    expect([integerPart('1e400'), integerPart('-1e400'), integerPart('1e-400'), integerPart('x'), integerPart('.')]).toEqual([
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
      0n,
      undefined,
      undefined,
    ])
  })
})
