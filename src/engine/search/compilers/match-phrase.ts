/** `match_phrase`: the terms of a text at their distances. */
import type { MappedField } from '../../../mapping/field.ts'
import type { MatchPhraseNode } from '../../../query/node.ts'
import { scalarText } from '../../../query/options.ts'
import { analyseText } from '../analysed-terms.ts'
import { chosenAnalyzer } from '../chosen-analyzer.ts'
import type { CompileContext, Compiler, Scoring } from '../compile-context.ts'
import type { Weight } from '../weight.ts'
import { phraseWeight } from '../weights/phrase.ts'
import { termWeight } from '../weights/term.ts'
import { zeroTermsWeight } from './match.ts'
import { exactValue, metadataTerms, requireSearchable, unmapped } from './term.ts'

export const compileMatchPhrase: Compiler<MatchPhraseNode> = (node, scoring, context) => {
  const field = context.field(node.field)
  if (!field) return metadataTerms(node.field, [node.text], scoring, context) ?? unmapped('match_phrase', node.field)
  return field.family === 'text' ? textPhrase(field, node, scoring, context) : exactValue(field, node.text, scoring, context)
}

function textPhrase(field: MappedField, node: MatchPhraseNode, scoring: Scoring, context: CompileContext): Weight {
  requireSearchable(field)
  const terms = analyseText(chosenAnalyzer('match_phrase', node.analyzer, field, context), scalarText(node.text))
  const [first] = terms
  if (!first) return zeroTermsWeight(node.zeroTerms, scoring)
  if (terms.length === 1) return termWeight(context, field.path, first.term, scoring)
  context.spend(terms.length)
  return phraseWeight(context, field.path, terms, node.slop, scoring)
}
