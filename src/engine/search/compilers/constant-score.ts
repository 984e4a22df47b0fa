/** `constant_score`. */
import type { ConstantScoreNode } from '../../../query/node.ts'
import { type Compiler, UNSCORED } from '../compile-context.ts'
import { ConstantScorer } from '../scorers/constant.ts'

export const compileConstantScore: Compiler<ConstantScoreNode> = (node, scoring, _, compile) => {
  const filter = compile(node.filter, UNSCORED)
  return {
    constantScore: scoring.boost,
    count: (reader) => filter.count(reader),
    scorer: async (reader, work) => {
      const scorer = await filter.scorer(reader, work)
      return scorer && new ConstantScorer(scorer, scoring.boost)
    },
  }
}
