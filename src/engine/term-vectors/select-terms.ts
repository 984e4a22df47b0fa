/** The most telling terms of a vector, by tf-idf as Lucene's `ClassicSimilarity` counts it: the `filter` of `_termvectors`. */
import type { TermStatistics } from './term-statistics.ts'
import type { TermVector } from './term-vector.ts'

/** Limits, inclusive; 0 for a word length: none. */
export interface TermFilter {
  readonly maxNumTerms: number
  readonly minTermFreq: number
  readonly maxTermFreq: number
  readonly minDocFreq: number
  readonly maxDocFreq: number
  readonly minWordLength: number
  readonly maxWordLength: number
}

/** The scores, as 32-bit floats, of the terms that are chosen. */
export function selectTerms(
  path: string,
  vector: TermVector,
  filter: TermFilter,
  statistics: TermStatistics,
): ReadonlyMap<string, number> {
  const { docCount } = statistics.field(path, vector)
  const scored = [...vector].flatMap(([term, { length: freq }]) => {
    if (isNoise(term, freq, filter)) return []
    const docFreq = statistics.term(path, term)?.docFreq ?? 0
    if (docFreq < filter.minDocFreq || docFreq > filter.maxDocFreq) return []
    return [{ term, score: Math.fround(freq * inverseDocFreq(docFreq, docCount)) }]
  })
  const best = scored.sort((one, other) => other.score - one.score).slice(0, filter.maxNumTerms)
  return new Map(best.map(({ term, score }) => [term, score]))
}

function isNoise(term: string, freq: number, { minTermFreq, maxTermFreq, minWordLength, maxWordLength }: TermFilter): boolean {
  if (freq < minTermFreq || freq > maxTermFreq) return true
  return (minWordLength > 0 && term.length < minWordLength) || (maxWordLength > 0 && term.length > maxWordLength)
}

const inverseDocFreq = (docFreq: number, docCount: number): number => Math.fround(Math.log((docCount + 1) / (docFreq + 1)) + 1)
