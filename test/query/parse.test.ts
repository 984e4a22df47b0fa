import { describe, expect, it } from 'vitest'
import { errorMembers } from '../../src/core/error-output.ts'
import { ElasticError } from '../../src/core/errors.ts'
import { parseJson } from '../../src/core/json/parse.ts'
import type { JsonObject } from '../../src/core/json/value.ts'
import { writeJsonText } from '../../src/core/json/write.ts'
import type { QueryNode } from '../../src/query/node.ts'
import { parseQuery } from '../../src/query/parse.ts'
import { childrenOf, fieldsOf, lookupsOf, nodesOf } from '../../src/query/walk.ts'

const parse = (body: string, limits?: { depth: number; clauses: number }): QueryNode =>
  parseQuery(parseJson(Buffer.from(body), { positions: 'all' }) as JsonObject, 'query', limits)

function failureOf(body: string, limits?: { depth: number; clauses: number }): Record<string, unknown> {
  try {
    parse(body, limits)
  } catch (error) {
    if (error instanceof ElasticError) return JSON.parse(writeJsonText(errorMembers(error)))
    throw error
  }
  throw new Error('was taken')
}

const at = (line: number, col: number) => ({ line, col })

describe('query parsing', () => {
  const refused: readonly [string, string, Record<string, unknown>][] = [
    [
      'an unknown query, with what may have been meant',
      '{"query":{"mach":{"body":"x"}}}',
      {
        type: 'parsing_exception',
        reason: 'unknown query [mach] did you mean [match]?',
        ...at(1, 18),
        caused_by: { type: 'named_object_not_found_exception', reason: '[1:18] unknown field [mach]' },
      },
    ],
    [
      'two fields of a match',
      '{"query":{"match":{"title":"x","body":"y"}}}',
      {
        type: 'parsing_exception',
        reason: "[match] query doesn't support multiple fields, found [title] and [body]",
        ...at(1, 39),
      },
    ],
    [
      'an unknown option',
      '{"query":{"match":{"body":{"query":"x","foo":1}}}}',
      { type: 'parsing_exception', reason: '[match] query does not support [foo]', ...at(1, 46) },
    ],
    [
      'a match without text',
      '{"query":{"match":{"body":{"operator":"and"}}}}',
      { type: 'parsing_exception', reason: 'No text specified for text query', ...at(1, 45) },
    ],
    [
      'an empty match',
      '{"query":{"match":{}}}',
      { type: 'parsing_exception', reason: 'No text specified for text query', ...at(1, 20) },
    ],
    [
      'an unknown type of multi_match',
      '{"query":{"multi_match":{"query":"fox","type":"foo"}}}',
      { type: 'parse_exception', reason: 'failed to parse [multi_match] query type [foo]. unknown type.' },
    ],
    [
      'an unknown clause of bool',
      '{"query":{"bool":{"mustt":[]}}}',
      {
        type: 'x_content_parse_exception',
        reason: '[1:19] [bool] unknown field [mustt] did you mean any of [must, mustNot, must_not]?',
      },
    ],
    [
      'a second query',
      '{"query":{"match_all":{},"match_none":{}}}',
      {
        type: 'parsing_exception',
        reason: '[match_all] malformed query, expected [END_OBJECT] but found [FIELD_NAME]',
        ...at(1, 26),
      },
    ],
    [
      'no query at all',
      '{"query":{}}',
      { type: 'illegal_argument_exception', reason: 'query malformed, empty clause found at [1:11]' },
    ],
    [
      'a term of several values',
      '{"query":{"term":{"tags":["a","b"]}}}',
      { type: 'parsing_exception', reason: '[term] query does not support array of values', ...at(1, 26) },
    ],
    [
      'terms that are no list',
      '{"query":{"terms":{"tags":"fox"}}}',
      { type: 'parsing_exception', reason: '[terms] query does not support [tags]', ...at(1, 27) },
    ],
    [
      'old bounds of a range',
      '{"query":{"range":{"n":{"from":1,"to":3,"include_upper":false}}}}',
      { type: 'parsing_exception', reason: '[range] query does not support [from]', ...at(1, 32) },
    ],
    [
      'two fields of a range',
      '{"query":{"range":{"n":{"gte":1},"d":{"gte":1}}}}',
      {
        type: 'parsing_exception',
        reason: "[range] query doesn't support multiple fields, found [n] and [d]",
        ...at(1, 38),
      },
    ],
    [
      'a zone that is none',
      '{"query":{"range":{"when":{"gte":"2024","time_zone":"Mars"}}}}',
      {
        type: 'illegal_argument_exception',
        reason: 'java.time.zone.ZoneRulesException: Unknown time-zone ID: Mars',
        caused_by: { type: 'zone_rules_exception', reason: 'Unknown time-zone ID: Mars' },
      },
    ],
    [
      'a negative boost',
      '{"query":{"match":{"body":{"query":"lazy","boost":-1}}}}',
      {
        type: 'illegal_argument_exception',
        reason:
          'negative [boost] are not allowed in [{\n  "match" : {\n    "body" : {\n      "query" : "lazy"\n    }\n  }\n}], use a value between 0 and 1 to deboost',
      },
    ],
    [
      'a list where a text should be',
      '{"query":{"match":{"body":{"query":["a"]}}}}',
      { type: 'parsing_exception', reason: '[match] unknown token [START_ARRAY] after [query]', ...at(1, 36) },
    ],
    [
      'a query that is no object',
      '{"query":{"match":"x"}}',
      { type: 'parsing_exception', reason: '[match] query malformed, no start_object after query name', ...at(1, 19) },
    ],
    [
      'an unknown query inside bool, wrapped',
      '{"query":{"bool":{"must":[{"nope":{}}]}}}',
      {
        type: 'x_content_parse_exception',
        reason: '[1:35] [bool] failed to parse field [must]',
        caused_by: {
          type: 'parsing_exception',
          reason: 'unknown query [nope]',
          ...at(1, 35),
          caused_by: { type: 'named_object_not_found_exception', reason: '[1:35] unknown field [nope]' },
        },
      },
    ],
    [
      'fuzziness',
      '{"query":{"match":{"a":{"query":"x","fuzziness":1}}}}',
      { reason: '[match] query does not support [fuzziness]' },
    ],
    [
      'relation',
      '{"query":{"range":{"a":{"gte":1,"relation":"within"}}}}',
      { reason: '[range] query does not support [relation]' },
    ],
    ['names of JavaScript objects as queries', '{"query":{"constructor":{}}}', { reason: 'unknown query [constructor]' }],
    [
      'names of JavaScript objects as options',
      '{"query":{"exists":{"__proto__":"x"}}}',
      { reason: '[exists] query does not support [__proto__]' },
    ],
  ]

  it.each(refused)('refuses %s', (_, body, expected) => {
    expect(failureOf(body)).toMatchObject(expected)
  })

  it('reads terms lookups, and tells the index they name', () => {
    const node = parse('{"query":{"terms":{"f":{"index":"i","id":"1","path":"p"}}}}')
    expect(node).toMatchObject({ kind: 'terms', values: [], lookup: { index: 'i', id: '1', path: 'p' } })
    expect(lookupsOf(node)).toMatchObject([{ index: 'i', id: '1', path: 'p' }])
    expect(failureOf('{"query":{"terms":{"f":{"index":"i"}}}}')).toMatchObject({ reason: 'Required [id, path]' })
  })

  it('refuses what is nested too deeply', () => {
    const nested = (depth: number): string => (depth === 0 ? '{"match_all":{}}' : `{"bool":{"must":${nested(depth - 1)}}}`)
    expect(parse(`{"query":${nested(29)}}`).kind).toBe('bool')
    const failure = failureOf(`{"query":${nested(30)}}`)
    expect(JSON.stringify(failure)).toContain(
      'exceeds the maximum nested depth for queries set in [indices.query.bool.max_nested_depth]',
    )
  })

  it('refuses more clauses than may be', () => {
    const clauses = Array.from({ length: 9 }, () => '{"match_all":{}}').join(',')
    const body = `{"query":{"bool":{"should":[${clauses}]}}}`
    expect(parse(body, { depth: 30, clauses: 10 }).kind).toBe('bool')
    expect(JSON.stringify(failureOf(body, { depth: 30, clauses: 9 }))).toContain('too_many_nested_clauses')
  })
})

describe('the tree', () => {
  const tree = parse(
    '{"query":{"bool":{"must":{"match":{"a":"x"}},"filter":[{"constant_score":{"filter":{"term":{"b":1}}}}],"should":{"multi_match":{"query":"q","fields":["c*","d^2"]}},"must_not":{"ids":{"values":[1]}}}}}',
  )

  it('answers for every node what is inside and which fields it reads', () => {
    expect([...nodesOf(tree)].map((node) => node.kind)).toEqual(['bool', 'match', 'constant_score', 'term', 'multi_match', 'ids'])
    expect(childrenOf(tree)).toHaveLength(4)
    expect([...fieldsOf(tree)]).toEqual(['a', 'b', 'c*', 'd', '_id'])
    expect(lookupsOf(tree)).toEqual([])
  })

  it('keeps exact numbers', () => {
    expect(parse('{"query":{"range":{"l":{"gte":9007199254740993}}}}')).toMatchObject({
      lower: { value: { text: '9007199254740993' }, inclusive: true },
    })
  })

  it('takes the later of two bounds', () => {
    expect(parse('{"query":{"range":{"l":{"gte":1,"gt":2}}}}')).toMatchObject({ lower: { value: 2, inclusive: false } })
  })
})
