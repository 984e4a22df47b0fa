/** Checked tree → weight: binds a query to an index. The table below has every kind of node, or does not compile. */
import type { NodeOf, QueryNode, QueryNodeKind } from '../../query/node.ts'
import { CompileContext, type Compiler, type Scoring, UNSCORED, within } from './compile-context.ts'
import { compileBool } from './compilers/bool.ts'
import { compileConstantScore } from './compilers/constant-score.ts'
import { compileDisMax } from './compilers/dis-max.ts'
import { compileExists } from './compilers/exists.ts'
import { compileIds } from './compilers/ids.ts'
import { compileMatch } from './compilers/match.ts'
import { compileMatchPhrase } from './compilers/match-phrase.ts'
import { compileMultiMatch } from './compilers/multi-match.ts'
import { compilePrefix, compileWildcard } from './compilers/patterns.ts'
import { compileRange } from './compilers/range.ts'
import { compileTerm } from './compilers/term.ts'
import { compileTerms } from './compilers/terms.ts'
import { asCreateFailure } from './shard-errors.ts'
import { everything, MATCH_NONE, type Weight } from './weight.ts'
import { booleanWeight } from './weights/boolean.ts'

const COMPILERS: { readonly [Kind in QueryNodeKind]: Compiler<NodeOf<Kind>> } = {
  bool: compileBool,
  constant_score: compileConstantScore,
  dis_max: compileDisMax,
  exists: compileExists,
  ids: compileIds,
  match: compileMatch,
  match_all: (_, { boost }) => everything(boost),
  match_none: () => MATCH_NONE,
  match_phrase: compileMatchPhrase,
  multi_match: compileMultiMatch,
  prefix: compilePrefix,
  range: compileRange,
  term: compileTerm,
  terms: compileTerms,
  wildcard: compileWildcard,
}

/** Binds a query to the index of the context; its failures come out as `query_shard_exception`s. */
export function compileQuery(node: QueryNode, context: CompileContext, scoring: Scoring = { boost: 1, scores: true }): Weight {
  try {
    return narrowed(compileNode(node, scoring, context), context)
  } catch (error) {
    throw asCreateFailure(context.reader, error)
  }
}

/** Within the reader's own filter, which counts for no score and names no match. */
function narrowed(weight: Weight, { reader, now }: CompileContext): Weight {
  if (!reader.filter) return weight
  const filter = compileNode(reader.filter, UNSCORED, new CompileContext(reader, now))
  return booleanWeight({ must: [weight], filter: [filter], should: [], mustNot: [], required: 0 })
}

function compileNode(node: QueryNode, scoring: Scoring, context: CompileContext): Weight {
  // The table ties each compiler to its node; the compiler cannot follow that through a variable key.
  const compiler = COMPILERS[node.kind] as unknown as Compiler<QueryNode>
  context.spend(1)
  const weight = compiler(node, within(scoring, node.boost), context, (inner, innerScoring) =>
    compileNode(inner, innerScoring, context),
  )
  if (node.name !== undefined) context.named.push({ name: node.name, weight })
  return weight
}
