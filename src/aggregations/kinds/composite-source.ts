/** What a composite aggregation puts its keys together from: `terms`, `date_histogram` or `histogram` of a field. */
import { beginOf } from '../../core/date-math.ts'
import { illegalArgument, parsingException } from '../../core/errors.ts'
import { type JsonContainer, positionOf } from '../../core/json/positions.ts'
import { isJsonObject, type JsonObject, type JsonValue, tokenName } from '../../core/json/value.ts'
import { parseTimeValue } from '../../core/units.ts'
import { flag, number, type Option, text } from '../../query/options.ts'
import { readStrictObject, scalarField, textField } from '../../query/strict-object.ts'
import { SOURCE, toSource, type Value, type ValueSource } from '../value-source.ts'

export interface CompositeSource extends ValueSource {
  readonly name: string
  readonly kind: 'terms' | 'date_histogram' | 'histogram'
  readonly descending: boolean
  /** Documents without a value have a bucket, too. */
  readonly withMissing: boolean
  readonly missingFirst: boolean
  /** The value whose bucket a value is in. */
  floor(value: Value): Value
}

const COMMON = {
  ...SOURCE,
  order: readDirection,
  missing_bucket: scalarField(flag),
  missing_order: text,
} as const

/** `[{"name": {"terms": {…}}}, …]`. */
export function readSources({ value }: Option): readonly CompositeSource[] {
  const list = Array.isArray(value) ? value : [value]
  const sources = list.map((_, at) => readSource(list, at))
  if (sources.length === 0) throw illegalArgument('Composite [sources] cannot be null or empty')
  const names = sources.map(({ name }) => name)
  const repeated = names.filter((name, at) => names.indexOf(name) !== at)
  if (repeated.length > 0)
    throw illegalArgument(`Composite source names must be unique, found duplicates: [${[...new Set(repeated)].join(',')}]`)
  return sources
}

function readSource(list: JsonValue[], at: number): CompositeSource {
  const [name, named] = onlyMember(list, at)
  const [kind, body] = onlyMember(named, name)
  if (kind !== 'terms' && kind !== 'date_histogram' && kind !== 'histogram') {
    throw parsingException(`invalid source type: ${kind}`, positionOf(named.get(name) as JsonObject, kind))
  }
  const options = body.get(kind)
  if (!isJsonObject(options)) throw parsingException(`invalid source type: ${kind}`, positionOf(body, kind))
  const { common, floor } = READERS[kind](options)
  const missingOrder = common.missing_order ?? 'default'
  if (!/^(first|last|default)$/.test(missingOrder))
    throw illegalArgument(`Unknown missing order: [${missingOrder}], valid values are: [first, last, default]`)
  const descending = common.order === 'desc'
  return {
    ...toSource(common),
    name,
    kind,
    descending,
    withMissing: common.missing_bucket ?? false,
    missingFirst: missingOrder === 'default' ? !descending : missingOrder === 'first',
    floor,
  }
}

/** The one member of an object that has to have one, with the object. */
function onlyMember(container: JsonContainer, key: string | number): readonly [string, JsonObject] {
  const value = Array.isArray(container) ? container[key as number] : container.get(key as string)
  const name = isJsonObject(value) ? [...value.keys()] : []
  if (isJsonObject(value) && name.length === 1) return [name[0] as string, value]
  const found = isJsonObject(value) ? `${name.length} members` : tokenName(value ?? null)
  throw parsingException(`invalid composite source, expected an object with one member but found ${found}`, positionOf(container))
}

interface ReadSource {
  readonly common: Parameters<typeof toSource>[0] & {
    readonly order?: 'asc' | 'desc'
    readonly missing_bucket?: boolean
    readonly missing_order?: string
  }
  floor(value: Value): Value
}

const READERS: Readonly<Record<CompositeSource['kind'], (body: JsonObject) => ReadSource>> = {
  terms: (body) => ({ common: readStrictObject('terms', body, COMMON), floor: (value) => value }),
  histogram(body) {
    const common = readStrictObject('histogram', body, { ...COMMON, interval: scalarField(number) })
    const { interval = 0 } = common
    if (interval <= 0) throw illegalArgument('[interval] must be greater than 0 for [histogram] source')
    return { common, floor: (value) => Math.floor(Number(value) / interval) * interval }
  },
  date_histogram(body) {
    const common = readStrictObject('date_histogram', body, {
      ...COMMON,
      calendar_interval: textField,
      fixed_interval: textField,
      offset: textField,
    })
    const { calendar_interval: calendar, fixed_interval: fixed, offset } = common
    if ((calendar === undefined) === (fixed === undefined)) {
      throw illegalArgument('Invalid interval specified, must be non-null and non-empty')
    }
    if (offset !== undefined) throw illegalArgument('[offset] is not supported in this context')
    const { zone } = toSource(common)
    const unit = calendar === undefined ? undefined : calendarUnit(calendar)
    const length = fixed === undefined ? 0 : parseTimeValue(fixed, 'fixed_interval')
    const floorFixed = (value: number): number => {
      const shifted = zone.offsetAt(value)
      return Math.floor((value + shifted) / length) * length - shifted
    }
    return {
      common,
      floor: (value) => (unit === undefined ? floorFixed(Number(value)) : beginOf(Number(value), unit, zone)),
    }
  },
}

const CALENDAR_UNITS: Readonly<Record<string, string>> = {
  minute: 'm',
  '1m': 'm',
  hour: 'h',
  '1h': 'h',
  day: 'd',
  '1d': 'd',
  week: 'w',
  '1w': 'w',
  month: 'M',
  '1M': 'M',
  year: 'y',
  '1y': 'y',
}

function calendarUnit(interval: string): string {
  const unit = Object.hasOwn(CALENDAR_UNITS, interval) ? CALENDAR_UNITS[interval] : undefined
  if (unit !== undefined) return unit
  throw illegalArgument(`The supplied interval [${interval}] could not be parsed as a calendar interval.`)
}

function readDirection(option: Option): 'asc' | 'desc' {
  const order = text(option).toLowerCase()
  if (order === 'asc' || order === 'desc') return order
  throw illegalArgument(`Unknown sort order [${order}]`)
}
