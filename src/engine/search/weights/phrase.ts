/** Terms at given distances in a text field. */

import type { Postings } from '../../segment/segment.ts'
import type { AnalysedTerm } from '../analysed-terms.ts'
import { inverseDocFreq, TermScore } from '../bm25.ts'
import type { CompileContext, Scoring } from '../compile-context.ts'
import { SloppyPhrase } from '../phrase/sloppy.ts'
import { type PhrasePlace, PhraseScorer } from '../scorers/phrase.ts'
import { MATCH_NONE, type Weight } from '../weight.ts'

export function phraseWeight(
  context: CompileContext,
  path: string,
  terms: readonly AnalysedTerm[],
  slop: number,
  scoring: Scoring,
): Weight {
  const field = context.statistics.field(path)
  const docFreqs = field ? terms.map(({ term }) => context.statistics.docFreq(path, term)) : []
  if (!field || docFreqs.includes(0)) return MATCH_NONE
  const idf = docFreqs.reduce((sum, docFreq) => sum + inverseDocFreq(docFreq, field.docCount), 0)
  const score = new TermScore(scoring.boost, Math.fround(idf), field.normInverses)
  const begin = terms[0]!.position
  const offsets = terms.map(({ position }) => position - begin)
  return {
    constantScore: undefined,
    count: () => undefined,
    scorer: async ({ segment }) => {
      const found = segment.field(path)
      const places: PhrasePlace[] = []
      const postings = new Map<string, Postings>()
      for (const [at, { term }] of terms.entries()) {
        const ordinal = found?.terms?.find(term) ?? -1
        if (ordinal < 0) return undefined
        if (!postings.has(term)) postings.set(term, found!.terms!.postings(ordinal))
        places.push({ postings: postings.get(term)!, offset: offsets[at]! })
      }
      const sloppy =
        slop > 0
          ? new SloppyPhrase(
              terms.map(({ term }) => term),
              offsets,
              slop,
            )
          : undefined
      return new PhraseScorer(places, sloppy, found!.norms, score)
    },
  }
}
