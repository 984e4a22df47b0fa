/**
 * Date math: `now-1d/d`, `2024-01-01||+1M/M`, and index names that contain it (`<logs-{now/d{yyyy.MM.dd|+02:00}}>`). Local arithmetic in
 * a zone as java.time does it; errors in Elasticsearch's words. Used by range queries, date fields of requests, and the name resolver.
 */
import { civilFromDays, DAY, dayOfWeek, daysFromCivil, daysInMonth } from './calendar.ts'
import { type DateFormat, parseDateFormat } from './date-format.ts'
import { ElasticError, parseFailure } from './errors.ts'
import { parseTimeZone, type TimeZone, UTC } from './time-zone.ts'

export interface DateMathOptions {
  /** What `now` is, in milliseconds. */
  readonly now: number
  /** Up: `/d` means the last millisecond of the day, and missing parts of a date are its latest. */
  readonly round: 'down' | 'up'
  /** Where rounding takes place, and where a date without zone is. */
  readonly zone?: TimeZone | undefined
}

/** The instant of an expression: a date of the format, or `now`, with or without math behind it. */
export function parseDateMath(text: string, format: DateFormat, options: DateMathOptions): number {
  if (text.startsWith('now')) return evaluateMath(text.slice(3), options.now, options)
  const bars = text.indexOf('||')
  if (bars < 0) return parseDate(text, format, options)
  const date = parseDate(text.slice(0, bars), format, { ...options, round: 'down' })
  return evaluateMath(text.slice(bars + 2), date, options)
}

function parseDate(text: string, format: DateFormat, options: DateMathOptions): number {
  if (text === '') throw parseFailure('cannot parse empty datetime')
  try {
    return format.parseMoment(text, { round: options.round, zone: options.zone }).millis
  } catch (error) {
    if (!(error instanceof ElasticError)) throw error
    const reason = `failed to parse date field [${text}] with format [${format.pattern}]: [${error.reason}]`
    throw parseFailure(reason, { causedBy: error })
  }
}

const UNITS = 'yMwdhHms'
const MAX_COUNT = 2_147_483_647

/** Applies `+1d`, `-2M`, `/w` … one after the other. */
function evaluateMath(math: string, start: number, options: DateMathOptions): number {
  const zone = options.zone ?? UTC
  let instant = start
  let at = 0
  while (at < math.length) {
    const operator = math.charAt(at)
    if (operator !== '/' && operator !== '+' && operator !== '-')
      throw parseFailure(`operator not supported for date math [${math}]`)
    const digits = /\d*/y
    digits.lastIndex = at + 1
    const count = digits.exec(math)![0]
    at += 1 + count.length
    const unit = math.charAt(at++)
    checkStep(math, operator, count, unit)
    instant = operator === '/' ? round(instant, unit, zone, options.round) : shift(instant, unit, signed(operator, count), zone)
    if (!Number.isSafeInteger(instant)) throw parseFailure(`date math [${math}] leaves the range of dates`)
  }
  return instant
}

function checkStep(math: string, operator: string, count: string, unit: string): void {
  if (unit === '') throw parseFailure(`truncated date math [${math}]`)
  if (Number(count) > MAX_COUNT) throw new ElasticError('number_format_exception', `For input string: "${count}"`)
  if (operator === '/' && count !== '' && Number(count) !== 1) {
    throw parseFailure(`rounding \`/\` can only be used on single unit types [${math}]`)
  }
  if (!UNITS.includes(unit)) throw parseFailure(`unit [${unit}] not supported for date math [${math}]`)
}

const signed = (operator: string, count: string): number => (operator === '-' ? -1 : 1) * (count === '' ? 1 : Number(count))

/** Milliseconds of the units that are counted on the time line itself; longer ones are counted on the calendar. */
const FIXED_UNITS: Readonly<Record<string, number>> = { h: 3_600_000, H: 3_600_000, m: 60_000, s: 1000 }

/** An instant so many units later, as a clock and calendar in the zone count them. */
export function shift(instant: number, unit: string, count: number, zone: TimeZone): number {
  const fixed = FIXED_UNITS[unit]
  if (fixed !== undefined) return instant + count * fixed
  const offset = zone.offsetAt(instant)
  const local = instant + offset
  return zone.toInstant(shiftLocal(local, unit, count), offset)
}

function shiftLocal(local: number, unit: string, count: number): number {
  if (unit === 'd') return local + count * DAY
  if (unit === 'w') return local + count * 7 * DAY
  const days = Math.floor(local / DAY)
  const { year, month, day } = civilFromDays(days)
  const months = year * 12 + month - 1 + count * (unit === 'y' ? 12 : 1)
  const toYear = Math.floor(months / 12)
  const toMonth = months - toYear * 12 + 1
  return daysFromCivil(toYear, toMonth, Math.min(day, daysInMonth(toYear, toMonth))) * DAY + (local - days * DAY)
}

