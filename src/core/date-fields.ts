/**
 * What a date text says, field by field, and how that becomes an instant: missing parts are completed (down, or up for the upper end of
 * a range), ranges are checked in java.time's words. Filled by `date-pattern.ts` and `iso-date.ts`.
 */
import {
  civilFromDays,
  DAY,
  dayOfWeek,
  daysFromCivil,
  daysInMonth,
  firstIsoMonday,
  firstLocalSunday,
  isLeapYear,
} from './calendar.ts'
import { ElasticError, illegalArgument } from './errors.ts'
import { fixedZone, type TimeZone, UTC } from './time-zone.ts'

/** Parsed fields; the letters of Java patterns in words. `era` is 0 for BC. */
export interface DateFields {
  era?: number
  year?: number
  yearOfEra?: number
  quarter?: number
  month?: number
  day?: number
  dayOfYear?: number
  julianDay?: number
  weekYear?: number
  week?: number
  weekday?: number
  localWeekYear?: number
  localWeek?: number
  localWeekday?: number
  amPm?: number
  clockHourOfHalf?: number
  hourOfHalf?: number
  clockHour?: number
  hour?: number
  minute?: number
  second?: number
  nano?: number
  milliOfDay?: number
  nanoOfDay?: number
  offset?: number
  zone?: TimeZone
}

export type DateField = Exclude<keyof DateFields, 'zone'>

/** A moment: milliseconds since 1970, and what is left in nanoseconds (0 to 999,999). */
export interface Moment {
  readonly millis: number
  readonly nanos: number
}

/** The name and limits of a field, as errors print them. */
const RANGES: Partial<Record<DateField, readonly [string, number, number]>> = {
  year: ['Year', -999_999_999, 999_999_999],
  yearOfEra: ['YearOfEra', 1, 999_999_999],
  weekYear: ['Year', -999_999_999, 999_999_999],
  month: ['MonthOfYear', 1, 12],
  day: ['DayOfMonth', 1, 31],
  dayOfYear: ['DayOfYear', 1, 366],
  weekday: ['DayOfWeek', 1, 7],
  localWeekday: ['LocalizedDayOfWeek', 1, 7],
  clockHourOfHalf: ['ClockHourOfAmPm', 1, 12],
  hourOfHalf: ['HourOfAmPm', 0, 11],
  clockHour: ['ClockHourOfDay', 1, 24],
  hour: ['HourOfDay', 0, 23],
  minute: ['MinuteOfHour', 0, 59],
  second: ['SecondOfMinute', 0, 59],
}

const RANGE_LIST = Object.entries(RANGES) as [DateField, readonly [string, number, number]][]

/** java.time refuses the value of a field. */
export function dateTimeError(message: string): ElasticError {
  return new ElasticError('date_time_exception', message)
}

/** Throws where a field is out of its range. */
export function checkRanges(fields: DateFields): void {
  for (const [field, range] of RANGE_LIST) {
    const value = fields[field]
    if (value !== undefined && (value < range[1] || value > range[2])) {
      throw dateTimeError(`Invalid value for ${range[0]} (valid values ${range[1]} - ${range[2]}): ${value}`)
    }
  }
}

export interface Completion {
  readonly round: 'down' | 'up'
  /** Where the text names neither zone nor offset. */
  readonly zone?: TimeZone | undefined
  /** Days and months beyond their range roll over instead of being refused. */
  readonly lenient?: boolean | undefined
}

/** The moment that fields mean. */
export function resolveFields(fields: DateFields, completion: Completion): Moment {
  if (!completion.lenient) checkRanges(fields)
  const nanos = nanosWithinDay(fields, completion.round)
  const local = dayNumber(fields, completion.lenient ?? false) * DAY + Math.floor(nanos / 1e6)
  if (!Number.isSafeInteger(local)) throw dateTimeError('Instant exceeds minimum or maximum instant')
  const zone = zoneOf(fields) ?? completion.zone ?? UTC
  return { millis: zone.toInstant(local, fields.offset), nanos: nanos % 1e6 }
}

function zoneOf(fields: DateFields): TimeZone | undefined {
  if (fields.zone) return fields.zone
  return fields.offset === undefined ? undefined : fixedZone(fields.offset)
}

/** Nanoseconds since midnight fit a double exactly. */
function nanosWithinDay(fields: DateFields, round: 'down' | 'up'): number {
  if (fields.nanoOfDay !== undefined) return fields.nanoOfDay
  if (fields.milliOfDay !== undefined) return fields.milliOfDay * 1e6
  const up = round === 'up'
  const hour = hourOf(fields) ?? (up ? 23 : 0)
  const minute = fields.minute ?? (up ? 59 : 0)
  const second = fields.second ?? (up ? 59 : 0)
  const nano = fields.nano ?? (up ? 999_999_999 : 0)
  return ((hour * 60 + minute) * 60 + second) * 1e9 + nano
}

