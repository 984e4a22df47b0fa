/** The `pit` member of a search body: the point in time to search, and how long it shall live from now on. */
import { ElasticError, illegalArgument } from '../../core/errors.ts'
import { namePositionOf, positionOf } from '../../core/json/positions.ts'
import { isJsonObject } from '../../core/json/value.ts'
import { parseTimeValue } from '../../core/units.ts'
import { type BodyMember, textOf, unknownKey } from './body-member.ts'
import { type PointInTimeId, parsePointInTimeId } from './context-id.ts'

export interface PitOption {
  /** As it was given. */
  readonly text: string
  readonly id: PointInTimeId
  /** Milliseconds; undefined: as before. */
  readonly keepAlive: number | undefined
}

export function parsePit(member: BodyMember): PitOption {
  if (!isJsonObject(member.value)) throw unknownKey(member)
  const body = member.value
  let text: string | undefined
  let keepAlive: number | undefined
  for (const [key, value] of body) {
    if (key === 'id' && typeof value === 'string') text = value
    else if (key === 'keep_alive') keepAlive = parseTimeValue(textOf({ body, key, value }), 'keep_alive')
    else throw refused({ body, key, value })
  }
  if (text === undefined) throw illegalArgument('point in time id is not provided')
  return { text, id: parsePointInTimeId(text), keepAlive }
}

function refused({ body, key }: BodyMember): ElasticError {
  const at = key === 'id' ? positionOf(body, key) : namePositionOf(body, key)
  const place = at ? `[${at.line}:${at.column}] ` : ''
  const what = key === 'id' ? "id doesn't support values of this type" : `unknown field [${key}]`
  return new ElasticError('x_content_parse_exception', `${place}[pit] ${what}`)
}
