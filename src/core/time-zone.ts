/**
 * Time zones by id or fixed offset, over Intl.DateTimeFormat with cached offsets. Local times in a gap or an overlap resolve as in
 * java.time: forward by the gap, and the earlier offset of two. Used by date formats, date math and date histograms.
 */
import { DAY } from './calendar.ts'
import { ElasticError, illegalArgument } from './errors.ts'

export interface TimeZone {
  /** As Java prints it: `Z`, `+02:00`, `Europe/Berlin`. */
  readonly id: string
  /** The offset is the same at every instant. */
  readonly fixed: boolean
  /** Milliseconds to add to an instant to get local time. */
  offsetAt(instant: number): number
  /** The instant of a local time; `preferred` wins where two offsets are valid. */
  toInstant(local: number, preferred?: number): number
}

/** The id of a fixed offset: `Z`, `+02:00`, `-00:01:15`. */
export function offsetId(offset: number): string {
  if (offset === 0) return 'Z'
  const seconds = Math.abs(offset) / 1000
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map((part) =>
    String(part).padStart(2, '0'),
  )
  return `${offset < 0 ? '-' : '+'}${parts[2] === '00' ? parts.slice(0, 2).join(':') : parts.join(':')}`
}

export const fixedZone = (offset: number, id = offsetId(offset)): TimeZone => ({
  id,
  fixed: true,
  offsetAt: () => offset,
  toInstant: (local) => local - offset,
})

export const UTC: TimeZone = fixedZone(0)

/** `+02`, `+0200`, `+02:00`, `+02:00:30` in milliseconds; undefined for anything else, and beyond ±18 hours. */
export function parseOffset(text: string): number | undefined {
  const match = /^([+-])(\d{1,2})(?::?(\d{2})(?::?(\d{2}))?)?$/.exec(text)
  if (!match) return undefined
  const [hours, minutes, seconds] = [Number(match[2]), Number(match[3] ?? 0), Number(match[4] ?? 0)]
  const total = (hours * 3600 + minutes * 60 + seconds) * 1000
  if (minutes > 59 || seconds > 59 || total > 18 * 3_600_000) return undefined
  return match[1] === '-' ? -total : total
}

const MAX_CACHED_DAYS = 4096
const zones = new Map<string, TimeZone>()
const MAX_ZONES = 1024
/** No zone has a longer name; what comes in as one may. */
export const MAX_ID_LENGTH = 64

/** A zone by id or offset; undefined where there is none of that name. */
export function findTimeZone(text: string): TimeZone | undefined {
  if (text.length > MAX_ID_LENGTH) return undefined
  const known = zones.get(text)
  if (known) return known
  const zone = makeZone(text)
  if (zone && zones.size < MAX_ZONES) zones.set(text, zone)
  return zone
}

/** A zone by id or offset; throws as Elasticsearch does for `time_zone`. */
export function parseTimeZone(text: string): TimeZone {
  const zone = findTimeZone(text)
  if (zone) return zone
  if (/^[A-Za-z][A-Za-z0-9~/._+-]+$/.test(text)) {
    const reason = `Unknown time-zone ID: ${text}`
    throw illegalArgument(`java.time.zone.ZoneRulesException: ${reason}`, {
      causedBy: new ElasticError('zone_rules_exception', reason),
    })
  }
  const reason = invalidZone(text)
  throw illegalArgument(`java.time.DateTimeException: ${reason}`, { causedBy: new ElasticError('date_time_exception', reason) })
}

function invalidZone(text: string): string {
  const hours = Number(/^([+-]\d\d)/.exec(text)?.[1] ?? 0)
  if (Math.abs(hours) > 18) return `Zone offset hours not in valid range: value ${hours} is not in the range -18 to 18`
  const meant = text.length < 2 || /^[+-]/.test(text) ? 'ZoneOffset' : 'region-based ZoneId'
  return `Invalid ID for ${meant}, invalid format: ${text}`
}

function makeZone(text: string): TimeZone | undefined {
  if (text === 'Z') return UTC
  const prefixed = /^(UTC|GMT|UT)(.*)$/.exec(text)
  if (prefixed) return prefixedZone(prefixed[1]!, prefixed[2]!, text)
  const offset = parseOffset(text)
  if (offset !== undefined) return fixedZone(offset)
  return regionZone(text)
}

function prefixedZone(prefix: string, rest: string, text: string): TimeZone | undefined {
  if (rest === '') return fixedZone(0, prefix)
  const offset = parseOffset(rest)
  if (offset === undefined) return regionZone(text)
  return fixedZone(offset, offset === 0 ? prefix : prefix + offsetId(offset))
}

function regionZone(id: string): TimeZone | undefined {
  // Intl takes ids in any case and offsets; Java's ids are exact and offsets were read above
  if (!/^[A-Z][A-Za-z0-9~/._+-]+$/.test(id)) return undefined
  let format: Intl.DateTimeFormat
  try {
    format = new Intl.DateTimeFormat('en-US', { timeZone: id, timeZoneName: 'longOffset' })
  } catch {
    return undefined
  }
  return new RegionZone(id, format)
}

class RegionZone implements TimeZone {
  readonly id: string
  readonly fixed = false
  readonly #format: Intl.DateTimeFormat
  /** Day number → the one offset of that whole day, or undefined where it changes within. */
  readonly #days = new Map<number, number | undefined>()

  constructor(id: string, format: Intl.DateTimeFormat) {
    this.id = id
    this.#format = format
  }

  offsetAt(instant: number): number {
    const day = Math.floor(instant / DAY)
    let offset = this.#days.get(day)
    if (offset === undefined && !this.#days.has(day)) {
      offset = this.#wholeDay(day)
      if (this.#days.size >= MAX_CACHED_DAYS) this.#days.clear()
      this.#days.set(day, offset)
    }
    return offset ?? this.#lookUp(instant)
  }

  toInstant(local: number, preferred?: number): number {
    const before = this.offsetAt(local - DAY)
    const after = this.offsetAt(local + DAY)
    const fits = (offset: number): boolean => this.offsetAt(local - offset) === offset
    if (preferred !== undefined && (preferred === before || preferred === after) && fits(preferred)) return local - preferred
    if (before === after || fits(before) || !fits(after)) return local - before
    return local - after
  }

  #wholeDay(day: number): number | undefined {
    const first = this.#lookUp(day * DAY)
    return first === this.#lookUp((day + 1) * DAY - 1) ? first : undefined
  }

  #lookUp(instant: number): number {
    // beyond Date's range the rules of its last years hold
    const clamped = Math.max(-8.64e15, Math.min(8.64e15, instant))
    const name = this.#format.formatToParts(clamped).find((part) => part.type === 'timeZoneName')!.value
    return parseOffset(name.slice(3)) ?? 0
  }
}
