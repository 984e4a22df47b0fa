/** Mappings: what they take and refuse, how they print and merge. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Mapping } from '../../src/mapping/mapping.ts'
import { errorOf, mappingOf, object, printed, properties, reasonOf } from './support.ts'

const field = (declaration: unknown): Mapping => properties({ a: declaration })
const shown = (mapping: Mapping): string => JSON.stringify(JSON.parse(printed(mapping)).properties.a)

describe('printing', () => {
  it.each([
    [{ type: 'text' }, '{"type":"text"}'],
    [{ type: 'text', index: 'true', analyzer: 'default', norms: true }, '{"type":"text"}'],
    [{ type: 'text', search_analyzer: 'simple' }, '{"type":"text","analyzer":"default","search_analyzer":"simple"}'],
    [{ type: 'text', similarity: 'BM25' }, '{"type":"text","similarity":"BM25"}'],
    [
      { type: 'text', fields: { raw: { type: 'keyword' }, en: { type: 'text', analyzer: 'english' } } },
      '{"type":"text","fields":{"en":{"type":"text","analyzer":"english"},"raw":{"type":"keyword"}}}',
    ],
    [{ type: 'text', copy_to: 'b' }, '{"type":"text","copy_to":["b"]}'],
    [{ meta: { b: '2', a: '1' }, type: 'text' }, '{"type":"text","meta":{"a":"1","b":"2"}}'],
    [{ type: 'keyword', ignore_above: '5', null_value: 7 }, '{"type":"keyword","null_value":"7","ignore_above":5}'],
    [
      { type: 'integer', coerce: true, ignore_malformed: false, null_value: '7' },
      '{"type":"integer","ignore_malformed":false,"coerce":true,"null_value":7}',
    ],
    [{ type: 'date', format: 'strict_date_optional_time||epoch_millis', locale: 'en' }, '{"type":"date"}'],
    [{ type: 'boolean', null_value: 'true', meta: { a: 'b' } }, '{"type":"boolean","meta":{"a":"b"},"null_value":true}'],
    [{ type: 'object', dynamic: 'STRICT' }, '{"type":"object","dynamic":"strict"}'],
    [{ enabled: false }, '{"type":"object","enabled":false}'],
    [{ properties: { c: { type: 'long' }, b: { type: 'ip' } } }, '{"properties":{"b":{"type":"ip"},"c":{"type":"long"}}}'],
  ])('%j', (declaration, text) => {
    expect(shown(field(declaration))).toBe(text)
  })

  it('puts the members of the root in order', () => {
    const mapping = mappingOf({
      date_detection: true,
      numeric_detection: false,
      _meta: { x: 1 },
      _routing: { required: true },
      dynamic: 'strict',
      _source: { enabled: true },
      dynamic_date_formats: 'yyyy',
      properties: {},
    })
    expect(printed(mapping)).toBe(
      '{"dynamic":"strict","_meta":{"x":1},"_routing":{"required":true},"dynamic_date_formats":["yyyy"],"date_detection":true,"numeric_detection":false}',
    )
    expect(mapping.routingRequired).toBe(true)
  })

  it('keeps the exact numbers of null values and _meta', () => {
    const mapping = mappingOf('{"_meta":{"n":1.10},"properties":{"a":{"type":"long","null_value":9007199254740993}}}')
    expect(printed(mapping)).toBe('{"_meta":{"n":1.10},"properties":{"a":{"type":"long","null_value":9007199254740993}}}')
  })

  it('takes names of object members as names', () => {
    const names = ['__proto__', 'constructor', 'toString', '0', '-1', 'hasOwnProperty']
    const mapping = mappingOf(`{"properties":{${names.map((name) => `"${name}":{"type":"long"}`).join(',')}}}`)
    for (const name of names) expect(mapping.field(name)?.type).toBe('long')
    expect(mapping.field('valueOf')).toBeUndefined()
    expect(printed(mappingOf(printed(mapping)))).toBe(printed(mapping))
  })
})

describe('refusals', () => {
  const wrapped = (reason: string): string => `Failed to parse mapping: ${reason}`

  it.each([
    [
      { type: 'strng' },
      wrapped(
        'The mapper type [strng] declared on field [a] does not exist. It might have been created within a future version or requires a plugin to be installed. Check the documentation.',
      ),
    ],
    [{ index: true }, wrapped('No type specified for field [a]')],
    [{ dynamic: false }, wrapped('No type specified for field [a]')],
    [{ type: 'keyword', anlyzer: 'x' }, wrapped('unknown parameter [anlyzer] on mapper [a] of type [keyword]')],
    [{ type: 'keyword', __proto__x: 'x' }, wrapped('unknown parameter [__proto__x] on mapper [a] of type [keyword]')],
    [{ type: 'text', analyzer: 'nope' }, wrapped('analyzer [nope] has not been configured in mappings')],
    [{ type: 'text', analyzer: 'constructor' }, wrapped('analyzer [constructor] has not been configured in mappings')],
    [{ type: 'text', index: null }, wrapped('[index] on mapper [a] of type [text] must not have a [null] value')],
    [{ type: 'integer', null_value: 'x' }, wrapped('For input string: "x"')],
    [{ type: 'integer', null_value: 7.5 }, wrapped('Value [7.5] has a decimal part')],
    [{ type: 'ip', null_value: 'x' }, wrapped("Error parsing [null_value] on field [a]: 'x' is not an IP string literal.")],
    [
      { type: 'date', null_value: 'x' },
      wrapped(
        'Error parsing [null_value] on field [a]: failed to parse date field [x] with format [strict_date_optional_time||epoch_millis]',
      ),
    ],
    [{ type: 'keyword', ignore_above: -1 }, wrapped('[ignore_above] must be positive, got [-1]')],
    [{ type: 'keyword', script: 'x' }, wrapped('script_lang not supported [painless]')],
    [{ type: 'text', fields: { b: { type: 'nested' } } }, wrapped('Type [nested] cannot be used in multi field')],
    [
      { type: 'text', fields: { 'b.c': { type: 'keyword' } } },
      wrapped("Field name [b.c] which is a multi field of [a] cannot contain '.'"),
    ],
    [{ type: 'object', foo: 1 }, wrapped('Mapping definition for [a] has unsupported parameters:  [foo : 1]')],
    // not offered: refused, never ignored
    [
      { type: 'text', index_options: 'docs' },
      wrapped('Unknown value [docs] for field [index_options] - accepted values are [positions, offsets]'),
    ],
    [{ type: 'text', fielddata: true }, wrapped('unknown parameter [fielddata] on mapper [a] of type [text]')],
    [{ type: 'keyword', norms: true }, wrapped('unknown parameter [norms] on mapper [a] of type [keyword]')],
    [{ type: 'keyword', normalizer: 'lowercase' }, wrapped('normalizer [lowercase] not found for field [a]')],
    [
      { type: 'nested' },
      wrapped(
        'The mapper type [nested] declared on field [a] does not exist. It might have been created within a future version or requires a plugin to be installed. Check the documentation.',
      ),
    ],
  ])('%j', (declaration, reason) => {
    expect(reasonOf(() => field(declaration))).toBe(reason)
  })

  it.each([
    [{ foo: {} }, wrapped('Root mapping definition has unsupported parameters:  [foo : {}]')],
    [
      { runtime: { a: { type: 'long' } } },
      wrapped('Root mapping definition has unsupported parameters:  [runtime : {a={type=long}}]'),
    ],
    [{ dynamic: 'runtime' }, wrapped('Could not convert [dynamic.dynamic] to boolean')],
    [
      { dynamic_templates: [{ a: {} }] },
      wrapped('Root mapping definition has unsupported parameters:  [dynamic_templates : [{a={}}]]'),
    ],
    [{ _source: { enabled: false } }, wrapped('[_source] cannot be disabled: parameter [enabled] can only be [true]')],
    [{ _source: { excludes: ['a'] } }, wrapped('unknown parameter [excludes] on metadata field [_source]')],
    [{ properties: { 'a..b': { type: 'long' } } }, wrapped('field name cannot be an empty string')],
    [{ properties: { _id: { type: 'keyword' } } }, 'Field [_id] is defined more than once'],
    [
      { properties: { a: { type: 'text', copy_to: 'o' }, o: { type: 'object' } } },
      'Cannot copy to field [o] since it is mapped as an object',
    ],
  ])('%j', (json, reason) => {
    expect(reasonOf(() => mappingOf(json))).toBe(reason)
  })

  it('name the root cause as Elasticsearch does', () => {
    const own = errorOf(() => field({ type: 'nope' })) as { error: { root_cause: { reason: string }[] } }
    expect(own.error.root_cause[0]!.reason).toMatch(/^The mapper type/)
    const foreign = errorOf(() => field({ type: 'integer', null_value: 'x' })) as { error: { root_cause: { reason: string }[] } }
    expect(foreign.error.root_cause[0]!.reason).toBe('Failed to parse mapping: For input string: "x"')
  })

  it('watch the limits, but not of a mapping that was accepted before', () => {
    const json = {
      properties: { a: { properties: { b: { properties: { c: { type: 'text', fields: { k: { type: 'keyword' } } } } } } } },
    }
    expect(reasonOf(() => mappingOf(json, { 'index.mapping.total_fields.limit': '3' }))).toBe(
      'Limit of total fields [3] has been exceeded',
    )
    expect(reasonOf(() => mappingOf(json, { 'index.mapping.depth.limit': '2' }))).toBe(
      'Limit of mapping depth [2] has been exceeded due to object field [a.b]',
    )
    const mapping = mappingOf(json).withSettings(new Map([['index.mapping.total_fields.limit', '3']]))
    expect(mapping.size).toBe(4)
    expect(reasonOf(() => mapping.merge(object('{"properties":{"z":{"type":"long"}}}')))).toBe(
      'Limit of total fields [3] has been exceeded',
    )
  })
})

describe('merging', () => {
  const merge = (before: unknown, after: unknown): string | undefined =>
    reasonOf(() => field(before).merge(object(JSON.stringify({ properties: { a: after } }))))
  const merged = (before: unknown, after: unknown): string =>
    shown(field(before).merge(object(JSON.stringify({ properties: { a: after } }))))

  it.each([
    [{ type: 'long' }, { type: 'keyword' }, 'mapper [a] cannot be changed from type [long] to [keyword]'],
    [{ type: 'long' }, { properties: {} }, "can't merge a non object mapping [a] with an object mapping"],
    [
      { type: 'text' },
      { type: 'text', analyzer: 'english' },
      'Mapper for [a] conflicts with existing mapper:\n\tCannot update parameter [analyzer] from [default] to [english]',
    ],
    [
      { type: 'text', norms: false },
      { type: 'text' },
      'Mapper for [a] conflicts with existing mapper:\n\tCannot update parameter [norms] from [false] to [true]',
    ],
    [
      { type: 'ip' },
      { type: 'ip', index: false, doc_values: false, store: true },
      'Mapper for [a] conflicts with existing mapper:\n\tCannot update parameter [index] from [true] to [false]\n\tCannot update parameter [doc_values] from [Values[enabled=true, cardinality=low, multiValue=true, nullability=true]] to [Values[enabled=false, cardinality=low, multiValue=true, nullability=true]]\n\tCannot update parameter [store] from [false] to [true]',
    ],
    [
      { type: 'integer', null_value: 5 },
      { type: 'integer' },
      'Mapper for [a] conflicts with existing mapper:\n\tCannot update parameter [null_value] from [5] to [null]',
    ],
    [
      { type: 'text', fields: { k: { type: 'keyword' } } },
      { type: 'text', fields: { k: { type: 'text' } } },
      'mapper [a.k] cannot be changed from type [keyword] to [text]',
    ],
    [
      { type: 'object' },
      { type: 'object', enabled: false },
      "the [enabled] parameter can't be updated for the object mapping [a]",
    ],
  ])('%j with %j is refused', (before, after, reason) => {
    expect(merge(before, after)).toBe(reason)
  })

  it.each([
    [{ type: 'text' }, { type: 'text', norms: false }, '{"type":"text","norms":false}'],
    [{ type: 'text', fields: { k: { type: 'keyword' } } }, { type: 'text' }, '{"type":"text","fields":{"k":{"type":"keyword"}}}'],
    [{ type: 'text', search_analyzer: 'simple', copy_to: 'z' }, { type: 'text' }, '{"type":"text"}'],
    [{ type: 'keyword', ignore_above: 5, meta: { a: 'b' } }, { type: 'keyword' }, '{"type":"keyword"}'],
    [
      { type: 'object', dynamic: 'strict' },
      { type: 'object', properties: { b: { type: 'long' } } },
      '{"dynamic":"strict","properties":{"b":{"type":"long"}}}',
    ],
  ])('%j with %j', (before, after, text) => {
    expect(merged(before, after)).toBe(text)
  })

  it('leaves everything as it was where one part conflicts', () => {
    const mapping = properties({ a: { type: 'long' } })
    const before = printed(mapping)
    expect(reasonOf(() => mapping.merge(object('{"properties":{"b":{"type":"long"},"a":{"type":"ip"}}}')))).toBeDefined()
    expect(printed(mapping)).toBe(before)
    expect(mapping.field('b')).toBeUndefined()
  })

  it('changes the root only where it says so', () => {
    const mapping = mappingOf({ dynamic: 'strict', _meta: { a: 1 }, _routing: { required: true } })
    expect(mapping.merge(object('{}'))).toBe(mapping)
    expect(printed(mapping.merge(object('{"dynamic":true,"_meta":{"b":2}}')))).toBe(
      '{"dynamic":"true","_meta":{"b":2},"_routing":{"required":true}}',
    )
    expect(reasonOf(() => mapping.merge(object('{"_routing":{"required":false}}')))).toBe(
      'Mapper for [_routing] conflicts with existing mapper:\n\tCannot update parameter [required] from [true] to [false]',
    )
  })

  const declaration = fc.oneof(
    fc.record(
      {
        type: fc.constantFrom('long', 'integer', 'double', 'half_float'),
        coerce: fc.boolean(),
        ignore_malformed: fc.boolean(),
        store: fc.boolean(),
      },
      { requiredKeys: ['type'] },
    ),
    fc.record(
      { type: fc.constant('keyword'), ignore_above: fc.nat(), null_value: fc.string(), index: fc.boolean() },
      { requiredKeys: ['type'] },
    ),
    fc.record(
      {
        type: fc.constant('text'),
        analyzer: fc.constantFrom('standard', 'simple', 'english'),
        norms: fc.boolean(),
        fields: fc.constant({ k: { type: 'keyword' } }),
      },
      { requiredKeys: ['type'] },
    ),
    fc.record(
      { type: fc.constant('date'), format: fc.constantFrom('yyyy', 'epoch_second'), meta: fc.constant({ unit: 's' }) },
      { requiredKeys: ['type'] },
    ),
    fc.constantFrom({ type: 'ip' }, { type: 'boolean', null_value: true }, { type: 'object', enabled: false }),
  )
  const name = fc.constantFrom('a', 'b', 'c.d', 'c.e.f', '__proto__', 'constructor', 'é€😀')
  const mappings = fc.dictionary(name, declaration, { maxKeys: 5, noNullPrototype: true }).map((fields) => {
    const members = Object.entries(fields).map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`)
    return `{"properties":{${members.join(',')}}}`
  })

  it('with itself, or with what it prints, changes nothing', () => {
    fc.assert(
      fc.property(mappings, (json) => {
        const mapping = mappingOf(json)
        expect(mapping.merge(object(json))).toBe(mapping)
        expect(mapping.merge(mapping.toJson())).toBe(mapping)
        expect(printed(mappingOf(printed(mapping)))).toBe(printed(mapping))
      }),
    )
  })

  it('adds fields in any order to the same mapping', () => {
    fc.assert(
      fc.property(mappings, mappings, (left, right) => {
        const [one, other] = [mappingOf(left), mappingOf(right)]
        const shared = one
          .fields()
          .some(({ path }) => other.fields().some((field) => field.path.startsWith(path) || path.startsWith(field.path)))
        fc.pre(!shared && reasonOf(() => one.merge(object(right))) === undefined)
        expect(printed(one.merge(object(right)))).toBe(printed(other.merge(object(left))))
      }),
    )
  })
})

describe('looking up', () => {
  const mapping = properties({
    o: { properties: { x: { type: 'keyword' }, y: { type: 'text', fields: { raw: { type: 'keyword' } } } } },
    n: { type: 'long' },
  })

  it('finds fields and multi-fields by path, and by pattern', () => {
    expect(mapping.field('o.y.raw')?.type).toBe('keyword')
    expect(mapping.field('o')).toBeUndefined()
    expect(mapping.matchFields('o.*')).toEqual(['o.x', 'o.y', 'o.y.raw'])
    expect(mapping.matchFields('*raw')).toEqual(['o.y.raw'])
    expect(mapping.matchFields('n')).toEqual(['n'])
    expect(mapping.fields().map(({ path }) => path)).toEqual(['o.x', 'o.y', 'o.y.raw', 'n'])
    expect([...mapping.field('n')!.parameters]).toEqual([['type', 'long']])
  })
})