function hourOf(fields: DateFields): number | undefined {
  if (fields.hour !== undefined) return fields.hour
  if (fields.clockHour !== undefined) return fields.clockHour % 24
  const half = fields.hourOfHalf ?? (fields.clockHourOfHalf === undefined ? undefined : fields.clockHourOfHalf % 12)
  if (half === undefined || fields.amPm === undefined) return undefined
  return half + fields.amPm * 12
}

const HAS_DATE_OR_TIME: readonly DateField[] = [
  'year',
  'yearOfEra',
  'month',
  'dayOfYear',
  'julianDay',
  'weekYear',
  'localWeekYear',
  'hour',
  'clockHour',
  'hourOfHalf',
  'clockHourOfHalf',
  'milliOfDay',
  'nanoOfDay',
]

/** Throws where the fields say neither a date nor a time, as Elasticsearch does. */
export function requireDateOrTime(fields: DateFields, text: string): void {
  if (HAS_DATE_OR_TIME.some((field) => fields[field] !== undefined)) return
  throw illegalArgument(`temporal accessor [${text}] cannot be converted to zoned date time`)
}

function dayNumber(fields: DateFields, lenient: boolean): number {
  if (fields.julianDay !== undefined) return fields.julianDay - 40_587
  if (fields.weekYear !== undefined) return weekDate(fields)
  if (fields.localWeekYear !== undefined) return localWeekDate(fields)
  const year = yearOf(fields)
  if (fields.dayOfYear !== undefined && fields.month === undefined) return ordinalDate(year, fields.dayOfYear)
  const month = fields.month ?? (fields.quarter === undefined ? 1 : fields.quarter * 3 - 2)
  const day = fields.day ?? 1
  if (lenient) return daysFromCivil(year + Math.floor((month - 1) / 12), ((((month - 1) % 12) + 12) % 12) + 1, 1) + day - 1
  if (day > daysInMonth(year, month)) throw invalidDay(year, month, day)
  const days = daysFromCivil(year, month, day)
  if (fields.weekday !== undefined && fields.weekday !== dayOfWeek(days)) throw conflictingWeekday(fields.weekday, days)
  return days
}

const MONTHS = [
  'JANUARY',
  'FEBRUARY',
  'MARCH',
  'APRIL',
  'MAY',
  'JUNE',
  'JULY',
  'AUGUST',
  'SEPTEMBER',
  'OCTOBER',
  'NOVEMBER',
  'DECEMBER',
] as const
const WEEKDAYS = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY'] as const

function invalidDay(year: number, month: number, day: number): ElasticError {
  if (month === 2 && day === 29 && !isLeapYear(year)) {
    return dateTimeError(`Invalid date 'February 29' as '${year}' is not a leap year`)
  }
  return dateTimeError(`Invalid date '${MONTHS[month - 1]} ${day}'`)
}

function conflictingWeekday(weekday: number, days: number): ElasticError {
  const { year, month, day } = civilFromDays(days)
  const date = [String(year).padStart(4, '0'), String(month).padStart(2, '0'), String(day).padStart(2, '0')].join('-')
  return dateTimeError(
    `Conflict found: Field DayOfWeek ${dayOfWeek(days)} differs from DayOfWeek ${weekday} derived from ${date} (${WEEKDAYS[weekday - 1]})`,
  )
}

function yearOf(fields: DateFields): number {
  if (fields.year !== undefined) return fields.year
  if (fields.yearOfEra === undefined) return 1970
  return fields.era === 0 ? 1 - fields.yearOfEra : fields.yearOfEra
}

function weekDate(fields: DateFields): number {
  const weekYear = fields.weekYear as number
  const monday = firstIsoMonday(weekYear)
  const weeks = Math.round((firstIsoMonday(weekYear + 1) - monday) / 7)
  const week = fields.week ?? 1
  if (week < 1 || week > weeks) throw dateTimeError(`Invalid value for WeekOfWeekBasedYear (valid values 1 - ${weeks}): ${week}`)
  return monday + (week - 1) * 7 + (fields.weekday ?? 1) - 1
}

function localWeekDate(fields: DateFields): number {
  const year = fields.localWeekYear as number
  const week = fields.localWeek ?? 1
  const weeks = (firstLocalSunday(year + 1) - firstLocalSunday(year)) / 7
  if (week < 1 || week > weeks) throw dateTimeError(`Invalid value for WeekOfWeekBasedYear (valid values 1 - ${weeks}): ${week}`)
  const day = fields.localWeekday ?? (fields.weekday === undefined ? 1 : (fields.weekday % 7) + 1)
  return firstLocalSunday(year) + (week - 1) * 7 + day - 1
}

function ordinalDate(year: number, dayOfYear: number): number {
  if (dayOfYear === 366 && !isLeapYear(year)) throw dateTimeError(`Invalid date 'DayOfYear 366' as '${year}' is not a leap year`)
  return daysFromCivil(year, 1, 1) + dayOfYear - 1
}
