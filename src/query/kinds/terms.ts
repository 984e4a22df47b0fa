/** `terms`: any of several exact values. Looking the values up in another document is not offered. */
import { illegalArgument, parsingException } from '../../core/errors.ts'
import { endPositionOf, positionOf } from '../../core/json/positions.ts'
import type { JsonObject, JsonValue } from '../../core/json/value.ts'
import { isJsonObject } from '../../core/json/value.ts'
import type { Scalar, TermsNode } from '../node.ts'
import { boost, common, isScalar, type Option, text, unsupported } from '../options.ts'
import { LEAF, type QueryKind } from '../query-kind.ts'

export const terms: QueryKind<TermsNode> = {
  ...LEAF,
  parse(body) {
    let found: { field: string; values: readonly Scalar[] } | undefined
    const options: { boost?: number; _name?: string } = {}
    for (const [key, value] of body) {
      if (Array.isArray(value)) found = { field: onlyOne(body, key, found), values: scalars(value) }
      else if (isJsonObject(value)) throw illegalArgument(`[terms] query with terms lookup is not supported`)
      else readOption(options, { kind: 'terms', container: body, key, value, field: undefined })
    }
    if (!found) {
      const reason = '[terms] query requires a field name, followed by array of terms or a document lookup specification'
      throw parsingException(reason, endPositionOf(body))
    }
    return { kind: 'terms', ...common(options), ...found }
  },
  fields: (node) => [node.field],
}

function onlyOne(body: JsonObject, key: string, before: unknown): string {
  if (before === undefined) return key
  throw parsingException('[terms] query does not support multiple fields', positionOf(body, key))
}

function scalars(list: JsonValue[]): readonly Scalar[] {
  return list.map((item, at) => {
    if (isScalar(item)) return item
    throw parsingException('No value specified for terms query', positionOf(list, at))
  })
}

function readOption(options: { boost?: number; _name?: string }, option: Option): void {
  if (option.key === 'boost') options.boost = boost(option)
  else if (option.key === '_name') options._name = text(option)
  else throw unsupported('terms', option.container, option.key)
}
