import { describe, expect, it } from 'vitest'
import { type JsonOutput, RawJson } from '../../src/core/json/output.ts'
import { writeJsonText } from '../../src/core/json/write.ts'
import { applyFilterPath, parseFilterPath } from '../../src/http/filter-path.ts'

const SOURCE = '{"a":1,"b":{"c":[{"d":1,"e":2},{"d":3}]},"x.y":5,"f":1.0}'
const BODY: JsonOutput = {
  took: 3,
  hits: { total: { value: 1 }, hits: [{ _id: '1', _source: new RawJson(Buffer.from(SOURCE)) }] },
}

const filtered = (paths: string, body: JsonOutput = BODY): string => {
  const filter = parseFilterPath(paths)
  return writeJsonText(filter ? applyFilterPath(body, filter) : body)
}
const WHOLE = writeJsonText(BODY)

describe('filter_path', () => {
  // Answers of a real server to the same paths.
  it.each([
    ['hits.hits._source', `{"hits":{"hits":[{"_source":${SOURCE}}]}}`],
    ['hits.hits._source.b', '{"hits":{"hits":[{"_source":{"b":{"c":[{"d":1,"e":2},{"d":3}]}}}]}}'],
    ['hits.hits._source.b.c.d', '{"hits":{"hits":[{"_source":{"b":{"c":[{"d":1},{"d":3}]}}}]}}'],
    ['hits.hits._source.b.*.d', '{"hits":{"hits":[{"_source":{"b":{"c":[{"d":1},{"d":3}]}}}]}}'],
    ['**.d', '{"hits":{"hits":[{"_source":{"b":{"c":[{"d":1},{"d":3}]}}}]}}'],
    ['**.e,-**.x', '{"hits":{"hits":[{"_source":{"b":{"c":[{"e":2}]}}}]}}'],
    ['**.b.c.e', '{"hits":{"hits":[{"_source":{"b":{"c":[{"e":2}]}}}]}}'],
    ['hits.hits._source.x.y', '{}'],
    ['hits.hits._source.x\\.y', '{"hits":{"hits":[{"_source":{"x.y":5}}]}}'],
    ['hits.hits._source.f', '{"hits":{"hits":[{"_source":{"f":1.0}}]}}'],
    ['*', WHOLE],
    ['**', WHOLE],
    ['', WHOLE],
    ['-', WHOLE],
    ['-hits', '{"took":3}'],
    ['nope', '{}'],
    ['hits.*,-hits.hits', '{"hits":{"total":{"value":1}}}'],
    ['hits.hits._sour*', `{"hits":{"hits":[{"_source":${SOURCE}}]}}`],
    ['hits.total.value,-hits.total', '{}'],
    ['hits.', '{}'],
    ['.hits', '{}'],
    ['hits..total', '{}'],
    ['h?ts', '{}'],
    ['took, hits.total', '{"took":3,"hits":{"total":{"value":1}}}'],
    ['*.*', `{"hits":{"total":{"value":1},"hits":[{"_id":"1","_source":${SOURCE}}]}}`],
    ['-*', '{}'],
    ['-hits.hits._source.b.c', '{"took":3,"hits":{"total":{"value":1},"hits":[{"_id":"1","_source":{"a":1,"x.y":5,"f":1.0}}]}}'],
    [
      '-**.d',
      '{"took":3,"hits":{"total":{"value":1},"hits":[{"_id":"1","_source":{"a":1,"b":{"c":[{"e":2}]},"x.y":5,"f":1.0}}]}}',
    ],
  ])('%s', (paths, expected) => {
    expect(filtered(paths)).toBe(expected)
  })

  it('keeps an empty list a list', () => {
    expect(filtered('x', [{ a: 1 }])).toBe('[]')
    expect(filtered('*.a', [{ a: { a: 1 } }, { b: 1 }])).toBe('[{"a":{"a":1}}]')
  })

  it('takes names like __proto__ for what they are', () => {
    const body = new Map<string, JsonOutput>([
      ['__proto__', new Map([['x', 1]])],
      ['constructor', 2],
    ])
    expect(filtered('__proto__.x', body)).toBe('{"__proto__":{"x":1}}')
    expect(filtered('-__proto__', body)).toBe('{"constructor":2}')
  })

  it('is not slowed down by many stars', () => {
    let deep: JsonOutput = 1
    for (let level = 0; level < 200; level++) deep = { a: deep }
    const started = performance.now()
    filtered(`${'**.'.repeat(40)}z,-${'**.a.'.repeat(40)}z`, deep)
    filtered(`${'a*'.repeat(30)}b`, { ['a'.repeat(5000)]: 1 })
    expect(performance.now() - started).toBeLessThan(1000)
  })
})
