/**
 * A second implementation, as plain as can be: looks at every document, recounts everything from the documents themselves, and computes
 * scores by the formula in 64-bit floats.
 */
import { decodeLength, encodeLength } from '../../../src/engine/segment/length-norm.ts'
import type { FakeDocument } from './fake-index.ts'

/** The queries the model knows: a subset, as JSON. */
export type NaiveQuery =
  | { readonly match_all: Record<string, never> }
  | {
      readonly match: Readonly<
        Record<string, { readonly query: string; readonly operator: 'or' | 'and'; readonly boost: number }>
      >
    }
  | { readonly match_phrase: Readonly<Record<string, string>> }
  | { readonly term: Readonly<Record<string, string | number>> }
  | { readonly terms: Readonly<Record<string, readonly (string | number)[]>> }
  | { readonly range: Readonly<Record<string, Readonly<Record<string, number | string>>>> }
  | { readonly exists: { readonly field: string } }
  | { readonly prefix: Readonly<Record<string, string>> }
  | { readonly constant_score: { readonly filter: NaiveQuery; readonly boost: number } }
  | { readonly bool: NaiveBool }
  | { readonly dis_max: { readonly queries: readonly NaiveQuery[]; readonly tie_breaker: number } }

export interface NaiveBool {
  readonly must?: readonly NaiveQuery[]
  readonly should?: readonly NaiveQuery[]
  readonly must_not?: readonly NaiveQuery[]
  readonly filter?: readonly NaiveQuery[]
  readonly minimum_should_match?: number
}

const words = (text: string): string[] => text.toLowerCase().split(' ').filter(Boolean)

const valuesOf = (document: FakeDocument, field: string): readonly (string | number)[] => {
  const value = document.source[field] as string | number | readonly (string | number)[] | undefined
  return value === undefined ? [] : Array.isArray(value) ? value : [value as string | number]
}

export class NaiveIndex {
  readonly #documents: readonly FakeDocument[]

  constructor(documents: readonly FakeDocument[]) {
    this.#documents = documents
  }

  /** Live matches with their scores, in the order of the index. */
  search(query: NaiveQuery): ReadonlyMap<string, number> {
    const hits = new Map<string, number>()
    for (const document of this.#documents) {
      const score = document.deleted ? undefined : this.#score(query, document, 1)
      if (score !== undefined) hits.set(document.id, score)
    }
    return hits
  }

