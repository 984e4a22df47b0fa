/** One term of a text or keyword field, scored by BM25. */

import type { SegmentReader } from '../../reader.ts'
import { inverseDocFreq, TermScore } from '../bm25.ts'
import type { CompileContext, Scoring } from '../compile-context.ts'
import { ConstantTermScorer, TermScorer } from '../scorers/term.ts'
import { MATCH_NONE, type Weight } from '../weight.ts'

/** `varies`: whether documents may score differently (frequencies or lengths are kept). */
export function termWeight(context: CompileContext, path: string, term: string, scoring: Scoring): Weight {
  const field = context.statistics.field(path)
  const docFreq = field ? context.statistics.docFreq(path, term) : 0
  if (!field || docFreq === 0) return MATCH_NONE
  if (!scoring.scores) return constantTermWeight(path, term, 0)
  const score = new TermScore(scoring.boost, inverseDocFreq(docFreq, field.docCount), field.normInverses)
  if (context.field(path)?.family !== 'text') return constantTermWeight(path, term, score.score(1, 1))
  return {
    constantScore: undefined,
    count: (reader) => countTerm(reader, path, term),
    scorer: async ({ segment }) => {
      const found = segment.field(path)
      const ordinal = found?.terms?.find(term) ?? -1
      return ordinal < 0 ? undefined : new TermScorer(found!.terms!.postings(ordinal), found!.norms, score)
    },
  }
}

/** The documents of one term, all with one score. */
export const constantTermWeight = (path: string, term: string, score: number): Weight => ({
  constantScore: score,
  count: (reader) => countTerm(reader, path, term),
  scorer: async ({ segment }) => {
    const terms = segment.field(path)?.terms
    const ordinal = terms?.find(term) ?? -1
    return terms && ordinal >= 0 ? new ConstantTermScorer(terms.postings(ordinal), score) : undefined
  },
})

/** Known only where nothing is deleted: the dictionary counts deleted documents too. */
function countTerm({ segment, deleted }: SegmentReader, path: string, term: string): number | undefined {
  const terms = segment.field(path)?.terms
  const ordinal = terms?.find(term) ?? -1
  if (!terms || ordinal < 0) return 0
  return deleted === undefined ? terms.docFreq(ordinal) : undefined
}
