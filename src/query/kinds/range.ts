/** `range`: values between bounds; on dates with date math, formats and time zones. `relation` belongs to range fields and is not offered. */
import { illegalArgument } from '../../core/errors.ts'
import { isJsonObject } from '../../core/json/value.ts'
import { parseTimeZone } from '../../core/time-zone.ts'
import type { RangeBound, RangeNode, Scalar } from '../node.ts'
import { COMMON, common, type Option, readField, readOptions, scalarOrNull, text, textOrNull, unsupported } from '../options.ts'
import { LEAF, type QueryKind } from '../query-kind.ts'

const OPTIONS = {
  ...COMMON,
  gt: scalarOrNull,
  gte: scalarOrNull,
  lt: scalarOrNull,
  lte: scalarOrNull,
  format: textOrNull,
  time_zone: timeZone,
} as const

export const range: QueryKind<RangeNode> = {
  ...LEAF,
  parse(body) {
    const found = readField('range', body)
    if (!found) throw illegalArgument('field name is null or empty')
    const { field, value } = found
    if (!isJsonObject(value)) throw unsupported('range', body, field)
    if (field === '') throw illegalArgument('field name is null or empty')
    const options = readOptions('range', value, OPTIONS, field)
    return {
      kind: 'range',
      ...common(options),
      field,
      lower: lastBound([...value.keys()], { gt: options.gt, gte: options.gte }),
      upper: lastBound([...value.keys()], { lt: options.lt, lte: options.lte }),
      format: options.format,
      timeZone: options.time_zone,
    }
  },
  fields: (node) => [node.field],
}

/** A zone's id or offset, checked while the query is read. */
function timeZone(option: Option): string {
  const given = text(option)
  parseTimeZone(given)
  return given
}

/** Where both forms of a bound are given the later one counts. */
function lastBound(order: readonly string[], bounds: Readonly<Record<string, Scalar | undefined>>): RangeBound | undefined {
  const last = order.findLast((key) => Object.hasOwn(bounds, key))
  const value = last === undefined ? undefined : bounds[last]
  return value === undefined ? undefined : { value, inclusive: last?.endsWith('e') ?? false }
}
