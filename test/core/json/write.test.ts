import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromPlain, toPlain } from '../../../src/core/json/convert.ts'
import { JsonDouble, type JsonOutput, RawJson } from '../../../src/core/json/output.ts'
import { parseJson } from '../../../src/core/json/parse.ts'
import { JsonNumber } from '../../../src/core/json/value.ts'
import { javaDouble, writeJson, writeJsonText } from '../../../src/core/json/write.ts'

describe('writeJson', () => {
  it('writes literals, maps, exact numbers and raw bytes alike', () => {
    const value: JsonOutput = {
      a: [1, 'x', null, true],
      absent: undefined,
      b: new Map<string, JsonOutput>([['__proto__', new JsonNumber('1.10')]]),
      c: new RawJson(Buffer.from('{"n": 9007199254740993}')),
      d: new JsonDouble(1),
      e: 12n,
      f: {},
      g: [],
    }
    expect(writeJson(value).toString()).toBe(
      '{"a":[1,"x",null,true],"b":{"__proto__":1.10},"c":{"n": 9007199254740993},"d":1.0,"e":12,"f":{},"g":[]}',
    )
  })

  it('writes the pretty form of Elasticsearch', () => {
    const value: JsonOutput = { a: { b: [1, { c: null }] }, d: {}, e: [], f: new RawJson(Buffer.from('{"n":1.10}')) }
    expect(writeJsonText(value, { pretty: true })).toBe(
      [
        '{',
        '  "a" : {',
        '    "b" : [',
        '      1,',
        '      {',
        '        "c" : null',
        '      }',
        '    ]',
        '  },',
        '  "d" : { },',
        '  "e" : [ ],',
        '  "f" : {',
        '    "n" : 1.10',
        '  }',
        '}',
        '',
      ].join('\n'),
    )
  })

  it('escapes what must be and loses no half surrogate', () => {
    const text = '"\\\n\u0001é😀\ud800x'
    expect(parseJson(writeJson(text))).toBe(text)
    expect(writeJsonText('é😀')).toBe('"é😀"')
  })

  it.each([
    [1, '1.0'],
    [0, '0.0'],
    [-0, '-0.0'],
    [0.5, '0.5'],
    [0.001, '0.001'],
    [0.0001, '1.0E-4'],
    [9_999_999, '9999999.0'],
    [1e7, '1.0E7'],
    [1.5e10, '1.5E10'],
    [-1234.5, '-1234.5'],
    [Number.NaN, '"NaN"'],
    [Number.POSITIVE_INFINITY, '"Infinity"'],
  ])('writes the double %s as Java does', (value, text) => {
    expect(javaDouble(value)).toBe(text)
  })

  it('writes what JSON.stringify writes for plain data', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(writeJsonText(value as JsonOutput)).toBe(JSON.stringify(value))
      }),
    )
  })

  it('turns plain data into parsed values and back', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const normal = JSON.parse(JSON.stringify(value))
        expect(JSON.parse(JSON.stringify(toPlain(fromPlain(normal))))).toEqual(normal)
      }),
    )
  })
})
