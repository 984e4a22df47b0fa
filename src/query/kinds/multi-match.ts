/** `multi_match`: one text against several fields; the best field counts, or their sum. `cross_fields`, prefixes and fuzziness are not offered. */
import { ElasticError, illegalArgument, parseFailure, parsingException } from '../../core/errors.ts'
import { endPositionOf, positionOf } from '../../core/json/positions.ts'
import { analyser, operator, zeroTerms } from '../analysed-text.ts'
import type { MultiMatchNode, WeightedField } from '../node.ts'
import type { Option } from '../options.ts'
import {
  COMMON,
  common,
  flag,
  integer,
  isScalar,
  number,
  readOptions,
  scalarOrNull,
  scalarText,
  text,
  textOrNull,
} from '../options.ts'
import { LEAF, type QueryKind } from '../query-kind.ts'

const OPTIONS = {
  ...COMMON,
  query: scalarOrNull,
  fields: weightedFields,
  type: matchType,
  tie_breaker: number,
  operator,
  minimum_should_match: textOrNull,
  analyzer: analyser,
  lenient: flag,
  slop: integer,
  zero_terms_query: zeroTerms,
} as const

export const multiMatch: QueryKind<MultiMatchNode> = {
  ...LEAF,
  parse(body) {
    const options = readOptions('multi_match', body, OPTIONS)
    if (options.query === undefined) throw parsingException('No text specified for multi_match query', endPositionOf(body))
    if ((options.slop ?? 0) < 0) throw illegalArgument('No negative slop allowed.')
    return {
      kind: 'multi_match',
      ...common(options),
      text: options.query,
      fields: options.fields ?? [],
      type: options.type ?? 'best_fields',
      tieBreaker: options.tie_breaker,
      operator: options.operator ?? 'or',
      minimumShouldMatch: options.minimum_should_match,
      analyzer: options.analyzer,
      lenient: options.lenient ?? false,
      slop: options.slop ?? 0,
      zeroTerms: options.zero_terms_query ?? 'none',
    }
  },
  fields: (node) => (node.fields.length === 0 ? ['*'] : node.fields.map((field) => field.pattern)),
}

function matchType(option: Option): MultiMatchNode['type'] {
  const given = text(option)
  if (given === 'best_fields' || given === 'most_fields' || given === 'phrase') return given
  const known = ['cross_fields', 'phrase_prefix', 'bool_prefix'].includes(given)
  if (known) throw illegalArgument(`[multi_match] query type [${given}] is not supported`)
  throw parseFailure(`failed to parse [multi_match] query type [${given}]. unknown type.`)
}

function weightedFields(option: Option): readonly WeightedField[] {
  const { container, value, key } = option
  if (isScalar(value)) return [weightedField(scalarText(value))]
  if (!Array.isArray(value)) throw parsingException(`[multi_match] query does not support [${key}]`, positionOf(container, key))
  return value.map((item, at) => {
    if (isScalar(item)) return weightedField(scalarText(item))
    throw parsingException(`[multi_match] query does not support [${key}]`, positionOf(value, at))
  })
}

function weightedField(text: string): WeightedField {
  const caret = text.lastIndexOf('^')
  if (caret < 0) return { pattern: text, boost: 1 }
  const given = text.slice(caret + 1)
  const boost = given.trim() === '' ? Number.NaN : Number(given)
  if (Number.isNaN(boost)) throw new ElasticError('number_format_exception', `For input string: "${given}"`)
  if (boost < 0) throw illegalArgument(`negative [boost] are not allowed in [${text}], use a value between 0 and 1 to deboost`)
  return { pattern: text.slice(0, caret), boost: Math.fround(boost) }
}
