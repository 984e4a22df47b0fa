import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ElasticError } from '../../../src/core/errors.ts'
import { toPlain } from '../../../src/core/json/convert.ts'
import { parseJson, parseJsonText } from '../../../src/core/json/parse.ts'
import type { JsonSyntaxError } from '../../../src/core/json/syntax-error.ts'
import { JsonNumber, type JsonValue } from '../../../src/core/json/value.ts'
import { writeJson } from '../../../src/core/json/write.ts'

const parse = (text: string): JsonValue => parseJson(Buffer.from(text))

function refusal(input: string | Uint8Array): ElasticError {
  try {
    parseJson(typeof input === 'string' ? Buffer.from(input) : input)
  } catch (error) {
    if (error instanceof ElasticError) return error
    throw error
  }
  throw new Error('was accepted')
}

describe('parseJson', () => {
  it.each(['0', '12', '-7', '0.5', '-1.25', '1e+21', '123456789012345', '0.000001', '5e-324'])('makes %s a number', (text) => {
    expect(parse(text)).toBe(Number(text))
  })

  it.each(['1.10', '-0', '1e400', '9007199254740993', '0.10', '1E5', '1e5', '12345678901234567890', '0.0000001', '-0.0'])(
    'keeps the text of %s',
    (text) => {
      expect(parse(text)).toEqual(new JsonNumber(text))
    },
  )

  it('keeps members in their order, whatever they are called', () => {
    const value = parse('{"b":1,"10":2,"__proto__":3,"2":4,"constructor":5,"":6}') as Map<string, JsonValue>
    expect([...value]).toEqual([
      ['b', 1],
      ['10', 2],
      ['__proto__', 3],
      ['2', 4],
      ['constructor', 5],
      ['', 6],
    ])
  })

  it('reads escapes, surrogate pairs and text beyond ASCII', () => {
    expect(parse('"\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e4\\ud83d\\ude00é😀"')).toBe('"\\/\b\f\n\r\tä😀é😀')
    expect(parse('"\\ud800"')).toBe('\ud800')
  })

  it('takes a thousand levels and no more', () => {
    expect(parse(`${'['.repeat(1000)}${']'.repeat(1000)}`)).toBeInstanceOf(Array)
    const error = refusal(`${'['.repeat(1001)}${']'.repeat(1001)}`)
    expect(error.reason).toContain('Document nesting depth (1001) exceeds the maximum allowed (1000')
    expect(refusal('['.repeat(1_000_000)).type).toBe('x_content_parse_exception')
  })

  it('refuses numbers of more than a thousand letters', () => {
    expect(refusal('1'.repeat(1001)).reason).toContain('Number value length (1001) exceeds the maximum allowed (1000')
  })

  // Places and words as a real server gives them.
  it.each([
    ['{"a" 1}', "[1:6] Unexpected character ('1' (code 49)): was expecting a colon to separate field name and value", '1:2'],
    ['{"a":1 "b":2}', "[1:8] Unexpected character ('\"' (code 34)): was expecting comma to separate Object entries", '1:6'],
    ['{"a":01}', '[1:7] Invalid numeric value: Leading zeroes not allowed', '1:2'],
    ['{"a":-}', "[1:7] Unexpected character ('}' (code 125)) in numeric value: expected digit (0-9) to follow minus sign", '1:2'],
    ['{"a":1.}', "[1:8] Unexpected character ('}' (code 125)) in numeric value: Decimal point not followed by a digit", '1:2'],
    ['{"a":1.', "[1:7] Unexpected character ('.' (code 46)) in numeric value: Decimal point not followed by a digit", '1:2'],
    [
      '{"a":1e}',
      "[1:8] Unexpected character ('}' (code 125)) in numeric value: Exponent indicator not followed by a digit",
      '1:2',
    ],
    [
      '{"a":+5}',
      "[1:7] Unexpected character ('+' (code 43)) in numeric value: JSON spec does not allow numbers to have plus signs",
      '1:2',
    ],
    ['{"a":tru}', "[1:10] Unrecognized token 'tru': was expecting (JSON String, Number, Array, Object or token", '1:2'],
    ['{"a":NaN}', "[1:9] Non-standard token 'NaN': enable `JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS` to allow", '1:2'],
    ['{"a":-Infinity}', "[1:15] Non-standard token '-Infinity': enable", '1:2'],
    ['{"a":1,', '[1:8] Unexpected end-of-input within/between Object entries', '1:6'],
    ['{"a":1,}', "[1:8] Unexpected character ('}' (code 125)): was expecting double-quote to start field name", '1:6'],
    ['{"a":,}', "[1:6] Unexpected character (',' (code 44)): expected a value", '1:2'],
    ['{"a":"\\x"}', "[1:8] Unrecognized character escape 'x' (code 120)", '1:6'],
    ['{"a":"\\u12G4"}', "[1:11] Unexpected character ('G' (code 71)): expected a hex-digit for character escape sequence", '1:6'],
    [
      '{"a":"\u0001"}',
      '[1:7] Illegal unquoted character ((CTRL-CHAR, code 1)): has to be escaped using backslash to be included in string value',
      '1:6',
    ],
    [
      '{"a\u0001":1}',
      '[1:4] Illegal unquoted character ((CTRL-CHAR, code 1)): has to be escaped using backslash to be included in name',
      '1:1',
    ],
    [
      '{\u0001}',
      '[1:3] Illegal character ((CTRL-CHAR, code 1)): only regular white space (\\r, \\n, \\t) is allowed between tokens',
      '1:1',
    ],
    [
      '{"a":[1}',
      '[1:8] Unexpected close marker \'}\': expected \']\' (for Array starting at [Source: (byte[])"{"a":[1}"; line: 1, column: 6])',
      '1:8',
    ],
    [
      '{"a":1}}',
      '[1:8] Unexpected close marker \'}\': expected \']\' (for root starting at [Source: (byte[])"{"a":1}}"; line: 1, column: 0])',
      '1:8',
    ],
    ['{"a":\n1,\r\n"b":\r}', "[4:1] Unexpected character ('}' (code 125)): expected a value", '3:1'],
    ['{"a":1,"a":2}', "[1:11] Duplicate field 'a'", '1:6'],
    ['{"\\u0061":1,"a":2}', "[1:16] Duplicate field 'a'", '1:11'],
    ["{'a':1}", "[1:2] Unexpected character (''' (code 39)): was expecting double-quote to start field name", '1:1'],
    ['\ufeff{"a":1}', "[1:1] Unexpected character ('\ufeff' (code 65279 / 0xfeff)): expected a valid value", '1:1'],
    ['{/**/"a":1}', "[1:2] Unexpected character ('/' (code 47)): maybe a (non-standard) comment?", '1:1'],
  ])('refuses %j at the right place', (text, reason, lastToken) => {
    const error = refusal(text) as JsonSyntaxError
    expect(error.type).toBe('x_content_parse_exception')
    expect(error.status).toBe(400)
    expect(error.reason.startsWith(reason)).toBe(true)
    expect(error.details.causedBy?.type).toBe('json_parse_exception')
    expect(error.reason).toMatch(/\n at \[Source: \(byte\[\]\)".*"; line: \d+, column: \d+\]$/s)
    expect(`${error.lastToken.line}:${error.lastToken.column}`).toBe(lastToken)
  })

  it.each([
    ['{"a":1', '[1:7]', ': expected close marker for Object (start marker at [Source: (byte[])"{"a":1"; line: 1, column: 1])'],
    ['{"a":', '[1:6]', ' within/between Object entries'],
    ['{"a"', '[1:5]', ' within/between Object entries'],
    ['{"a', '[1:4]', ' in field name'],
    ['{"a":"x', '[1:8]', ' in VALUE_STRING'],
    ['{"a":-', '[1:7]', ' in FIELD_NAME'],
    ['{"a":"\\', '[1:8]', ' in character escape sequence'],
    ['[', '[1:2]', ': expected close marker for Array (start marker at [Source: (byte[])"["; line: 1, column: 1])'],
  ])('says where %j ends too soon', (text, place, why) => {
    const error = refusal(text)
    expect(error.type).toBe('x_content_e_o_f_exception')
    expect(error.reason).toBe(`${place} Unexpected end of file`)
    expect(error.details.causedBy?.type).toBe('json_e_o_f_exception')
    expect(error.details.causedBy?.reason.startsWith(`Unexpected end-of-input${why}\n at [Source:`)).toBe(true)
  })

  it('quotes five hundred bytes of the source and counts the rest', () => {
    expect(refusal(`{"a":"${'x'.repeat(600)}",}`).reason).toContain('xxx"[truncated 109 bytes]; line: 1, column: 609]')
  })

  it.each([
    [[0x22, 0xff, 0x22], 'Invalid UTF-8 start byte 0xff'],
    [[0x22, 0xc3, 0x22], 'Invalid UTF-8 middle byte 0x22'],
    [[0x22, 0xe2, 0x28, 0xa1, 0x22], 'Invalid UTF-8 middle byte 0x28'],
    [[0x22, 0xc0, 0x80, 0x22], 'Invalid UTF-8'],
    [[0x22, 0xed, 0xa0, 0x80, 0x22], 'Invalid UTF-8'],
  ])('refuses the bytes %j', (bytes, reason) => {
    expect(refusal(Uint8Array.from(bytes)).reason).toContain(reason)
  })

  it('refuses a second value, naming it', () => {
    const error = refusal('{"size":1}{"size":2}')
    expect(error.type).toBe('parsing_exception')
    expect(error.reason).toBe('Unexpected token [START_OBJECT] found after the main object.')
    expect(error.details.members).toEqual({ line: 1, col: 11 })
    expect(refusal('{} 5').reason).toContain('[VALUE_NUMBER]')
    expect(refusal('{} "x"').reason).toContain('[VALUE_STRING]')
  })

  it('refuses white space alone', () => {
    expect(refusal(' \n ').reason).toBe('Expected [START_OBJECT] but found [null]')
  })

  it('skips comments where asked to', () => {
    const skip = (text: string): unknown => toPlain(parseJson(Buffer.from(text), { comments: true }))
    expect(skip('{/* c */"size"://x\n0}//')).toEqual({ size: 0 })
    expect(() => skip('{/*')).toThrow('Unexpected end of file')
    expect(() => skip('{/x')).toThrow("was expecting either '*' or '/' for a comment")
  })

  it('names strings as the source of JSON within JSON', () => {
    expect(() => parseJsonText('not json')).toThrow(
      "[1:4] Unrecognized token 'not': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')\n at [Source: (String)\"not json\"; line: 1, column: 4]",
    )
  })

  it('agrees with JSON.parse on plain JSON', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(toPlain(parse(text))).toEqual(withoutPrototypes(JSON.parse(text)))
      }),
    )
  })

  it('is written back byte for byte', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const bytes = writeJson(parse(text))
        expect(writeJson(parseJson(bytes)).equals(bytes)).toBe(true)
      }),
    )
  })

  it('keeps the text of any number', () => {
    const digits = fc.stringMatching(/^-?(0|[1-9]\d{0,20})(\.\d{1,20})?([eE][+-]?\d{1,3})?$/)
    fc.assert(
      fc.property(digits, (text) => writeJson(parse(text)).toString() === text),
      { numRuns: 2000 },
    )
  })

  it('accepts exactly what JSON.parse accepts, bar duplicate keys and depth', () => {
    const piece = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ':',
      ',',
      '"a"',
      '"b"',
      '1',
      '-',
      '.',
      'e',
      '0',
      'true',
      'nul',
      ' ',
      '\n',
      '"',
      '\\',
      'u',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join('')
        expect(isAccepted(() => parse(text))).toBe(isAccepted(() => JSON.parse(text)))
      }),
      { numRuns: 5000 },
    )
  })

  it('answers any bytes with a value or a refusal', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        isAccepted(() => parseJson(bytes))
      }),
      { numRuns: 3000 },
    )
  })
})

/** Anything else than a refusal is a defect. */
function isAccepted(act: () => unknown): boolean {
  try {
    act()
    return true
  } catch (error) {
    if (error instanceof ElasticError) return error.reason.includes('Duplicate field')
    if (error instanceof SyntaxError) return false
    throw error
  }
}

function withoutPrototypes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutPrototypes)
  if (typeof value !== 'object' || value === null) return Object.is(value, -0) ? 0 : value
  return Object.assign(
    Object.create(null),
    Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withoutPrototypes(member)])),
  )
}
