/** `match`: the terms of a text, joined by `or` or `and`. */
import { ElasticError } from '../../../core/errors.ts'
import type { MappedField } from '../../../mapping/field.ts'
import { requiredClauses } from '../../../query/minimum-should-match.ts'
import type { MatchNode } from '../../../query/node.ts'
import { scalarText } from '../../../query/options.ts'
import { analyseText } from '../analysed-terms.ts'
import { chosenAnalyzer } from '../chosen-analyzer.ts'
import type { CompileContext, Compiler, Scoring } from '../compile-context.ts'
import { everything, MATCH_NONE, type Weight } from '../weight.ts'
import { booleanWeight } from '../weights/boolean.ts'
import { termWeight } from '../weights/term.ts'
import { exactValue, metadataTerms, requireSearchable, unmapped } from './term.ts'

export const compileMatch: Compiler<MatchNode> = (node, scoring, context) => {
  const field = context.field(node.field)
  if (!field) return metadataTerms(node.field, [node.text], scoring, context) ?? unmapped('match', node.field)
  if (field.family === 'text') return textMatch(field, node, scoring, context)
  return leniently(node.lenient, () => exactValue(field, node.text, scoring, context))
}

/** Where asked for, a value that the field cannot read matches nothing. */
export function leniently(lenient: boolean, compile: () => Weight): Weight {
  try {
    return compile()
  } catch (error) {
    if (lenient && error instanceof ElasticError) return MATCH_NONE
    throw error
  }
}

/** What a text becomes that analysis left empty. */
export const zeroTermsWeight = (zeroTerms: 'none' | 'all', scoring: Scoring): Weight =>
  zeroTerms === 'all' ? everything(scoring.boost) : MATCH_NONE

function textMatch(field: MappedField, node: MatchNode, scoring: Scoring, context: CompileContext): Weight {
  requireSearchable(field)
  const terms = analyseText(chosenAnalyzer('match', node.analyzer, field, context), scalarText(node.text))
  if (terms.length === 0) return zeroTermsWeight(node.zeroTerms, scoring)
  context.spend(terms.length)
  const weights = terms.map(({ term }) => termWeight(context, field.path, term, scoring))
  const isAnd = node.operator === 'and'
  return booleanWeight({
    must: isAnd ? weights : [],
    should: isAnd ? [] : weights,
    filter: [],
    mustNot: [],
    required: isAnd ? 0 : requiredTerms(node, weights.length),
  })
}

function requiredTerms({ minimumShouldMatch }: MatchNode, terms: number): number {
  if (minimumShouldMatch === undefined || terms === 1) return 1
  return Math.max(1, requiredClauses(terms, minimumShouldMatch))
}
