/** Every kind of query there is: the one list that the parser and the walk read. A node without an entry does not compile. */
import { bool } from './kinds/bool.ts'
import { constantScore } from './kinds/constant-score.ts'
import { disMax } from './kinds/dis-max.ts'
import { exists } from './kinds/exists.ts'
import { ids } from './kinds/ids.ts'
import { match } from './kinds/match.ts'
import { matchAll, matchNone } from './kinds/match-all.ts'
import { matchPhrase } from './kinds/match-phrase.ts'
import { multiMatch } from './kinds/multi-match.ts'
import { prefix, wildcard } from './kinds/prefix.ts'
import { range } from './kinds/range.ts'
import { term } from './kinds/term.ts'
import { terms } from './kinds/terms.ts'
import type { NodeOf, QueryNodeKind } from './node.ts'
import type { QueryKind } from './query-kind.ts'

export const KINDS: { readonly [Kind in QueryNodeKind]: QueryKind<NodeOf<Kind>> } = {
  bool,
  constant_score: constantScore,
  dis_max: disMax,
  exists,
  ids,
  match,
  match_all: matchAll,
  match_none: matchNone,
  match_phrase: matchPhrase,
  multi_match: multiMatch,
  prefix,
  range,
  term,
  terms,
  wildcard,
}
