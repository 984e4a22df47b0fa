/** Scores that a real Elasticsearch gave for these six documents. */
import { describe, expect, it } from 'vitest'
import { BUILT_IN_ANALYZERS } from '../../../src/analysis/built-in-analyzers.ts'
import { fakeField, fakeReader } from './fake-index.ts'
import { run } from './run.ts'

const english = { analyzer: BUILT_IN_ANALYZERS.get('english')! }
const DOCUMENTS = [
  {
    title: 'The quick brown fox',
    body: 'The quick brown fox jumps over the lazy dog',
    tags: ['animal', 'fox'],
    year: 2001,
    price: 10.5,
    nonorm: 'fox',
  },
  {
    title: 'Brown bear',
    body: 'A brown bear and another brown bear eat fish in the brown river',
    tags: ['animal', 'bear'],
    year: 2002,
    price: 20,
    nonorm: 'bear bear bear',
  },
  {
    title: 'Quick recipes',
    body: 'Quick and easy recipes for a lazy evening',
    tags: ['food'],
    year: 2003,
    price: 5.25,
    nonorm: 'fox fox and something else',
  },
  {
    title: 'Dogs and foxes',
    body: 'Dogs chase foxes; foxes run quickly. The dog sleeps.',
    tags: ['animal', 'dog', 'fox'],
    year: 2004,
  },
  {
    title: 'Lazy river',
    body: 'The river is lazy. The river is wide. Quick brown boats float on the lazy river.',
    tags: [],
    year: 2005,
    price: 0,
  },
  {
    title: 'Straße über die Brücke',
    body: 'Ελληνικά русский текст 日本語 café naïve',
    tags: ['Ünï-cödé', '日本'],
    year: 2006,
    price: 1e10,
  },
].map((source, at) => ({ id: String(at + 1), source: { ...source, 'title.en': source.title } }))

const reader = fakeReader(
  {
    title: 'text',
    'title.en': fakeField('title.en', 'text', english),
    body: 'text',
    tags: 'keyword',
    year: 'integer',
    price: 'double',
    nonorm: fakeField('nonorm', 'text', { norms: false }),
  },
  [DOCUMENTS],
)

