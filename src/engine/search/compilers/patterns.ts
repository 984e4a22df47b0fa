/** `prefix` and `wildcard`: the terms of the dictionary that match, every document of theirs with one score. */
import { compileWildcard as compilePattern } from '../../../core/wildcard.ts'
import type { MappedField } from '../../../mapping/field.ts'
import type { PrefixNode, WildcardNode } from '../../../query/node.ts'
import type { CompileContext, Compiler } from '../compile-context.ts'
import { refuseMetadata } from '../metadata-fields.ts'
import { queryShardFailure } from '../shard-errors.ts'
import { foldCase } from '../terms/fold-case.ts'
import { matchingTerms } from '../terms/ordinals.ts'
import { MATCH_NONE } from '../weight.ts'
import { termSetWeight } from '../weights/doc-set.ts'
import { requireSearchable } from './term.ts'

export const compilePrefix: Compiler<PrefixNode> = (node, { boost }, context) => {
  const field = stringField('prefix', node.field, context)
  if (!field) return MATCH_NONE
  if (!node.caseInsensitive) return termSetWeight(boost, field.path, (terms) => matchingTerms(terms, node.value, () => true))
  const wanted = foldCase(node.value)
  return termSetWeight(boost, field.path, (terms) => matchingTerms(terms, '', (term) => foldCase(term).startsWith(wanted)))
}

export const compileWildcard: Compiler<WildcardNode> = (node, { boost }, context) => {
  const field = stringField('wildcard', node.field, context)
  if (!field) return MATCH_NONE
  const { literal, matches } = compilePattern(node.caseInsensitive ? foldCase(node.pattern) : node.pattern, { single: true })
  if (!node.caseInsensitive) return termSetWeight(boost, field.path, (terms) => matchingTerms(terms, literal, matches))
  return termSetWeight(boost, field.path, (terms) => matchingTerms(terms, '', (term) => matches(foldCase(term))))
}

function stringField(kind: string, path: string, context: CompileContext): MappedField | undefined {
  const field = context.field(path)
  if (!field) {
    refuseMetadata(kind, path)
    return undefined
  }
  if (field.type !== 'text' && field.type !== 'keyword') {
    const types = 'keyword, text and wildcard fields'
    const reason = `Can only use ${kind} queries on ${types} - not on [${path}] which is of type [${field.type}]`
    throw queryShardFailure(context.reader, reason)
  }
  requireSearchable(field)
  return field
}
