/** `exists`: documents that have a value in a field, or in some field of an object or pattern. */
import { parsingException } from '../../core/errors.ts'
import { endPositionOf } from '../../core/json/positions.ts'
import type { ExistsNode } from '../node.ts'
import { COMMON, common, readOptions, text } from '../options.ts'
import { LEAF, type QueryKind } from '../query-kind.ts'

const OPTIONS = { ...COMMON, field: text } as const

export const exists: QueryKind<ExistsNode> = {
  ...LEAF,
  parse(body) {
    const options = readOptions('exists', body, OPTIONS)
    if (!options.field) throw parsingException('[exists] must be provided with a [field]', endPositionOf(body))
    return { kind: 'exists', ...common(options), field: options.field }
  },
  fields: (node) => [node.field],
}
