/** The `slice` member of a search body: the part of a long read that this caller takes. */
import { ElasticError, illegalArgument } from '../../core/errors.ts'
import { positionOf } from '../../core/json/positions.ts'
import type { JsonObject } from '../../core/json/value.ts'
import { isJsonObject } from '../../core/json/value.ts'
import { type BodyMember, intOf, textOf, unknownKey } from './body-member.ts'

export interface SliceOption {
  readonly id: number
  readonly max: number
  /** `_id` given by name: slices by id, where a point in time would be sliced by place. */
  readonly isById: boolean
}

export function parseSlice(member: BodyMember): SliceOption {
  if (!isJsonObject(member.value)) throw unknownKey(member)
  const body = member.value
  const numbers = new Map<string, number>()
  let isById = false
  for (const [key, value] of body) {
    if (key === 'field') isById = isIdField(textOf({ body, key, value }))
    else if (key === 'id' || key === 'max') numbers.set(key, parseNumber({ body, key, value }, numbers))
    else throw failure(body, key, `[slice] unknown field [${key}]`)
  }
  return { id: numbers.get('id') ?? -1, max: numbers.get('max') ?? -1, isById }
}

function isIdField(field: string): boolean {
  if (field === '_id') return true
  throw illegalArgument(`[slice] by the field [${field}] is not supported by this node, leave [field] out`)
}

function parseNumber(member: BodyMember, earlier: ReadonlyMap<string, number>): number {
  const value = intOf(member)
  const fault = member.key === 'id' ? idFault(value, earlier.get('max')) : maxFault(value, earlier.get('id'))
  if (fault === undefined) return value
  throw failure(member.body, member.key, `[slice] failed to parse field [${member.key}]`, illegalArgument(fault))
}

const idFault = (id: number, max: number | undefined): string | undefined => {
  if (id < 0) return 'id must be greater than or equal to 0'
  return max !== undefined && id >= max ? 'max must be greater than id' : undefined
}

const maxFault = (max: number, id: number | undefined): string | undefined => {
  if (max <= 1) return 'max must be greater than 1'
  return id !== undefined && id >= max ? 'max must be greater than id' : undefined
}

function failure(body: JsonObject, key: string, reason: string, causedBy?: ElasticError): ElasticError {
  const at = positionOf(body, key)
  const place = at ? `[${at.line}:${at.column}] ` : ''
  return new ElasticError('x_content_parse_exception', `${place}${reason}`, causedBy ? { causedBy } : {})
}

const DEFAULT_MOST_SLICES = 1024

/** Throws 400 for a slice that is not whole, or one of too many. */
export function checkSlice(
  { id, max }: SliceOption,
  mostSlices: string | undefined,
  wrap: (error: ElasticError) => ElasticError,
): void {
  if (id < 0) throw wrap(illegalArgument('id must be greater than or equal to 0'))
  if (max <= 1) throw wrap(illegalArgument('max must be greater than 1'))
  const most = Number(mostSlices ?? DEFAULT_MOST_SLICES)
  if (max <= most) return
  throw wrap(
    illegalArgument(
      `The number of slices [${max}] is too large. It must be less than [${most}]. ` +
        'This limit can be set by changing the [index.max_slices_per_scroll] index level setting.',
    ),
  )
}
