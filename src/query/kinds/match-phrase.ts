/** `match_phrase`: the terms of the text, next to one another in this order, or within `slop` moves of that. */
import { illegalArgument } from '../../core/errors.ts'
import { isJsonObject } from '../../core/json/value.ts'
import { analyser, zeroTerms } from '../analysed-text.ts'
import { bareScalar } from '../bare-scalar.ts'
import type { MatchPhraseNode, Scalar } from '../node.ts'
import { COMMON, common, integer, readField, readOptions, scalarOrNull } from '../options.ts'
import { LEAF, type QueryKind } from '../query-kind.ts'

const OPTIONS = {
  ...COMMON,
  query: scalarOrNull,
  slop: integer,
  analyzer: analyser,
  zero_terms_query: zeroTerms,
} as const

export const matchPhrase: QueryKind<MatchPhraseNode> = {
  ...LEAF,
  parse(body) {
    const found = readField('match_phrase', body)
    if (!found) throw illegalArgument('[match_phrase] requires fieldName')
    const { field, value } = found
    if (isJsonObject(value)) return node(field, readOptions('match_phrase', value, OPTIONS, field))
    return node(field, { query: value === null ? undefined : bareScalar(body, field, value) })
  },
  fields: (node) => [node.field],
}

type PhraseOptions = Partial<ReturnType<typeof readOptions<typeof OPTIONS>>> & { readonly query?: Scalar | undefined }

function node(field: string, options: PhraseOptions): MatchPhraseNode {
  if (options.query === undefined) throw illegalArgument('[match_phrase] requires query value')
  if ((options.slop ?? 0) < 0) throw illegalArgument('No negative slop allowed.')
  return {
    kind: 'match_phrase',
    ...common(options),
    field,
    text: options.query,
    slop: options.slop ?? 0,
    analyzer: options.analyzer,
    zeroTerms: options.zero_terms_query ?? 'none',
  }
}
