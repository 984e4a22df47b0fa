import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { filterSource } from '../../../src/core/json/source-filter.ts'

const SOURCE =
  '{"a":{"b":1,"c":{"d":2,"e":3}},"arr":[{"x":1,"y":2},{"y":3},5,[{"x":9}]],"dot.ted":1,"dot":{"ted":2,"other":3},"empty":{},"emptyarr":[],"n":null,"bc":7, "num":1.10}'
const filter = (includes: string[], excludes: string[], source = SOURCE): string =>
  Buffer.from(filterSource(Buffer.from(source), includes, excludes).bytes).toString()

describe('filterSource', () => {
  // Answers of a real node to the document above.
  it.each([
    [['a.b'], [], '{"a":{"b":1}}'],
    [['a'], [], '{"a":{"b":1,"c":{"d":2,"e":3}}}'],
    [['a.*'], [], '{"a":{"b":1,"c":{"d":2,"e":3}}}'],
    [['*.d'], [], '{}'],
    [['a.zzz'], [], '{}'],
    [['arr.x'], [], '{"arr":[{"x":1},[{"x":9}]]}'],
    [['arr'], [], '{"arr":[{"x":1,"y":2},{"y":3},5,[{"x":9}]]}'],
    [['dot.ted'], [], '{"dot.ted":1,"dot":{"ted":2}}'],
    [['empty', 'emptyarr', 'n'], [], '{"empty":{},"emptyarr":[],"n":null}'],
    [['e*'], [], '{"empty":{},"emptyarr":[]}'],
    [['a'], ['a.c'], '{"a":{"b":1}}'],
    [['arr'], ['arr.x'], '{"arr":[{"y":2},{"y":3},5]}'],
    [['a', 'arr'], ['*.x', 'a.c.d'], '{"a":{"b":1,"c":{"e":3}},"arr":[{"y":2},{"y":3},5]}'],
    [[], ['*'], '{}'],
  ])('includes %j, excludes %j', (includes, excludes, expected) => {
    expect(filter(includes, excludes)).toBe(expected)
  })

  it.each([
    [['a.b'], '"a":{"c":{"d":2,"e":3}}'],
    [['a.c.*'], '"a":{"b":1,"c":{}}'],
    [['a.*'], '"a":{}'],
    [['a.c.d', 'a.c.e'], '"a":{"b":1}'],
    [['*.d'], '"a":{"b":1,"c":{"e":3}}'],
    [['arr.x'], '"arr":[{"y":2},{"y":3},5],'],
    [['arr.*'], '"arr":[5],'],
    [['dot.ted'], ',"dot":{"other":3},'],
  ])('excludes %j alone', (excludes, expected) => {
    const kept = filter([], excludes)
    expect(kept).toContain(expected)
    expect(kept).toContain('"empty":{},"emptyarr":[],"n":null,"bc":7,"num":1.10}')
  })

  it('keeps the bytes of what it keeps', () => {
    const source = '{ "big" : 9007199254740993 , "e\\u0061" : [ 1.10 , -0 ] , "__proto__" : {"x" : 1e400} }'
    expect(filter([], ['nothing'], source)).toBe('{"big":9007199254740993,"e\\u0061":[ 1.10 , -0 ],"__proto__":{"x" : 1e400}}')
    expect(filter(['ea'], [], source)).toBe('{"e\\u0061":[ 1.10 , -0 ]}')
    expect(filter([], ['__proto__.x'], source)).toBe('{"big":9007199254740993,"e\\u0061":[ 1.10 , -0 ]}')
  })

  it('answers the source itself without patterns', () => {
    expect(filter([], [], ' {"a" : 1} ')).toBe(' {"a" : 1} ')
  })

  it('takes ** for any depth, and names beyond the basic plane', () => {
    expect(filter(['**.d'], [])).toBe('{"a":{"c":{"d":2}}}')
    expect(filter(['😀.x'], [], '{"😀":{"x":1,"y":2},"z":3}')).toBe('{"😀":{"x":1}}')
  })

  it('is linear in the worst of patterns', () => {
    const name = 'a'.repeat(5000)
    const started = performance.now()
    filter([`${'*a'.repeat(50)}b`], [], `{"${name}":1}`)
    expect(performance.now() - started).toBeLessThan(2000)
  })

  it('gives valid JSON whose members are members of the source', () => {
    const patterns = fc.array(fc.stringMatching(/^[ab*.]{1,4}$/), { maxLength: 3 })
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom('a', 'b', 'ab', 'a.b'), fc.jsonValue()),
        patterns,
        patterns,
        (value, includes, excludes) => {
          const source = JSON.stringify(value)
          const kept = JSON.parse(filter(includes, excludes, source)) as Record<string, unknown>
          for (const name of Object.keys(kept)) expect(Object.keys(value)).toContain(name)
        },
      ),
    )
  })
})
