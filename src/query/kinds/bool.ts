/** `bool`: what must hold, what should, what must not, and what only filters. */
import type { BoolNode, QueryNode } from '../node.ts'
import { COMMON, common, textOrNull } from '../options.ts'
import type { QueryKind } from '../query-kind.ts'
import { queryList, readStrictObject, scalarField } from '../strict-object.ts'

export const bool: QueryKind<BoolNode> = {
  parse(body, inner) {
    const queries = queryList(inner)
    const options = readStrictObject('bool', body, {
      must: queries,
      should: queries,
      must_not: queries,
      mustNot: queries,
      filter: queries,
      minimum_should_match: scalarField(textOrNull, true),
      boost: scalarField(COMMON.boost),
      _name: scalarField(COMMON._name),
    })
    const none: readonly QueryNode[] = []
    return {
      kind: 'bool',
      ...common(options),
      must: options.must ?? none,
      filter: options.filter ?? none,
      should: options.should ?? none,
      mustNot: [...(options.must_not ?? none), ...(options.mustNot ?? none)],
      minimumShouldMatch: options.minimum_should_match,
    }
  },
  children: (node) => [...node.must, ...node.filter, ...node.should, ...node.mustNot],
  map: (node, replace) => ({
    ...node,
    must: node.must.map(replace),
    filter: node.filter.map(replace),
    should: node.should.map(replace),
    mustNot: node.mustNot.map(replace),
  }),
  fields: () => [],
  lookups: () => [],
}
