/** The short form of a query, `{"match": {"field": "value"}}`: a value where an object of options could stand. */
import { illegalArgument } from '../core/errors.ts'
import { positionOf } from '../core/json/positions.ts'
import type { JsonObject, JsonValue } from '../core/json/value.ts'
import { tokenName } from '../core/json/value.ts'
import type { Scalar } from './node.ts'
import { isScalar } from './options.ts'

/** The value of a short form; an array is no value. */
export function bareScalar(body: JsonObject, field: string, value: JsonValue): Scalar {
  if (isScalar(value)) return value
  const place = positionOf(body, field)
  const where = place ? ` at ${place.line}:${place.column}` : ''
  throw illegalArgument(`Expected text${where} but found ${tokenName(value)}`)
}
