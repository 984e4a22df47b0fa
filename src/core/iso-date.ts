/**
 * The one date format that matters for speed: `strict_date_optional_time`, read by hand. Takes what Elasticsearch's own ISO reader takes:
 * `yyyy[-MM[-dd['T'[HH[:mm[:ss[(.|,)S{1,9}]]]][zone]]]]`.
 */
import { daysFromCivil, daysInMonth } from './calendar.ts'
import { type Completion, type DateFields, type Moment, resolveFields } from './date-fields.ts'
import { findTimeZone } from './time-zone.ts'

/** Two digits at an index as a number, or -1. */
function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 48
  const ones = text.charCodeAt(at + 1) - 48
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -1
}

const MAX_NANO_DIGITS = 9

/** Milliseconds of the commonest shape `yyyy-MM-ddTHH:mm:ss[.SSS]Z` and of `yyyy-MM-dd`; NaN for anything else. */
export function readPlainIso(text: string): number {
  const { length } = text
  if (length !== 10 && length !== 20 && length !== 24) return Number.NaN
  const century = twoDigits(text, 0)
  const year = century * 100 + twoDigits(text, 2)
  const month = twoDigits(text, 5)
  const day = twoDigits(text, 8)
  const dashes = text.charCodeAt(4) === 45 && text.charCodeAt(7) === 45
  if (!dashes || century < 0 || twoDigits(text, 2) < 0 || month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month))
    return Number.NaN
  const days = daysFromCivil(year, month, day)
  return length === 10 ? days * 86_400_000 : days * 86_400_000 + plainTime(text, length)
}

function plainTime(text: string, length: number): number {
  const hour = twoDigits(text, 11)
  const minute = twoDigits(text, 14)
  const second = twoDigits(text, 17)
  const marks = text.charCodeAt(10) === 84 && text.charCodeAt(13) === 58 && text.charCodeAt(16) === 58
  if (!marks || text.charCodeAt(length - 1) !== 90) return Number.NaN
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) return Number.NaN
  const whole = ((hour * 60 + minute) * 60 + second) * 1000
  if (length === 20) return whole
  const hundreds = text.charCodeAt(20) - 48
  const rest = twoDigits(text, 21)
  if (text.charCodeAt(19) !== 46 || hundreds < 0 || hundreds > 9 || rest < 0) return Number.NaN
  return whole + hundreds * 100 + rest
}

/** Reads a whole text; undefined where it is not of this form. */
export function readIsoDate(text: string, completion: Completion): Moment | undefined {
  const fields: DateFields = {}
  if (!readIsoFields(text, fields)) return undefined
  return resolveFields(fields, completion)
}

const ISO = /^(-?\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(?:(\d\d)(?::(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)?(.+)?)?)?)?)?$/s

function readIsoFields(text: string, fields: DateFields): boolean {
  const match = ISO.exec(text)
  if (!match) return false
  const [, year, month, day, hour, minute, second, fraction, zone] = match
  if (year === '-0000') return false
  fields.year = Number(year)
  const parts: [keyof DateFields & ('month' | 'day' | 'hour' | 'minute' | 'second'), string | undefined, number, number][] = [
    ['month', month, 1, 12],
    ['day', day, 1, 31],
    ['hour', hour, 0, 23],
    ['minute', minute, 0, 59],
    ['second', second, 0, 59],
  ]
  for (const [field, digits, min, max] of parts) {
    if (digits === undefined) break
    fields[field] = Number(digits)
    if (fields[field] < min || fields[field] > max) return false
  }
  if (fraction !== undefined) fields.nano = Number(fraction.padEnd(MAX_NANO_DIGITS, '0'))
  if (zone === undefined) return true
  const found = findTimeZone(zone)
  if (found) fields.zone = found
  return found !== undefined
}
