/** Aggregations on documents that are plain objects; the replies are those of a real Elasticsearch to the same requests. */
import { describe, expect, it } from 'vitest'
import { Bucket, type Ground, openAggregations } from '../../src/aggregations/aggregation.ts'
import { readAggregations } from '../../src/aggregations/parse.ts'
import { type ElasticError, illegalArgument } from '../../src/core/errors.ts'
import { parseJsonText } from '../../src/core/json/parse.ts'
import type { JsonObject } from '../../src/core/json/value.ts'
import { writeJsonText } from '../../src/core/json/write.ts'
import type { QueryNode } from '../../src/query/node.ts'
import { parseQuery } from '../../src/query/parse.ts'

interface Key {
  readonly name: string
  readonly env: string
  readonly tags?: readonly string[]
  readonly made: number
  readonly expires?: number
  readonly ended: boolean
}

const DAY = 86_400_000
const KEYS: readonly Key[] = [
  { name: 'a', env: 'prod', tags: ['q', 'w'], made: 10 * DAY, ended: false },
  { name: 'b', env: 'test', made: 11 * DAY, expires: 20 * DAY, ended: false },
  { name: 'c', env: 'prod', made: 11 * DAY + 5, expires: 50 * DAY, ended: true },
]

const FIELDS: Readonly<
  Record<string, { type: 'keyword' | 'date' | 'boolean'; of(key: Key): readonly (string | number | boolean)[] }>
> = {
  name: { type: 'keyword', of: ({ name }) => [name] },
  env: { type: 'keyword', of: ({ env }) => [env] },
  tags: { type: 'keyword', of: ({ tags = [] }) => tags },
  made: { type: 'date', of: ({ made }) => [made] },
  expires: { type: 'date', of: ({ expires }) => (expires === undefined ? [] : [expires]) },
  ended: { type: 'boolean', of: ({ ended }) => [ended] },
}

/** Only `term` queries of names are taken. */
function matches(query: QueryNode): (key: Key) => boolean {
  if (query.kind === 'match_all') return () => true
  return ({ name }) => query.kind === 'term' && query.value === name
}

const ground = (typed: boolean): Ground<Key> => ({
  typed,
  field(name) {
    const found = FIELDS[name]
    if (!found) throw illegalArgument(`no [${name}]`)
    return { type: found.type, format: 'epoch_millis', values: found.of }
  },
  matches,
  refusal: (name, type, isPipeline) => illegalArgument(`${isPipeline ? 'pipeline ' : ''}${name} ${type}`),
})

function aggregate(aggs: string, typed = false): unknown {
  const value = parseJsonText(aggs, { positions: 'all' }) as JsonObject
  const read = readAggregations((container, key) => parseQuery(container, key))
  const aggregations = read({ kind: 'body', container: new Map([['aggs', value]]), key: 'aggs', value, field: undefined })
  const all = new Bucket(openAggregations(aggregations, ground(typed)))
  for (const key of KEYS) all.collect(key)
  return JSON.parse(writeJsonText(new Map(all.results())))
}

/** The buckets of one, as `key:count`. */
function buckets(agg: string): readonly string[] {
  const { x } = aggregate(`{"x":${agg}}`) as { x: { buckets: Record<string, { key?: unknown; doc_count: number }> } }
  return Object.entries(x.buckets).map(
    ([name, { key = name, doc_count: count }]) =>
      `${typeof key === 'object' ? Object.values(key as object).join('/') : key}:${count}`,
  )
}

