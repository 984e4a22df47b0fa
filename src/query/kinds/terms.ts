/** `terms`: any of several exact values, given as such or kept in a document. */
import { illegalArgument, parsingException } from '../../core/errors.ts'
import { endPositionOf, positionOf } from '../../core/json/positions.ts'
import type { JsonObject, JsonValue } from '../../core/json/value.ts'
import { isJsonObject } from '../../core/json/value.ts'
import type { Scalar, TermsLookup, TermsNode } from '../node.ts'
import { boost, common, isScalar, type Option, text, unsupported } from '../options.ts'
import { LEAF, type QueryKind } from '../query-kind.ts'
import { readStrictObject, textField } from '../strict-object.ts'

export const terms: QueryKind<TermsNode> = {
  ...LEAF,
  parse(body) {
    let found: Pick<TermsNode, 'field' | 'values' | 'lookup'> | undefined
    const options: { boost?: number; _name?: string } = {}
    for (const [key, value] of body) {
      if (Array.isArray(value)) found = { field: onlyOne(body, key, found), values: scalars(value) }
      else if (isJsonObject(value)) found = { field: onlyOne(body, key, found), values: [], lookup: lookupOf(value) }
      else readOption(options, { kind: 'terms', container: body, key, value, field: undefined })
    }
    if (!found) {
      const reason = '[terms] query requires a field name, followed by array of terms or a document lookup specification'
      throw parsingException(reason, endPositionOf(body))
    }
    return { kind: 'terms', ...common(options), ...found }
  },
  fields: (node) => [node.field],
  lookups: ({ lookup }) => (lookup ? [lookup] : []),
}

function lookupOf(body: JsonObject): TermsLookup {
  const options = readStrictObject('terms_lookup', body, { index: textField, id: textField, path: textField, routing: textField })
  const { index, id, path, routing } = options
  if (index !== undefined && id !== undefined && path !== undefined) return { index, id, path, routing: routing || undefined }
  const missing = (['index', 'id', 'path'] as const).filter((name) => options[name] === undefined)
  throw illegalArgument(`Required [${missing.join(', ')}]`)
}

function onlyOne(body: JsonObject, key: string, before: Pick<TermsNode, 'field'> | undefined): string {
  if (before === undefined) return key
  const isLookup = isJsonObject(body.get(key))
  const reason = isLookup
    ? `[terms] query does not support more than one field. Already got: [${before.field}] but also found [${key}]`
    : '[terms] query does not support multiple fields'
  throw parsingException(reason, positionOf(body, key))
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