  #score(query: NaiveQuery, document: FakeDocument, boost: number): number | undefined {
    if ('match_all' in query) return boost
    if ('match' in query) return this.#match(query.match, document, boost)
    if ('match_phrase' in query) return this.#phrase(query.match_phrase, document, boost)
    if ('term' in query) return this.#term(query.term, document, boost)
    if ('constant_score' in query) {
      const { filter, boost: own } = query.constant_score
      return this.#score(filter, document, 1) === undefined ? undefined : boost * own
    }
    if ('bool' in query) return this.#bool(query.bool, document, boost)
    if ('dis_max' in query) return this.#disMax(query.dis_max, document, boost)
    return this.#filters(query, document) ? boost : undefined
  }

  #filters(query: NaiveQuery, document: FakeDocument): boolean {
    if ('exists' in query) return valuesOf(document, query.exists.field).length > 0
    const [[field, wanted]] = Object.entries(Object.values(query)[0] as object) as [[string, unknown]]
    const values = valuesOf(document, field)
    if ('terms' in query) return values.some((value) => (wanted as unknown[]).includes(value))
    if ('prefix' in query) return values.some((value) => String(value).startsWith(wanted as string))
    const { gt, gte, lt, lte } = wanted as Record<string, string>
    return values.some(
      (value) =>
        (gt === undefined || value > gt) &&
        (gte === undefined || value >= gte) &&
        (lt === undefined || value < lt) &&
        (lte === undefined || value <= lte),
    )
  }

  #match(query: Extract<NaiveQuery, { match: unknown }>['match'], document: FakeDocument, boost: number): number | undefined {
    const [[field, { query: text, operator, boost: own }]] = Object.entries(query) as [
      [string, { query: string; operator: string; boost: number }],
    ]
    const scores = words(text).map((term) => this.#textTerm(field, term, document, boost * own))
    const found = scores.filter((score) => score !== undefined)
    const isMatch = operator === 'and' ? found.length === scores.length && scores.length > 0 : found.length > 0
    return isMatch ? found.reduce((sum, score) => sum + score, 0) : undefined
  }

  #textTerm(field: string, term: string, document: FakeDocument, boost: number): number | undefined {
    const freq = this.#tokens(document, field).filter((token) => token === term).length
    return freq === 0 ? undefined : this.#bm25(field, [term], freq, document, boost)
  }

  #phrase(query: Readonly<Record<string, string>>, document: FakeDocument, boost: number): number | undefined {
    const [[field, text]] = Object.entries(query) as [[string, string]]
    const terms = words(text)
    const tokens = this.#tokens(document, field)
    const freq = tokens.filter((_, at) => terms.every((term, offset) => tokens[at + offset] === term)).length
    return freq === 0 || terms.length === 0 ? undefined : this.#bm25(field, terms, freq, document, boost)
  }

  #term(query: Readonly<Record<string, string | number>>, document: FakeDocument, boost: number): number | undefined {
    const [[field, wanted]] = Object.entries(query) as [[string, string | number]]
    if (!valuesOf(document, field).includes(wanted)) return undefined
    if (typeof wanted === 'number') return boost
    const all = this.#documents.map((other) => new Set(valuesOf(other, field)))
    const having = all.filter((values) => values.size > 0)
    const docFreq = all.filter((values) => values.has(wanted)).length
    const average = having.reduce((sum, values) => sum + values.size, 0) / having.length
    return weigh(boost, idf(docFreq, having.length), 1, 1, average)
  }

  #bm25(field: string, terms: readonly string[], freq: number, document: FakeDocument, boost: number): number {
    const all = this.#documents.map((other) => this.#tokens(other, field)).filter((tokens) => tokens.length > 0)
    const average = all.reduce((sum, tokens) => sum + tokens.length, 0) / all.length
    const rarity = terms.reduce((sum, term) => sum + idf(all.filter((tokens) => tokens.includes(term)).length, all.length), 0)
    const length = decodeLength(encodeLength(this.#tokens(document, field).length))
    return weigh(boost, rarity, freq, length, average)
  }

  #tokens(document: FakeDocument, field: string): readonly string[] {
    return valuesOf(document, field).flatMap((value) => words(String(value)))
  }

  #bool(
    { must = [], should = [], must_not = [], filter = [], minimum_should_match }: NaiveBool,
    document: FakeDocument,
    boost: number,
  ) {
    if (must.length + should.length + must_not.length + filter.length === 0) return boost
    const scores = (queries: readonly NaiveQuery[]) => queries.map((query) => this.#score(query, document, boost))
    const required = scores(must)
    if ([...required, ...scores(filter)].includes(undefined)) return undefined
    if (scores(must_not).some((score) => score !== undefined)) return undefined
    const optional = scores(should).filter((score) => score !== undefined)
    const isAlone = must.length + filter.length === 0 && should.length > 0
    if (optional.length < Math.max(minimum_should_match ?? 0, isAlone ? 1 : 0)) return undefined
    return [...required, ...optional].reduce<number>((sum, score) => sum + score!, 0)
  }

  #disMax(
    { queries, tie_breaker }: { queries: readonly NaiveQuery[]; tie_breaker: number },
    document: FakeDocument,
    boost: number,
  ) {
    const scores = queries.map((query) => this.#score(query, document, boost)).filter((score) => score !== undefined)
    if (scores.length === 0) return undefined
    const best = Math.max(...scores)
    return best + tie_breaker * (scores.reduce((sum, score) => sum + score, 0) - best)
  }
}

const idf = (docFreq: number, docCount: number): number => Math.log(1 + (docCount - docFreq + 0.5) / (docFreq + 0.5))

const weigh = (boost: number, rarity: number, freq: number, length: number, average: number): number =>
  (boost * 2.2 * rarity * freq) / (freq + 1.2 * (0.25 + (0.75 * length) / average))
