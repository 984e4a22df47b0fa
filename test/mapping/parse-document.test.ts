/** Documents through a mapping: the values of each type, dynamic fields, errors with their places. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ElasticError } from '../../src/core/errors.ts'
import { errorOf, mappingOf, printed, properties, read, reasonOf, valuesOf } from './support.ts'

const ALL = properties({
  l: { type: 'long' },
  u: { type: 'unsigned_long' },
  in: { type: 'integer' },
  by: { type: 'byte' },
  sh: { type: 'short' },
  db: { type: 'double' },
  f: { type: 'float' },
  h: { type: 'half_float' },
  b: { type: 'boolean' },
  d: { type: 'date' },
  i: { type: 'ip' },
  k: { type: 'keyword' },
  t: { type: 'text' },
  o: { properties: { x: { type: 'keyword' } } },
  e: { type: 'object', enabled: false },
})

describe('values', () => {
  it.each([
    ['{"l":9007199254740993}', { l: [9007199254740993n] }],
    ['{"l":[9223372036854775807,-9223372036854775808]}', { l: [9223372036854775807n, -9223372036854775808n] }],
    ['{"l":["12.9","1e3","+5","9223372036854775807.9",""]}', { l: [12, 1000, 5, 9223372036854775807n] }],
    ['{"l":[2.7,1e3,-0.0,1.0,-0]}', { l: [2, 1000, 0, 1, 0] }],
    ['{"u":[18446744073709551615,"18446744073709551615",0]}', { u: [18446744073709551615n, 18446744073709551615n, 0] }],
    ['{"in":[[1,2],[3,null]]}', { in: [1, 2, 3] }],
    ['{"in":["5f",1.5,"0x1p3"]}', { in: [5, 1, 8] }],
    ['{"by":127.9,"sh":32767.5}', { by: [127], sh: [32767] }],
    ['{"f":0.1,"db":[0.1,"1d",99999999999999999999]}', { f: [Math.fround(0.1)], db: [0.1, 1, 1e20] }],
    ['{"h":[65519,0.1,6e-8,-1e-9]}', { h: [65504, 0.0999755859375, 2 ** -24, 0] }],
    ['{"b":["true",false,"",null]}', { b: ['T', 'F', 'F'] }],
    [
      '{"d":["2024",1706933106789,"2024-02-03T04:05:06.789+02:00",1706933106789.9,-1]}',
      { d: [1704067200000, 1706933106789, 1706925906789, 1706933106789, -1] },
    ],
    [
      '{"i":["10.1.2.3","::1","2001:DB8::FF","::ffff:10.1.2.3","fe80::1%eth0"]}',
      {
        i: [
          '00000000000000000000ffff0a010203',
          '00000000000000000000000000000001',
          '20010db80000000000000000000000ff',
          '00000000000000000000ffff0a010203',
          'fe800000000000000000000000000001',
        ],
      },
    ],
    [
      '{"k":[1.0,1e3,-0.0,9007199254740993,true,"\\u0000"],"t":[1.50,false]}',
      { k: ['1.0', '1e3', '-0.0', '9007199254740993', 'true', '\0'], t: ['1.50', 'false'] },
    ],
    ['{"o.x":"a","o":[{"x":"b"},null,[{"x":"c"}]]}', { 'o.x': ['a', 'b', 'c'] }],
    ['{"e":{"a":[1,{"b":2}]},"e.x":5}', {}],
    ['{"o":null,"k":[],"l":null}', {}],
  ])('%s', (text, values) => {
    expect(valuesOf(ALL, text)).toEqual(values)
  })

  it('stand in for null, go to multi-fields, and are copied', () => {
    const mapping = properties({
      k: { type: 'keyword', null_value: 'N', fields: { t: { type: 'text' } } },
      l: { type: 'long', null_value: 9 },
      d: { type: 'date', null_value: '2024' },
      a: { type: 'keyword', copy_to: ['all', 'l'] },
      all: { type: 'text', fields: { raw: { type: 'keyword' } } },
    })
    expect(valuesOf(mapping, '{"k":[null,"a"],"l":null,"d":null,"a":["6",7]}')).toEqual({
      k: ['N', 'a'],
      'k.t': ['a'],
      l: [9, 6, 7],
      d: [1704067200000],
      a: ['6', '7'],
      all: ['6', '7'],
      'all.raw': ['6', '7'],
    })
  })

  it('of a mapping that is not enabled are none', () => {
    expect(valuesOf(mappingOf({ enabled: false, properties: { l: { type: 'long' } } }), '{"l":"x","new":[{}]}')).toEqual({})
  })

  it('too long or malformed are left out and noted, where that is asked for', () => {
    const mapping = properties({
      k: { type: 'keyword', ignore_above: 5 },
      im: { type: 'integer', ignore_malformed: true },
      d: { type: 'date', ignore_malformed: true },
      t: { type: 'text', fields: { k: { type: 'keyword', ignore_above: 1 } } },
    })
    const { document } = read(mapping, '{"k":["short","much too long"],"im":["x",1],"d":{"a":1},"t":"ab"}')
    expect(document.ignored).toEqual(['d', 'im', 'k', 't.k'])
    expect(document.fields.map(({ field, values }) => [field.path, values])).toEqual([
      ['k', ['short']],
      ['im', [1]],
      ['t', ['ab']],
    ])
    expect(reasonOf(() => read(mapping, '{"im":{"a":1}}'))).toMatch(/Preview of field's value: '\{a=1\}'$/)
  })
})

describe('errors', () => {
  const failure = (field: string, type: string, at: string, preview: string, id = '1'): string =>
    `[${at}] failed to parse field [${field}] of type [${type}] in document with id '${id}'. Preview of field's value: '${preview}'`

  it.each([
    [
      '{"by":3000000000}',
      failure('by', 'byte', '1:7', '3000000000'),
      'x_content_parse_exception',
      '[1:17] Numeric value (3000000000) out of range of int (-2147483648 - 2147483647)\n at [Source: (byte[])"{"by":3000000000}"; line: 1, column: 17]',
    ],
    [
      '{"by":1e3}',
      failure('by', 'byte', '1:7', '1000.0'),
      'illegal_argument_exception',
      'Value [1000] is out of range for a byte',
    ],
    [
      '{"sh":1e5}',
      failure('sh', 'short', '1:7', '100000.0'),
      'x_content_parse_exception',
      '[1:10] Numeric value (1e5) out of range of Java short\n at [Source: (byte[])"{"sh":1e5}"; line: 1, column: 10]',
    ],
    [
      '{"l":1e400}',
      failure('l', 'long', '1:6', 'Infinity'),
      'x_content_parse_exception',
      '[1:11] Numeric value (1e400) out of range of long (-9223372036854775808 - 9223372036854775807)\n at [Source: (byte[])"{"l":1e400}"; line: 1, column: 11]',
    ],
    ['{"l":"1.5.5"}', failure('l', 'long', '1:6', '1.5.5'), 'illegal_argument_exception', 'For input string: "1.5.5"'],
    [
      '{"u":-1}',
      failure('u', 'unsigned_long', '1:6', '-1'),
      'illegal_argument_exception',
      'Value [-1] is out of range for unsigned long',
    ],
    [
      '{"f":3.4028236e38}',
      failure('f', 'float', '1:6', 'Infinity'),
      'illegal_argument_exception',
      '[float] supports only finite values, but got [Infinity]',
    ],
    ['{"db":"x"}', failure('db', 'double', '1:7', 'x'), 'number_format_exception', 'For input string: "x"'],
    [
      '{"i":"01.2.3.4"}',
      failure('i', 'ip', '1:6', '01.2.3.4'),
      'illegal_argument_exception',
      "'01.2.3.4' is not an IP string literal.",
    ],
    [
      '{"d":99999999999999999999}',
      failure('d', 'date', '1:6', '99999999999999999999'),
      'illegal_argument_exception',
      'failed to parse date field [99999999999999999999] with format [strict_date_optional_time||epoch_millis]',
    ],
    [
      '{"k":["a",{"a":[1,"x",null,true,1.5]}]}',
      failure('k', 'keyword', '1:37', '{a=[1, x, null, true, 1.5]}'),
      'illegal_argument_exception',
      'Expected text at 1:11 but found START_OBJECT',
    ],
    ['{"k.z":1}', failure('k', 'keyword', '1:8', '{z=1}'), 'illegal_state_exception', "Can't get text on a START_OBJECT at 1:2"],
    [
      '{"b":{"a":1}}',
      failure('b', 'boolean', '1:12', '{a=1}'),
      'x_content_parse_exception',
      '[1:7] Current token (START_OBJECT) not of boolean type\n at [Source: (byte[])"{"b":{"a":1}}"; line: 1, column: 7]',
    ],
    ['{\n "é":"€", "l":"x"}', failure('l', 'long', '2:18', 'x'), 'illegal_argument_exception', 'For input string: "x"'],
  ])('%s', (text, reason, type, cause) => {
    const { status, error } = errorOf(() => read(ALL, text))!
    expect(status).toBe(400)
    expect(error).toMatchObject({ type: 'document_parsing_exception', reason, caused_by: { type, reason: cause } })
  })

  it.each([
    ['{"o":5}', '[1:6] object mapping for [o] tried to parse field [o] as object, but found a concrete value'],
    ['{"o":["a"]}', '[1:7] object mapping for [o] tried to parse field [null] as object, but found a concrete value'],
    ['{"":1}', '[1:2] failed to parse: field name cannot be an empty string'],
    ['{"o":{" ":1}}', '[1:7] Field name cannot contain only whitespace: [o. ]'],
    ['{"a..b":1}', "[1:2] failed to parse: field name cannot contain only whitespace: ['a..b']"],
    ['{"a. .b":1}', '[1:2] failed to parse: field name starting or ending with a [.] makes object resolution ambiguous: [a. .b]'],
    ['{"..":1}', '[1:2] failed to parse: field name cannot contain only dots'],
    ['{"_seq_no":1}', failure('_seq_no', '_seq_no', '1:12', '1')],
    ['{"m":[1,"a"]}', failure('m', 'long', '1:9', 'a')],
    ['{"q":1,"q.r":2}', failure('q', 'long', '1:14', '{r=2}')],
    [
      '{"a":1,"a":2}',
      '[1:6] failed to parse: [1:11] Duplicate field \'a\'\n at [Source: (byte[])"{"a":1,"a":2}"; line: 1, column: 11]',
    ],
    ['{"a":1', '[1:6] failed to parse: [1:7] Unexpected end of file'],
    ['{"a":1}{"b":2}', 'Malformed content, found extra data after parsing: START_OBJECT'],
    ['[1]', 'Malformed content, must start with an object'],
  ])('%s', (text, reason) => {
    expect(reasonOf(() => read(ALL, text))).toBe(reason)
  })

  it('name the immense term of a keyword', () => {
    expect(reasonOf(() => read(ALL, `{"k":"${'x'.repeat(32_766)}"}`))).toBeUndefined()
    const { error } = errorOf(() => read(ALL, `{"k":"${'é'.repeat(16_384)}"}`))!
    expect(error).toMatchObject({
      caused_by: { reason: expect.stringContaining(`[${Array(15).fill('-61, -87').join(', ')}]...'`) },
    })
  })

  it('tell what coerce: false does not take', () => {
    const strict = properties({
      l: { type: 'long', coerce: false },
      by: { type: 'byte', coerce: false },
      f: { type: 'float', coerce: false },
    })
    expect(valuesOf(strict, '{"l":[5.0,1e3],"f":5}')).toEqual({ l: [5, 1000], f: [5] })
    const cause = (text: string): unknown =>
      (errorOf(() => read(strict, text))!.error as { caused_by: { reason: string } }).caused_by.reason
    expect(cause('{"l":"5"}')).toBe('Long value passed as String')
    expect(cause('{"by":5.5}')).toBe('5.5 cannot be converted to Integer without data loss')
    expect(cause('{"f":"5"}')).toBe('Float value passed as String')
  })
})

describe('dynamic fields', () => {
  const grown = (text: string, mapping = mappingOf({})): string => printed(read(mapping, text).mapping)
  const STRING = '{"type":"text","fields":{"keyword":{"type":"keyword","ignore_above":256}}}'

  it.each([
    [
      '{"s":"text","i":1,"f":1.5,"one":1.0,"b":true,"e":[],"n":null,"en":[[null]]}',
      `{"properties":{"b":{"type":"boolean"},"f":{"type":"float"},"i":{"type":"long"},"one":{"type":"float"},"s":${STRING}}}`,
    ],
    [
      '{"d":"2024-01-02","y":"2024","t":"12:00","s":"2024/01/02"}',
      `{"properties":{"d":{"type":"date"},"s":{"type":"date","format":"yyyy/MM/dd HH:mm:ss||yyyy/MM/dd||epoch_millis","locale":""},"t":${STRING},"y":${STRING}}}`,
    ],
    [
      '{"a.b":1,"a":{"c":{}},"x.":2}',
      '{"properties":{"a":{"properties":{"b":{"type":"long"},"c":{"type":"object"}}},"x":{"type":"long"}}}',
    ],
    [
      '{"__proto__":{"constructor":1},"0":"2024-01-01"}',
      '{"properties":{"0":{"type":"date"},"__proto__":{"properties":{"constructor":{"type":"long"}}}}}',
    ],
    ['{"m":[{"a":1},{"b":"c"},null]}', `{"properties":{"m":{"properties":{"a":{"type":"long"},"b":${STRING}}}}}`],
  ])('%s', (text, mapping) => {
    expect(grown(text)).toBe(mapping)
  })

  it('are detected as the mapping says', () => {
    const detect = mappingOf({ numeric_detection: true, dynamic_date_formats: ['MM/dd/yyyy'] })
    expect(grown('{"n":"12","f":"1.5","d":"12/31/2023","iso":"2024-01-01"}', detect)).toContain(
      `"properties":{"d":{"type":"date","format":"MM/dd/yyyy"},"f":{"type":"float"},"iso":${STRING},"n":{"type":"long"}}`,
    )
    expect(grown('{"d":"2024-01-01"}', mappingOf({ date_detection: false }))).toContain(STRING)
  })

  it('come with their values, and leave a settled mapping as it is', () => {
    const { document, mapping } = read(mappingOf({}), '{"s":"x","n":9007199254740993}')
    expect(document.fields.map(({ field, values }) => [field.path, values])).toEqual([
      ['s', ['x']],
      ['s.keyword', ['x']],
      ['n', [9007199254740993n]],
    ])
    expect(read(mapping, '{"n":1,"s":"y"}').mapping).toBe(mapping)
  })

  it('are let alone or refused where an object says so', () => {
    const mapping = mappingOf({
      dynamic: false,
      properties: { o: { dynamic: true, properties: {} }, s: { dynamic: 'strict', properties: {} } },
    })
    expect(grown('{"b":{"c":1},"o":{"y":1},"p.q":1}', mapping)).toBe(
      '{"dynamic":"false","properties":{"o":{"dynamic":"true","properties":{"y":{"type":"long"}}},"s":{"type":"object","dynamic":"strict"}}}',
    )
    const strict = mappingOf({ dynamic: 'strict', properties: { o: { properties: {} } } })
    expect(reasonOf(() => read(strict, '{"a":null}'))).toBe(
      '[1:6] mapping set to strict, dynamic introduction of [a] within [_doc] is not allowed',
    )
    expect(reasonOf(() => read(strict, '{"o.y":1}'))).toBe(
      '[1:8] mapping set to strict, dynamic introduction of [y] within [o] is not allowed',
    )
    expect(reasonOf(() => read(strict, '{"p.q":1}'))).toBe(
      '[1:2] mapping set to strict, dynamic introduction of [p] within [_doc] is not allowed',
    )
    expect(errorOf(() => read(strict, '{"a":1}'))?.error).toMatchObject({ type: 'strict_dynamic_mapping_exception' })
  })

  it('stay within the limits, and name the value that goes too far', () => {
    const few = mappingOf({ properties: { a: { type: 'keyword' } } }, { 'index.mapping.total_fields.limit': '4' })
    expect(reasonOf(() => read(few, '{"x":1,"y":1,"z":1,"w":1}'))).toBe(
      '[1:24] failed to parse: Limit of total fields [4] has been exceeded while adding new fields [4]',
    )
    expect(reasonOf(() => read(few, '{"s":"x","n":1,"m":1}'))).toMatch(/adding new fields \[4\]$/)
    const flat = mappingOf({}, { 'index.mapping.depth.limit': '3' })
    expect(reasonOf(() => read(flat, '{"a.b.c.d":1}'))).toBe(
      '[1:2] failed to parse: Limit of mapping depth [3] has been exceeded due to object field [a.b.c]',
    )
  })

  it('are copied to where a field says', () => {
    const mapping = properties({ a: { type: 'keyword', copy_to: ['new.x'] } })
    const { document, mapping: grownMapping } = read(mapping, '{"a":"5"}')
    expect(document.fields.map(({ field }) => field.path)).toEqual(['a', 'new.x', 'new.x.keyword'])
    expect(printed(grownMapping)).toContain('"new":{"properties":{"x":')
  })
})

describe('any document', () => {
  const value = fc.jsonValue({ maxDepth: 4 })
  const named = fc.dictionary(
    fc.constantFrom('l', 'o', 'k', 'd', 'e', 'o.x', 'k.z', 'new', 'new.a', '', '.', 'a..b', '_id', '__proto__', 'é'),
    value,
  )

  it('is read, or refused with an error of the catalogue', () => {
    fc.assert(
      fc.property(fc.oneof(named, fc.object()), (document) => {
        try {
          const text = JSON.stringify(document)
          const { mapping } = read(ALL, text)
          expect(read(mapping, text).mapping).toBe(mapping)
        } catch (error) {
          expect(error).toBeInstanceOf(ElasticError)
          expect((error as ElasticError).status).toBe(400)
        }
      }),
      { numRuns: 500 },
    )
  })

  it('that is garbage is refused with an error of the catalogue', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        try {
          ALL.parseDocument({ id: '1', routing: undefined, source: Buffer.from(bytes) })
        } catch (error) {
          expect(error).toBeInstanceOf(ElasticError)
        }
      }),
    )
  })
})
