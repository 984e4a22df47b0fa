/** `prefix` and `wildcard`: terms that begin with a text, or match a pattern. Every match scores 1. */
import { illegalArgument } from '../../core/errors.ts'
import { isJsonObject, type JsonObject } from '../../core/json/value.ts'
import { bareScalar } from '../bare-scalar.ts'
import type { PrefixNode, WildcardNode } from '../node.ts'
import type { Option } from '../options.ts'
import { COMMON, common, flag, readField, readOptions, scalarText, text, textOrNull } from '../options.ts'
import { LEAF, type QueryKind } from '../query-kind.ts'

const PREFIX_OPTIONS = { ...COMMON, value: textOrNull, case_insensitive: flag, rewrite } as const
const WILDCARD_OPTIONS = { ...PREFIX_OPTIONS, wildcard: textOrNull } as const

export const prefix: QueryKind<PrefixNode> = {
  ...LEAF,
  parse(body) {
    const { field, bare, options } = fieldOf('prefix', body, PREFIX_OPTIONS)
    const value = bare ?? options.value
    if (value === undefined) throw illegalArgument('value cannot be null')
    return { kind: 'prefix', ...common(options), field, value, caseInsensitive: options.case_insensitive ?? false }
  },
  fields: (node) => [node.field],
}

export const wildcard: QueryKind<WildcardNode> = {
  ...LEAF,
  parse(body) {
    const { field, bare, options } = fieldOf('wildcard', body, WILDCARD_OPTIONS)
    const pattern = bare ?? options.value ?? options.wildcard
    if (pattern === undefined) throw illegalArgument('value cannot be null')
    return { kind: 'wildcard', ...common(options), field, pattern, caseInsensitive: options.case_insensitive ?? false }
  },
  fields: (node) => [node.field],
}

function fieldOf<Table extends typeof PREFIX_OPTIONS>(kind: string, body: JsonObject, table: Table) {
  const found = readField(kind, body)
  if (!found || found.field === '') throw illegalArgument('field name is null or empty')
  const { field, value } = found
  if (isJsonObject(value)) return { field, bare: undefined, options: readOptions(kind, value, table, field) }
  const bare = value === null ? undefined : scalarText(bareScalar(body, field, value))
  return { field, bare, options: {} as ReturnType<typeof readOptions<Table>> }
}

/** The ways of rewriting that score alike; the others would score differently from what is offered. */
function rewrite(option: Option): string {
  const given = text(option)
  if (['constant_score', 'constant_score_blended', 'constant_score_boolean'].includes(given)) return given
  throw illegalArgument(`[${option.kind}] rewrite method [${given}] is not supported`)
}
