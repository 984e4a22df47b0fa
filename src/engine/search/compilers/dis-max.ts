/** `dis_max`. */
import type { DisMaxNode } from '../../../query/node.ts'
import type { Compiler } from '../compile-context.ts'
import { disMaxWeight } from '../weights/dis-max.ts'

export const compileDisMax: Compiler<DisMaxNode> = (node, scoring, _, compile) =>
  disMaxWeight(
    node.queries.map((query) => compile(query, scoring)),
    node.tieBreaker,
  )
