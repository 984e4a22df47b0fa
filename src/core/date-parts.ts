/**
 * Reads and prints texts by the parts of a compiled date pattern. Reading fails at an index, as java.time reports it; printing takes an
 * instant in a zone.
 */
import { civilFromDays, DAY, dayOfWeek, daysFromCivil, isoWeek, localWeek } from './calendar.ts'
import type { DateField, DateFields } from './date-fields.ts'
import { FIRST_NUMBER } from './date-names.ts'
import type { OffsetStyle, PatternPart } from './date-pattern.ts'
import { findTimeZone, MAX_ID_LENGTH, offsetId, parseOffset, type TimeZone } from './time-zone.ts'

const isDigit = (code: number): boolean => code >= 48 && code <= 57

/** Reads `text` from `from` into `fields`; the index behind what was read, or the complement of the index that failed. */
export function readParts(parts: readonly PatternPart[], text: string, from: number, fields: DateFields): number {
  let at = from
  for (const part of parts) {
    const next = readPart(part, text, at, fields)
    if (next < 0) return next
    at = next
  }
  return at
}

function readPart(part: PatternPart, text: string, at: number, fields: DateFields): number {
  switch (part.kind) {
    case 'literal':
      return text.startsWith(part.text, at) ? at + part.text.length : ~at
    case 'number':
      return readNumber(part, text, at, fields)
    case 'fraction':
      return readFraction(part, text, at, fields)
    case 'name':
      return readName(part, text, at, fields)
    case 'offset':
      return readOffset(part, text, at, fields)
    case 'zone':
      return readZone(part, text, at, fields)
    case 'optional':
      return readOptional(part.parts, text, at, fields)
  }
}

/** A part that fails is skipped, and what it had set is forgotten. */
function readOptional(parts: readonly PatternPart[], text: string, at: number, fields: DateFields): number {
  const attempt: DateFields = { ...fields }
  const next = readParts(parts, text, at, attempt)
  if (next < 0) return at
  Object.assign(fields, attempt)
  return next
}

type NumberPart = Extract<PatternPart, { kind: 'number' }>

function readNumber(part: NumberPart, text: string, at: number, fields: DateFields): number {
  const sign = text.charAt(at)
  const signed = sign === '-' || sign === '+'
  if (signed && !signFits(part, sign)) return ~at
  const start = signed ? at + 1 : at
  let end = start
  while (end < text.length && end - start < part.max && isDigit(text.charCodeAt(end))) end++
  end = Math.max(start, end - reservedHere(part, text, end))
  const width = end - start
  if (width < part.min) return ~at
  if (part.sign === 'exceeds' && (sign === '+') !== width > part.min && sign !== '-') return ~at
  const magnitude = Number(text.slice(start, end))
  if (sign === '-' && magnitude === 0) return ~at
  return setField(fields, part, sign === '-' ? -magnitude : magnitude) ? end : ~at
}

const signFits = (part: NumberPart, sign: string): boolean => (sign === '-' ? part.sign !== 'never' : part.sign === 'exceeds')

/** How many of the digits read belong to the fixed numbers behind. */
function reservedHere(part: NumberPart, text: string, end: number): number {
  if (part.reserved === 0) return 0
  let following = 0
  while (following < part.reserved && isDigit(text.charCodeAt(end + following))) following++
  return part.reserved - following
}

function setField(fields: DateFields, part: NumberPart, value: number): boolean {
  return setOnce(fields, part.field, value + (part.base ?? 0))
}

function setOnce(fields: DateFields, field: DateField, value: number): boolean {
  if (fields[field] !== undefined && fields[field] !== value) return false
  fields[field] = value
  return true
}

type FractionPart = Extract<PatternPart, { kind: 'fraction' }>

function readFraction(part: FractionPart, text: string, at: number, fields: DateFields): number {
  let start = at
  if (part.point) {
    const separator = text.charAt(at)
    if (separator !== '.' && !(part.comma && separator === ',')) return ~at
    start++
  }
  let end = start
  while (end - start < part.max && isDigit(text.charCodeAt(end))) end++
  if (end - start < part.min) return ~at
  return setOnce(fields, 'nano', Number(text.slice(start, end).padEnd(9, '0'))) ? end : ~at
}

function readName(part: Extract<PatternPart, { kind: 'name' }>, text: string, at: number, fields: DateFields): number {
  let best = -1
  part.names.forEach((name, position) => {
    const longer = best < 0 || name.length > part.names[best]!.length
    if (longer && text.startsWith(name, at)) best = position
  })
  if (best < 0) return ~at
  const value = best + FIRST_NUMBER[part.field]
  return setOnce(fields, part.field, value) ? at + part.names[best]!.length : ~at
}

function readOffset(part: Extract<PatternPart, { kind: 'offset' }>, text: string, at: number, fields: DateFields): number {
  const start = part.localized ? at + 3 : at
  if (part.localized && !text.startsWith('GMT', at)) return ~at
  for (const style of part.styles) {
    const next = readOffsetStyle(style, text, start, fields)
    if (next >= 0) return next
  }
  return ~at
}