/** The beginning of the unit that an instant is in, or its last millisecond. */
function round(instant: number, unit: string, zone: TimeZone, direction: 'down' | 'up'): number {
  const begin = beginOf(instant, unit, zone)
  return direction === 'down' ? begin : shift(begin, unit, 1, zone) - 1
}

/** The beginning of the unit (`y`, `M`, `w`, `d`, `h`, `m`, `s`) that an instant is in. */
export function beginOf(instant: number, unit: string, zone: TimeZone): number {
  const offset = zone.offsetAt(instant)
  const local = instant + offset
  const fixed = FIXED_UNITS[unit]
  const begin = fixed === undefined ? beginOfLocalDay(local, unit) : Math.floor(local / fixed) * fixed
  return zone.toInstant(begin, offset)
}

function beginOfLocalDay(local: number, unit: string): number {
  const days = Math.floor(local / DAY)
  if (unit === 'd') return days * DAY
  if (unit === 'w') return (days - dayOfWeek(days) + 1) * DAY
  const { year, month } = civilFromDays(days)
  return daysFromCivil(year, unit === 'y' ? 1 : month, 1) * DAY
}

const DEFAULT_NAME_FORMAT = 'uuuu.MM.dd'

/**
 * An index name with its date math resolved (`<logs-{now/d}>` → `logs-2024.03.07`); other names come back as they are.
 * Throws 400 `parse_exception` where the expression is malformed.
 */
export function resolveDateMathName(expression: string, now: number): string {
  if (!expression.startsWith('<') || !expression.endsWith('>')) return expression
  const resolved = new NameReader(expression).read(now)
  if (resolved === '') throw parseFailure('nothing captured')
  return resolved
}

class NameReader {
  readonly #expression: string
  #at = 1

  constructor(expression: string) {
    this.#expression = expression
  }

  read(now: number): string {
    let name = ''
    while (this.#at < this.#end) {
      const { char, escaped } = this.#next()
      if (escaped || (char !== '{' && char !== '}')) name += char
      else if (char === '{') name += resolvePlaceholder(this.#placeholder(), now)
      else throw this.#invalid(`invalid character at position [${this.#at - 1}]. ${RESERVED}`)
    }
    return name
  }

  get #end(): number {
    return this.#expression.length - 1
  }

  #next(): { char: string; escaped: boolean } {
    const char = this.#expression.charAt(this.#at++)
    if (char !== '\\') return { char, escaped: false }
    return { char: this.#at < this.#end ? this.#expression.charAt(this.#at++) : '', escaped: true }
  }

  /** Up to the closing brace; a pair within holds the format. */
  #placeholder(): string {
    let text = ''
    let inFormat = false
    while (this.#at < this.#end) {
      const { char, escaped } = this.#next()
      if (!escaped && char === '{' && inFormat)
        throw this.#invalid(`invalid character in placeholder at position [${this.#at - 1}]`)
      if (!escaped && char === '}' && !inFormat) return text
      if (!escaped && char === '{') inFormat = true
      if (!escaped && char === '}') inFormat = false
      text += char
    }
    throw this.#invalid('date math placeholder is open ended')
  }

  #invalid(why: string): ElasticError {
    return parseFailure(`invalid dynamic name expression [${this.#expression.slice(1)}]. ${why}`)
  }
}

const RESERVED =
  '`{` and `}` are reserved characters and should be escaped when used as part of the index name using `\\` (e.g. `\\{text\\}`)'

function resolvePlaceholder(placeholder: string, now: number): string {
  const { math, pattern, zone } = splitPlaceholder(placeholder)
  const format = parseDateFormat(pattern)
  const instant = parseDateMath(math, format, { now, round: 'down', zone })
  return format.print(instant, zone)
}

/** `math{format|zone}` into its parts. */
function splitPlaceholder(placeholder: string): { math: string; pattern: string; zone: TimeZone } {
  const open = placeholder.indexOf('{')
  if (open < 0) return { math: placeholder, pattern: DEFAULT_NAME_FORMAT, zone: UTC }
  const invalid = (why: string): ElasticError => parseFailure(`invalid dynamic name expression [${placeholder}]. ${why}`)
  if (placeholder.lastIndexOf('}') !== placeholder.length - 1) throw invalid('missing closing `}` for date math format')
  if (open === placeholder.length - 2) throw invalid('missing date format')
  const inner = placeholder.slice(open + 1, -1)
  const bar = inner.indexOf('|')
  const pattern = bar < 0 ? inner : inner.slice(0, bar)
  return { math: placeholder.slice(0, open), pattern, zone: bar < 0 ? UTC : parseTimeZone(inner.slice(bar + 1)) }
}
