/** The best of several queries, plus a part of the others. */
import { verified } from '../scorer.ts'
import { DisjunctionScorer } from '../scorers/disjunction.ts'
import { MATCH_NONE, type Weight } from '../weight.ts'
import { booleanWeight } from './boolean.ts'

export function disMaxWeight(weights: readonly Weight[], tieBreaker: number): Weight {
  if (weights.length === 0) return MATCH_NONE
  if (weights.length === 1) return weights[0]!
  if (tieBreaker === 1) return booleanWeight({ must: [], filter: [], should: weights, mustNot: [], required: 1 })
  return {
    constantScore: undefined,
    count: () => undefined,
    scorer: async (reader, work) => {
      const scorers = []
      for (const weight of weights) {
        const scorer = await weight.scorer(reader, work)
        if (scorer) scorers.push(verified(scorer))
      }
      if (scorers.length <= 1) return scorers[0]
      return new DisjunctionScorer(scorers, 1, { by: 'max', tieBreaker })
    },
  }
}
