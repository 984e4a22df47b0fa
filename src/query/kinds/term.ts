/** `term`: one exact value, not analysed. */
import { illegalArgument, parsingException } from '../../core/errors.ts'
import { positionOf } from '../../core/json/positions.ts'
import { isJsonObject } from '../../core/json/value.ts'
import { bareScalar } from '../bare-scalar.ts'
import type { Scalar, TermNode } from '../node.ts'
import { COMMON, common, flag, readField, readOptions, scalarOrNull } from '../options.ts'
import { LEAF, type QueryKind } from '../query-kind.ts'

const OPTIONS = { ...COMMON, value: scalarOrNull, term: scalarOrNull, case_insensitive: flag } as const

export const term: QueryKind<TermNode> = {
  ...LEAF,
  parse(body) {
    const found = readField('term', body)
    if (!found) throw illegalArgument('field name is null or empty')
    const { field, value } = found
    if (Array.isArray(value)) throw parsingException('[term] query does not support array of values', positionOf(body, field))
    if (!isJsonObject(value)) return node(field, { value: value === null ? undefined : bareScalar(body, field, value) })
    return node(field, readOptions('term', value, OPTIONS, field))
  },
  fields: (node) => [node.field],
}

type TermOptions = Partial<ReturnType<typeof readOptions<typeof OPTIONS>>> & { readonly value?: Scalar | undefined }

function node(field: string, options: TermOptions): TermNode {
  const value = options.value ?? options.term
  if (field === '') throw illegalArgument('field name is null or empty')
  if (value === undefined) throw illegalArgument('value cannot be null')
  return { kind: 'term', ...common(options), field, value, caseInsensitive: options.case_insensitive ?? false }
}
