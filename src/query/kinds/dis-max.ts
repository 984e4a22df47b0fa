/** `dis_max`: the best of several queries counts, the others by the tie breaker. */
import { parsingException } from '../../core/errors.ts'
import { endPositionOf } from '../../core/json/positions.ts'
import type { DisMaxNode } from '../node.ts'
import { COMMON, common, number, readOptions } from '../options.ts'
import type { QueryKind } from '../query-kind.ts'
import { queryList } from '../strict-object.ts'

export const disMax: QueryKind<DisMaxNode> = {
  parse(body, inner) {
    const options = readOptions('dis_max', body, { ...COMMON, queries: queryList(inner), tie_breaker: number })
    if (!options.queries)
      throw parsingException("[dis_max] requires 'queries' field with at least one clause", endPositionOf(body))
    return { kind: 'dis_max', ...common(options), queries: options.queries, tieBreaker: Math.fround(options.tie_breaker ?? 0) }
  },
  children: (node) => node.queries,
  map: (node, replace) => ({ ...node, queries: node.queries.map(replace) }),
  fields: () => [],
  lookups: () => [],
}