function readOffsetStyle(style: OffsetStyle, text: string, at: number, fields: DateFields): number {
  const minutes = style.colon ? '(?::\\d\\d)' : '(?:\\d\\d)'
  const seconds = style.seconds ? `${minutes}?` : ''
  const pattern = `[+-]\\d\\d${style.minutes === 'never' ? '' : `${minutes}${style.minutes === 'ifNeeded' ? '?' : ''}`}${seconds}`
  const match = compiledOffset(pattern).exec(text.slice(at, at + 9))
  const offset = match && parseOffset(match[0])
  if (match && typeof offset === 'number') return setOnce(fields, 'offset', offset) ? at + match[0].length : ~at
  if (style.zero === undefined || !text.startsWith(style.zero, at)) return ~at
  return setOnce(fields, 'offset', 0) ? at + style.zero.length : ~at
}

const offsetPatterns = new Map<string, RegExp>()

function compiledOffset(pattern: string): RegExp {
  let compiled = offsetPatterns.get(pattern)
  if (!compiled) {
    compiled = new RegExp(`^${pattern}`)
    offsetPatterns.set(pattern, compiled)
  }
  return compiled
}

const ZONE_TEXT = /^(?:[+-]\d\d?(?::?\d\d(?::?\d\d)?)?|(?:UTC|GMT|UT)[+-]\d\d?(?::?\d\d)?|[A-Za-z][A-Za-z0-9~/._-]*(?:[+-]\d+)?)/

function readZone(part: Extract<PatternPart, { kind: 'zone' }>, text: string, at: number, fields: DateFields): number {
  const candidate = ZONE_TEXT.exec(text.slice(at, at + MAX_ID_LENGTH))?.[0] ?? ''
  if (!part.orOffset && /^[+-]/.test(candidate)) return ~at
  // the longest prefix that names a zone, as Java reads it
  for (let length = candidate.length; length > 0; length--) {
    const zone = findTimeZone(candidate.slice(0, length))
    if (!zone) continue
    fields.zone = zone
    return at + length
  }
  return ~at
}

/** What printing needs to know of an instant in a zone. */
interface Printed {
  readonly zone: TimeZone
  readonly offset: number
  readonly fields: DateFields
}

/** Prints an instant in a zone. */
export function printParts(parts: readonly PatternPart[], moment: { millis: number; nanos: number }, zone: TimeZone): string {
  const offset = zone.offsetAt(moment.millis)
  const printed: Printed = { zone, offset, fields: fieldsOf(moment.millis + offset, moment.nanos) }
  return parts.map((part) => printPart(part, printed)).join('')
}

function fieldsOf(local: number, nanos: number): DateFields {
  const days = Math.floor(local / DAY)
  const millis = local - days * DAY
  const { year, month, day } = civilFromDays(days)
  const week = isoWeek(days)
  const ownWeek = localWeek(days)
  const hour = Math.floor(millis / 3_600_000)
  return {
    era: year > 0 ? 1 : 0,
    year,
    yearOfEra: year > 0 ? year : 1 - year,
    quarter: Math.ceil(month / 3),
    month,
    day,
    dayOfYear: days - daysFromCivil(year, 1, 1) + 1,
    julianDay: days + 40_587,
    weekYear: week.year,
    week: week.week,
    weekday: dayOfWeek(days),
    localWeekYear: ownWeek.year,
    localWeek: ownWeek.week,
    localWeekday: (dayOfWeek(days) % 7) + 1,
    amPm: hour < 12 ? 0 : 1,
    clockHourOfHalf: hour % 12 || 12,
    hourOfHalf: hour % 12,
    clockHour: hour || 24,
    hour,
    minute: Math.floor(millis / 60_000) % 60,
    second: Math.floor(millis / 1000) % 60,
    nano: (millis % 1000) * 1_000_000 + nanos,
    milliOfDay: millis,
    nanoOfDay: millis * 1_000_000 + nanos,
  }
}

function printPart(part: PatternPart, printed: Printed): string {
  switch (part.kind) {
    case 'literal':
      return part.text
    case 'number':
      return printNumber(part, printed.fields[part.field] ?? 0)
    case 'fraction':
      return printFraction(part, printed.fields.nano ?? 0)
    case 'name':
      return part.names[(printed.fields[part.field] ?? 0) - FIRST_NUMBER[part.field]] ?? ''
    case 'offset':
      return (part.localized ? 'GMT' : '') + printOffset(part.styles[0]!, printed.offset)
    case 'zone':
      return printed.zone.id
    case 'optional':
      return part.parts.map((inner) => printPart(inner, printed)).join('')
  }
}

function printNumber(part: NumberPart, value: number): string {
  const shown = part.base === undefined ? value : ((value % 100) + 100) % 100
  const digits = String(Math.abs(shown)).padStart(part.min, '0')
  if (shown < 0) return `-${digits}`
  return part.sign === 'exceeds' && digits.length > part.min ? `+${digits}` : digits
}

/** At least `print` digits, and as many more as are not zero (up to `max`). */
function printFraction(part: FractionPart, nano: number): string {
  const digits = String(nano).padStart(9, '0').slice(0, part.max).replace(/0+$/, '').padEnd(part.print, '0')
  return part.point && digits !== '' ? `.${digits}` : digits
}

function printOffset(style: OffsetStyle, offset: number): string {
  if (offset === 0 && style.zero !== undefined) return style.zero
  const id = offset === 0 ? '+00:00' : offsetId(offset)
  const [hours, minutes, seconds] = [id.slice(0, 3), id.slice(4, 6), id.slice(7)]
  const shown = [hours]
  if (style.minutes === 'always' || (style.minutes === 'ifNeeded' && minutes !== '00')) shown.push(minutes)
  if (style.seconds && seconds !== '') shown.push(seconds)
  return shown.join(style.colon ? ':' : '')
}
