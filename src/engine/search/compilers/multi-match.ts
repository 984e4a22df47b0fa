/** `multi_match`: the same text against several fields, joined as the best of them, or their sum. */
import type { MultiMatchNode, QueryNode, WeightedField } from '../../../query/node.ts'
import type { CompileContext, Compiler } from '../compile-context.ts'
import { disMaxWeight } from '../weights/dis-max.ts'
import { leniently } from './match.ts'

const ALL_FIELDS: readonly WeightedField[] = [{ pattern: '*', boost: 1 }]

export const compileMultiMatch: Compiler<MultiMatchNode> = (node, scoring, context, compile) => {
  const fields = node.fields.length === 0 ? defaultFields(context) : node.fields
  const lenient = node.lenient || fields.some(({ pattern }) => pattern === '*')
  const weights = resolveFields(fields, context).map((field) =>
    leniently(lenient, () => compile(fieldQuery(node, field, lenient), scoring)),
  )
  const tieBreaker = Math.fround(node.tieBreaker ?? (node.type === 'most_fields' ? 1 : 0))
  return disMaxWeight(weights, tieBreaker)
}

/** `index.query.default_field`: every field unless the index says otherwise. */
function defaultFields({ reader }: CompileContext): readonly WeightedField[] {
  const given = reader.setting('index.query.default_field')
  if (given === undefined) return ALL_FIELDS
  return given.split(',').map((pattern) => ({ pattern: pattern.trim(), boost: 1 }))
}

/** Patterns as the fields they match; a field named twice has both boosts. */
function resolveFields(fields: readonly WeightedField[], { reader }: CompileContext): readonly WeightedField[] {
  const boosts = new Map<string, number>()
  for (const { pattern, boost } of fields) {
    const paths = pattern.includes('*') ? reader.matchFields(pattern) : reader.field(pattern) ? [pattern] : []
    for (const path of paths) boosts.set(path, Math.fround((boosts.get(path) ?? 1) * boost))
  }
  return [...boosts].map(([pattern, boost]) => ({ pattern, boost }))
}

function fieldQuery(node: MultiMatchNode, { pattern: field, boost }: WeightedField, lenient: boolean): QueryNode {
  const { text, analyzer, zeroTerms, slop, operator, minimumShouldMatch } = node
  const shared = { field, boost, name: undefined, text, analyzer, zeroTerms }
  if (node.type === 'phrase') return { kind: 'match_phrase', ...shared, slop }
  return { kind: 'match', ...shared, operator, minimumShouldMatch, lenient }
}
