/** `match`: the text is analysed as the field is, and its terms are looked for. Fuzziness is not offered. */
import { parsingException } from '../../core/errors.ts'
import { endPositionOf } from '../../core/json/positions.ts'
import { isJsonObject, type JsonObject } from '../../core/json/value.ts'
import { analyser, operator, zeroTerms } from '../analysed-text.ts'
import { bareScalar } from '../bare-scalar.ts'
import type { MatchNode, Scalar } from '../node.ts'
import { COMMON, common, flag, readField, readOptions, scalarOrNull, textOrNull } from '../options.ts'
import { LEAF, type QueryKind } from '../query-kind.ts'

const OPTIONS = {
  ...COMMON,
  query: scalarOrNull,
  operator,
  minimum_should_match: textOrNull,
  analyzer: analyser,
  lenient: flag,
  zero_terms_query: zeroTerms,
} as const

export const match: QueryKind<MatchNode> = {
  ...LEAF,
  parse(body) {
    const found = readField('match', body)
    if (!found) throw withoutText(body)
    const { field, value } = found
    if (!isJsonObject(value)) {
      const text = value === null ? undefined : bareScalar(body, field, value)
      return node(body, field, { query: text })
    }
    return node(body, field, readOptions('match', value, OPTIONS, field))
  },
  fields: (node) => [node.field],
}

type MatchOptions = Partial<ReturnType<typeof readOptions<typeof OPTIONS>>> & { readonly query?: Scalar | undefined }

function node(body: JsonObject, field: string, options: MatchOptions): MatchNode {
  if (options.query === undefined) throw withoutText(body)
  return {
    kind: 'match',
    ...common(options),
    field,
    text: options.query,
    operator: options.operator ?? 'or',
    minimumShouldMatch: options.minimum_should_match,
    analyzer: options.analyzer,
    lenient: options.lenient ?? false,
    zeroTerms: options.zero_terms_query ?? 'none',
  }
}

const withoutText = (body: JsonObject) => parsingException('No text specified for text query', endPositionOf(body))