describe('aggregations', () => {
  it.each([
    ['{"terms":{"field":"env"}}', ['prod:2', 'test:1']],
    ['{"terms":{"field":"env","order":[{"_count":"asc"},{"_key":"asc"}]}}', ['test:1', 'prod:2']],
    ['{"terms":{"field":"name","order":{"_key":"desc"},"size":2}}', ['c:1', 'b:1']],
    ['{"terms":{"field":"tags","missing":"none","include":["q","none"]}}', ['none:2', 'q:1']],
    ['{"terms":{"field":"env","include":".*","exclude":"te.*"}}', ['prod:2']],
    ['{"terms":{"field":"env","min_doc_count":2}}', ['prod:2']],
    ['{"terms":{"field":"env","order":{"c.value":"asc"}},"aggs":{"c":{"cardinality":{"field":"name"}}}}', ['test:1', 'prod:2']],
    ['{"terms":{"field":"ended"}}', ['0:2', '1:1']],
    ['{"range":{"field":"made","ranges":[{"from":950400000},{"to":950400000}]}}', ['*-950400000:1', '950400000-*:2']],
    ['{"range":{"field":"made","keyed":true,"ranges":{"key":"k","to":5}}}', ['k:0']],
    ['{"date_range":{"field":"made","format":"yyyy-MM-dd","ranges":[{"from":"1970-01-12"}]}}', ['1970-01-12-*:2']],
    ['{"date_range":{"field":"made","ranges":[{"to":"now"},{}]}}', [expect.stringMatching(/^\*-\d+:3$/), '*-*:3']],
    ['{"date_range":{"field":"expires","missing":1000,"ranges":[{"to":5000}]}}', ['*-5000:1']],
    [
      '{"filters":{"filters":{"b":{"term":{"name":"b"}},"a":{"match_all":{}}},"other_bucket_key":"rest"}}',
      ['a:3', 'b:1', 'rest:0'],
    ],
    ['{"filters":{"filters":{"a":{"term":{"name":"a"}}},"keyed":false}}', ['a:1']],
    ['{"filters":{"filters":[{"term":{"name":"a"}}],"other_bucket":true}}', ['0:1', '1:2']],
    [
      '{"composite":{"sources":[{"e":{"terms":{"field":"env","order":"desc"}}},{"n":{"terms":{"field":"name"}}}]}}',
      ['test/b:1', 'prod/a:1', 'prod/c:1'],
    ],
    [
      '{"composite":{"size":1,"after":{"e":"prod","n":"a"},"sources":[{"e":{"terms":{"field":"env"}}},{"n":{"terms":{"field":"name"}}}]}}',
      ['prod/c:1'],
    ],
    [
      '{"composite":{"sources":[{"e":{"terms":{"field":"expires","missing_bucket":true}}}]}}',
      [':1', '1728000000:1', '4320000000:1'],
    ],
    [
      '{"composite":{"sources":[{"e":{"terms":{"field":"expires","missing_bucket":true,"missing_order":"last"}}}]}}',
      ['1728000000:1', '4320000000:1', ':1'],
    ],
    [
      '{"composite":{"sources":[{"d":{"date_histogram":{"field":"made","calendar_interval":"day","format":"yyyy-MM-dd"}}}]}}',
      ['1970-01-11:1', '1970-01-12:2'],
    ],
    ['{"composite":{"sources":[{"d":{"date_histogram":{"field":"made","fixed_interval":"2d"}}}]}}', ['864000000:3']],
    [
      '{"composite":{"sources":[{"d":{"histogram":{"field":"made","interval":172800000}}},{"b":{"terms":{"field":"ended"}}}]}}',
      ['864000000/false:2', '864000000/true:1'],
    ],
    ['{"composite":{"sources":[{"t":{"terms":{"field":"tags"}}},{"n":{"terms":{"field":"name"}}}]}}', ['q/a:1', 'w/a:1']],
  ])('%s', (agg, expected) => expect(buckets(agg)).toEqual(expected))

  it('shows metrics, single buckets and what stands in them, with their types where asked', () => {
    const inner = '{"v":{"value_count":{"field":"tags"}},"c":{"cardinality":{"field":"expires","missing":0}}}'
    const answer = aggregate(
      `{"f":{"filter":{"match_all":{}},"aggs":${inner}},"m":{"meta":{"a":1},"missing":{"field":"expires"}}}`,
      true,
    )
    expect(answer).toEqual({
      'filter#f': { doc_count: 3, 'value_count#v': { value: 2 }, 'cardinality#c': { value: 3 } },
      'missing#m': { meta: { a: 1 }, doc_count: 1 },
    })
    expect(aggregate('{"t":{"terms":{"field":"ended","size":1}}}', true)).toEqual({
      'lterms#t': {
        doc_count_error_upper_bound: 0,
        sum_other_doc_count: 1,
        buckets: [{ key: 0, key_as_string: 'false', doc_count: 2 }],
      },
    })
  })

  it('takes any name for what it is', () => {
    const answer = aggregate('{"__proto__":{"filter":{"match_all":{}},"aggs":{"doc_count_":{"value_count":{"field":"name"}}}}}')
    expect(Object.keys(answer as object)).toEqual(['__proto__'])
  })

  it.each([
    ['[]', /aggs doesn't support values of type: START_ARRAY/],
    ['{"x":{}}', 'Missing definition for aggregation [x]'],
    ['{"x":[]}', 'Aggregation definition for [x starts with a [START_ARRAY], expected a [START_OBJECT].'],
    ['{"x":{"nope":{}}}', 'Unknown aggregation type [nope]'],
    [
      '{"x":{"terms":{"field":"name"},"missing":{"field":"name"}}}',
      'Found two aggregation type definitions in [x]: [terms] and [missing]',
    ],
    ['{"x[":{"terms":{"field":"name"}}}', /Invalid aggregation name \[x\[\]/],
    ['{"x":{"terms":1}}', 'Expected [START_OBJECT] under [terms], but got a [VALUE_NUMBER] in [x]'],
    ['{"x":{"terms":{}}}', 'Required one of fields [field, script], but none were specified.'],
    ['{"x":{"terms":{"foo":1}}}', '[1:16] [terms] unknown field [foo]'],
    ['{"x":{"terms":{"field":"name","size":0}}}', /\[terms\] failed to parse field \[size\]/],
    ['{"x":{"terms":{"field":"name","order":{"zz":"asc"}}}}', 'all shards failed'],
    ['{"x":{"terms":{"script":"1"}}}', 'Unsupported script value source for [x] agg'],
    [
      '{"x":{"terms":{"field":"name","include":{"partition":0,"num_partitions":2}}}}',
      /\[terms\] failed to parse field \[include\]/,
    ],
    [
      '{"x":{"cardinality":{"field":"name"},"aggs":{"y":{"terms":{"field":"name"}}}}}',
      'Aggregator [x] of type [cardinality] cannot accept sub-aggregations',
    ],
    ['{"x":{"range":{"field":"name","ranges":[{"from":0}]}}}', 'all shards failed'],
    ['{"x":{"range":{"field":"made","ranges":[]}}}', 'all shards failed'],
    ['{"x":{"filters":{"filters":{}}}}', '[filters] cannot be empty.'],
    ['{"x":{"composite":{}}}', 'Required [sources]'],
    [
      '{"x":{"composite":{"sources":[{"e":{"terms":{"script":"1"}}}]}}}',
      'Unsupported script value source for [e] of composite agg [x]',
    ],
    ['{"x":{"composite":{"after":{"y":1},"sources":[{"e":{"terms":{"field":"name"}}}]}}}', 'all shards failed'],
    ['{"x":{"composite":{"size":70000,"sources":[{"e":{"terms":{"field":"name"}}}]}}}', /Trying to create too many buckets/],
    ['{"x":{"terms":{"field":"name"},"aggs":{"s":{"sum":{"field":"made"}}}}}', 's sum'],
    ['{"x":{"max_bucket":{"buckets_path":"a"}}}', 'pipeline x max_bucket'],
    [
      `${'{"x":{"filter":{"match_all":{}},"aggs":'.repeat(11)}{}${'}}'.repeat(11)}`,
      'aggregations are nested more than [10] deep',
    ],
  ])('refuses %s', (aggs, reason) => {
    let refusal: ElasticError | undefined
    try {
      aggregate(aggs)
    } catch (error) {
      refusal = error as ElasticError
    }
    expect(refusal).toMatchObject({ status: 400, reason: typeof reason === 'string' ? reason : expect.stringMatching(reason) })
  })
})
