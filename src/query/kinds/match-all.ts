/** `match_all` and `match_none`: every document with score 1, or none. */

import type { MatchAllNode, MatchNoneNode } from '../node.ts'
import { COMMON, common } from '../options.ts'
import { LEAF, type QueryKind } from '../query-kind.ts'
import { readStrictObject } from '../strict-object.ts'

export const matchAll: QueryKind<MatchAllNode> = {
  ...LEAF,
  parse: (body) => ({ kind: 'match_all', ...common(readStrictObject('match_all', body, COMMON)) }),
  fields: () => [],
}

export const matchNone: QueryKind<MatchNoneNode> = {
  ...LEAF,
  parse: (body) => ({ kind: 'match_none', ...common(readStrictObject('match_none', body, COMMON)) }),
  fields: () => [],
}