const expected: readonly [string, object, Readonly<Record<string, number>>][] = [
  ['match_all with a boost', { match_all: { boost: 2.5 } }, { 1: 2.5, 2: 2.5, 3: 2.5, 4: 2.5, 5: 2.5, 6: 2.5 }],
  ['match, one term', { match: { body: 'lazy' } }, { 5: 0.8306978, 3: 0.76794714, 1: 0.7361701 }],
  ['match, two terms', { match: { body: 'quick brown' } }, { 1: 1.4723402, 5: 1.1416541, 2: 1.036356, 3: 0.76794714 }],
  ['match, and', { match: { body: { query: 'quick brown', operator: 'and' } } }, { 1: 1.4723402, 5: 1.1416541 }],
  [
    'match, minimum_should_match',
    { match: { body: { query: 'quick brown lazy fox', minimum_should_match: '75%' } } },
    { 1: 3.8445692, 5: 1.9723519 },
  ],
  ['match with a boost', { match: { body: { query: 'lazy', boost: 3 } } }, { 5: 2.4920936, 3: 2.3038416, 1: 2.2085104 }],
  ['match, english', { match: { 'title.en': 'fox' } }, { 4: 1.1213677, 1: 0.9517492 }],
  ['match without norms', { match: { nonorm: 'fox' } }, { 3: 0.7953908, 1: 0.646255 }],
  ['match on a keyword', { match: { tags: 'fox' } }, { 1: 1.1005893, 4: 1.1005893 }],
  ['match on a number', { match: { year: '2003' } }, { 3: 1 }],
  ['match_phrase', { match_phrase: { body: 'quick brown' } }, { 1: 1.4723402, 5: 1.1416541 }],
  ['match_phrase with slop', { match_phrase: { body: { query: 'fox quick', slop: 3 } } }, { 1: 0.92965746 }],
  [
    'multi_match, best fields',
    { multi_match: { query: 'quick fox', fields: ['title', 'body'] } },
    { 1: 2.372229, 3: 1.1704489, 5: 0.57082707 },
  ],
  [
    'multi_match, tie breaker and boost',
    { multi_match: { query: 'quick fox', fields: ['title^3', 'body'], tie_breaker: 0.3 } },
    { 1: 7.310324, 3: 3.741731, 5: 0.57082707 },
  ],
  [
    'multi_match, most fields',
    { multi_match: { query: 'quick fox', fields: ['title', 'title.en', 'body'], type: 'most_fields' } },
    { 1: 6.4752793, 3: 3.0597637, 4: 1.1213677, 5: 0.57082707 },
  ],
  ['multi_match, phrase', { multi_match: { query: 'lazy river', fields: ['title', 'body'], type: 'phrase' } }, { 5: 3.5022886 }],
  ['multi_match, pattern of fields', { multi_match: { query: 'fox', fields: ['t*'] } }, { 1: 1.3183672, 4: 1.1213677 }],
  ['multi_match without fields', { multi_match: { query: 'fox' } }, { 1: 1.6360589, 4: 1.1213677, 3: 0.7953908 }],
  [
    'bool',
    {
      bool: {
        must: [{ match: { body: 'lazy' } }],
        should: [{ match: { title: 'river' } }, { term: { tags: 'food' } }],
        must_not: [{ term: { tags: 'animal' } }],
        filter: [{ range: { year: { gte: 2000 } } }],
      },
    },
    { 5: 2.581842, 3: 2.5107174 },
  ],
  ['bool with a filter only', { bool: { filter: { term: { tags: 'fox' } } } }, { 1: 0, 4: 0 }],
  ['bool with must_not only', { bool: { must_not: { term: { tags: 'fox' } } } }, { 2: 0, 3: 0, 5: 0, 6: 0 }],
  [
    'bool, minimum_should_match',
    {
      bool: {
        should: [{ term: { tags: 'fox' } }, { term: { tags: 'dog' } }, { term: { year: 2001 } }],
        minimum_should_match: 2,
      },
    },
    { 4: 2.8433595, 1: 2.1005893 },
  ],
  ['bool, empty', { bool: {} }, { 1: 1, 2: 1, 3: 1, 4: 1, 5: 1, 6: 1 }],
  ['term in any case', { term: { tags: { value: 'FOX', case_insensitive: true } } }, { 1: 1, 4: 1 }],
  ['terms', { terms: { tags: ['fox', 'food'] } }, { 1: 1, 3: 1, 4: 1 }],
  ['ids', { ids: { values: ['1', '5', 'x'] } }, { 1: 1, 5: 1 }],
  ['exists', { exists: { field: 'price' } }, { 1: 1, 2: 1, 3: 1, 5: 1, 6: 1 }],
  ['exists over an empty list', { bool: { must_not: { exists: { field: 'tags' } } } }, { 5: 0 }],
  ['prefix', { prefix: { tags: 'fo' } }, { 1: 1, 3: 1, 4: 1 }],
  ['wildcard in any case', { wildcard: { tags: { value: '*o?', case_insensitive: true } } }, { 1: 1, 3: 1, 4: 1 }],
  [
    'dis_max',
    { dis_max: { queries: [{ match: { title: 'quick' } }, { match: { body: 'quick' } }], tie_breaker: 0.5 } },
    { 3: 1.5544225, 1: 1.2492697, 5: 0.57082707 },
  ],
  ['constant_score', { constant_score: { filter: { term: { tags: 'fox' } }, boost: 1.7 } }, { 1: 1.7, 4: 1.7 }],
  ['match of other scripts', { match: { body: 'РУССКИЙ 日本' } }, { 6: 5.12004 }],
  ['term of other scripts', { term: { tags: '日本' } }, { 6: 1.7427702 }],
  ['match of stop words', { match: { 'title.en': 'the and' } }, {}],
  [
    'match of stop words, all',
    { match: { 'title.en': { query: 'the and', zero_terms_query: 'all' } } },
    { 1: 1, 2: 1, 3: 1, 4: 1, 5: 1, 6: 1 },
  ],
  ['match of a text on a number, lenient', { match: { year: { query: 'abc', lenient: true } } }, {}],
  ['match on an unknown field', { match: { nope: 'x' } }, {}],
  ['match_none', { match_none: {} }, {}],
  ['term of a text field as it is', { term: { title: 'Quick' } }, {}],
]

describe('scores as recorded', () => {
  it.each(expected)('%s', async (_, query, scores) => {
    const { hits, total, maxScore } = await run([reader], query)
    expect(Object.fromEntries(hits.map((hit) => [hit._id, hit._score]))).toEqual(scores)
    expect(total).toEqual({ value: Object.keys(scores).length, relation: 'eq' })
    const values = hits.map((hit) => hit._score!)
    expect(values).toEqual([...values].sort((a, b) => b - a))
    if (values.length > 0) expect(maxScore).toBeCloseTo(values[0]!, 5)
  })

  it('names the queries that matched', async () => {
    const { hits } = await run([reader], {
      bool: {
        should: [{ term: { tags: { value: 'fox', _name: 'f' } } }, { match: { body: { query: 'lazy', _name: 'l' } } }],
      },
    })
    expect(hits.map((hit) => [hit._id, hit._score, hit.matched_queries])).toEqual([
      ['1', 1.8367593, ['f', 'l']],
      ['4', 1.1005893, ['f']],
      ['5', 0.8306978, ['l']],
      ['3', 0.76794714, ['l']],
    ])
  })
})
