/** `simple_query_string` over own records: its little language, on those of the named fields that may be searched. */
import { illegalArgument, parsingException } from '../../../core/errors.ts'
import { endPositionOf, positionOf } from '../../../core/json/positions.ts'
import type { JsonObject } from '../../../core/json/value.ts'
import { compileWildcard } from '../../../core/wildcard.ts'
import { analyser, operator } from '../../../query/analysed-text.ts'
import type { BoolNode, Operator, QueryNode } from '../../../query/node.ts'
import {
  COMMON,
  flag,
  integer,
  isScalar,
  type Option,
  type Readers,
  scalarText,
  text,
  textOrNull,
  type Values,
} from '../../../query/options.ts'
import { parseSimpleQuery, SIMPLE_QUERY_FLAGS, type SimpleQuery, type SimpleQueryFlags } from '../../../query/simple-query.ts'
import { findField, type RecordSchema } from './record-schema.ts'

const OPTIONS = {
  ...COMMON,
  query: text,
  fields: readFields,
  default_operator: operator,
  flags: readFlags,
  minimum_should_match: textOrNull,
  // Values that a field cannot read match nothing in any case.
  lenient: flag,
  // What follows changes how texts are analysed or how fuzzy words are: the fields are keywords, and no word is fuzzy.
  analyzer: analyser,
  analyze_wildcard: flag,
  auto_generate_synonyms_phrase_query: flag,
  fuzzy_prefix_length: integer,
  fuzzy_max_expansions: integer,
  fuzzy_transpositions: flag,
} as const satisfies Readers

/** Throws 400 in Elasticsearch's words. */
export function readSimpleQueryString<Item>(body: JsonObject, schema: RecordSchema<Item>): QueryNode {
  const options = readAll(body)
  if (options.query === undefined) throw parsingException('[simple_query_string] query text missing', endPositionOf(body))
  const { default_operator: by = 'or', flags = ALL, minimum_should_match: minimum } = options
  const query = parseSimpleQuery(options.query, by, flags)
  if (!query) return NOTHING
  const node = toNode(query, fieldsOf(options.fields ?? ['*'], schema), by)
  return minimum === undefined || node.kind !== 'bool' || query.kind !== 'or' ? node : { ...node, minimumShouldMatch: minimum }
}

const ALL: SimpleQueryFlags = new Set(SIMPLE_QUERY_FLAGS)
const PLAIN = { boost: 1, name: undefined } as const
const NOTHING: QueryNode = { kind: 'match_none', ...PLAIN }

function readAll(body: JsonObject): Values<typeof OPTIONS> {
  const values: Record<string, unknown> = {}
  for (const [key, value] of body) {
    if (!Object.hasOwn(OPTIONS, key))
      throw parsingException(`[simple_query_string] unsupported field [${key}]`, positionOf(body, key))
    const read = OPTIONS[key as keyof typeof OPTIONS]
    values[key] = read({ kind: 'simple_query_string', container: body, key, value, field: undefined })
  }
  return values as Values<typeof OPTIONS>
}

/** Weights (`name^2`) only make scores. */
function readFields({ value, container, key }: Option): readonly string[] {
  if (!Array.isArray(value)) {
    throw parsingException('[simple_query_string] query does not support [fields]', positionOf(container, key))
  }
  return value.map((name) => (isScalar(name) ? scalarText(name).replace(/\^[\d.]+$/, '') : ''))
}

/** `ALL`, `NONE`, names with `|` between them, or -1. */
function readFlags(option: Option): SimpleQueryFlags {
  const given = text(option)
  if (given === '-1' || given === '') return ALL
  const names = given.split('|').map((name) => name.trim().toUpperCase())
  if (names.includes('ALL')) return ALL
  const unknown = names.find((name) => name !== 'NONE' && !SIMPLE_QUERY_FLAGS.includes(name))
  if (unknown !== undefined) throw illegalArgument(`Unknown simple_query_string flag [${unknown}]`)
  return new Set(names)
}

interface SearchedField {
  readonly name: string
  /** Has terms that can begin with something. */
  readonly isTextual: boolean
}

/** Names that may not be searched are left out: the reply does not tell them from those that do not exist. */
function fieldsOf<Item>(patterns: readonly string[], schema: RecordSchema<Item>): readonly SearchedField[] {
  const all = [...schema.fields.keys(), 'metadata']
  const named = patterns.flatMap((pattern) => {
    if (!pattern.includes('*')) return [pattern]
    const wildcard = compileWildcard(pattern)
    return all.filter((name) => wildcard.matches(name))
  })
  return [...new Set(named)].flatMap((name) => {
    const field = findField(schema, name)
    return field ? [{ name, isTextual: field.type === 'keyword' || field.type === 'text' }] : []
  })
}

function toNode(query: SimpleQuery, fields: readonly SearchedField[], by: Operator): QueryNode {
  switch (query.kind) {
    case 'and':
      return bool({ must: query.parts.map((part) => toNode(part, fields, by)) })
    case 'or':
      return bool({ should: query.parts.map((part) => toNode(part, fields, by)) })
    case 'not':
      return bool({ mustNot: [toNode(query.part, fields, by)] })
    case 'prefix':
      return anyOf(
        fields.filter(({ isTextual }) => isTextual),
        (field) => ({ kind: 'prefix', ...PLAIN, field, value: query.text, caseInsensitive: false }),
      )
    case 'phrase':
      if (query.slop > 0) throw illegalArgument('loose phrases are not supported in this context')
      return anyOf(fields, (field) => phrase(field, query.text))
    default:
      if (query.fuzziness > 0) throw illegalArgument('fuzzy words are not supported in this context')
      return anyOf(fields, (field) => matching(field, query.text, by))
  }
}

const bool = (clauses: Partial<Pick<BoolNode, 'must' | 'should' | 'mustNot'>>): BoolNode => ({
  kind: 'bool',
  ...PLAIN,
  must: [],
  filter: [],
  should: [],
  mustNot: [],
  minimumShouldMatch: undefined,
  ...clauses,
})

const anyOf = (fields: readonly SearchedField[], on: (field: string) => QueryNode): QueryNode =>
  fields.length === 0 ? NOTHING : bool({ should: fields.map(({ name }) => on(name)) })

const phrase = (field: string, words: string): QueryNode => ({
  kind: 'match_phrase',
  ...PLAIN,
  field,
  text: words,
  slop: 0,
  analyzer: undefined,
  zeroTerms: 'none',
})

const matching = (field: string, words: string, by: Operator): QueryNode => ({
  kind: 'match',
  ...PLAIN,
  field,
  text: words,
  operator: by,
  minimumShouldMatch: undefined,
  analyzer: undefined,
  lenient: true,
  zeroTerms: 'none',
})
