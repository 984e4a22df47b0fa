/** `bool`. */

import { requiredClauses } from '../../../query/minimum-should-match.ts'
import type { BoolNode } from '../../../query/node.ts'
import { type Compiler, UNSCORED } from '../compile-context.ts'
import { everything } from '../weight.ts'
import { booleanWeight } from '../weights/boolean.ts'

export const compileBool: Compiler<BoolNode> = (node, scoring, _, compile) => {
  const { must, filter, should, mustNot } = node
  if (must.length + filter.length + should.length + mustNot.length === 0) return everything(scoring.boost)
  return booleanWeight({
    must: must.map((query) => compile(query, scoring)),
    filter: filter.map((query) => compile(query, UNSCORED)),
    should: should.map((query) => compile(query, scoring)),
    mustNot: mustNot.map((query) => compile(query, UNSCORED)),
    required: requiredShould(node),
  })
}

/** Without anything else that must match, one of `should` has to. */
function requiredShould({ must, filter, should, minimumShouldMatch }: BoolNode): number {
  const given = minimumShouldMatch === undefined ? 0 : requiredClauses(should.length, minimumShouldMatch)
  const isAlone = must.length === 0 && filter.length === 0 && should.length > 0
  return isAlone ? Math.max(1, given) : given
}
