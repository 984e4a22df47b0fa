/**
 * Elasticsearch's date formats: the named ones (`strict_date_optional_time`, `epoch_millis`, `basic_date` …), Java patterns, and several
 * joined by `||`. Reads a text to milliseconds with missing parts completed, prints an instant, and refuses in Elasticsearch's words.
 * Used by mappings, queries, date math and index names.
 */
import { type Completion, type DateFields, type Moment, requireDateOrTime, resolveFields } from './date-fields.ts'
import { printParts, readParts } from './date-parts.ts'
import { compileDatePattern, type PatternPart } from './date-pattern.ts'
import { printEpoch, readEpoch } from './epoch-date.ts'
import { ElasticError, illegalArgument } from './errors.ts'
import { readIsoDate, readPlainIso } from './iso-date.ts'
import { findNamedFormat } from './named-date-formats.ts'
import { type TimeZone, UTC } from './time-zone.ts'

/** One of the formats between `||`. */
export interface FormatStep {
  readonly name: string
  /** The moment a text means, or why it is none. */
  read(text: string, completion: Completion): Moment | DateFailure
  print(moment: Moment, zone: TimeZone): string
  /** Tries several readers itself, and says so in its errors. */
  readonly composite: boolean
}

/** Why a text is not a date of a format, in java.time's words. */
export class DateFailure {
  readonly reason: string
  readonly cause: ElasticError | undefined

  constructor(reason: string, cause?: ElasticError) {
    this.reason = reason
    this.cause = cause
  }
}

/** A date format, one or several. Immutable; `parseDateFormat` remembers the ones it has made. */
export class DateFormat {
  /** As it was given. */
  readonly pattern: string
  readonly #steps: readonly FormatStep[]
  readonly #startsWithIso: boolean

  constructor(pattern: string, steps: readonly FormatStep[]) {
    this.pattern = pattern
    this.#steps = steps
    this.#startsWithIso = steps[0]!.name === 'strict_date_optional_time'
  }

  /** The instant of a text in milliseconds; throws 400 `failed to parse date field […] with format […]`. */
  parse(text: string): number {
    const plain = this.#startsWithIso ? readPlainIso(text) : Number.NaN
    return Number.isNaN(plain) ? this.parseMoment(text, { round: 'down' }).millis : plain
  }

  /** The same with nanoseconds, missing parts completed in either direction, and a zone for texts without one. */
  parseMoment(text: string, completion: Completion): Moment {
    let last: DateFailure | undefined
    for (const step of this.#steps) {
      const read = step.read(text, completion)
      if (!(read instanceof DateFailure)) return read
      last = read
    }
    const several = this.#steps.length > 1 || this.#steps[0]!.composite
    throw this.#refuse(text, several ? new DateFailure('Failed to parse with all enclosed parsers') : last!)
  }

  /** Whether a text is a date of this format. */
  matches(text: string): boolean {
    try {
      this.parseMoment(text, { round: 'down' })
      return true
    } catch {
      return false
    }
  }

  /** An instant as text, by the first of the formats. */
  print(millis: number, zone: TimeZone = UTC, nanos = 0): string {
    return this.#steps[0]!.print({ millis, nanos }, zone)
  }

  #refuse(text: string, failure: DateFailure): ElasticError {
    return illegalArgument(`failed to parse date field [${text}] with format [${this.pattern}]`, {
      causedBy: new ElasticError('date_time_parse_exception', failure.reason, failure.cause ? { causedBy: failure.cause } : {}),
    })
  }
}

/** Formats come from mappings and requests; more than a few hundred different ones are not kept. */
const MAX_KEPT = 512
const MAX_KEPT_LENGTH = 256
const kept = new Map<string, DateFormat>()

/** The format of a pattern; throws 400 `Invalid format: [<pattern>]: …`. */
export function parseDateFormat(pattern: string): DateFormat {
  const known = kept.get(pattern)
  if (known) return known
  if (pattern === '') throw illegalArgument('No date pattern provided')
  const names = pattern.split('||')
  if (names.some((name) => name === '')) {
    throw illegalArgument(`Cannot have empty element in multi date format pattern: ${pattern}`)
  }
  const format = new DateFormat(pattern, names.map(stepOf))
  if (kept.size < MAX_KEPT && pattern.length <= MAX_KEPT_LENGTH) kept.set(pattern, format)
  return format
}

function stepOf(given: string): FormatStep {
  // a format may still carry the prefix by which version 7 told java.time patterns apart
  const name = given.startsWith('8') ? given.slice(1) : given
  if (name === 'strict_date_optional_time' || name === 'strict_date_optional_time_nanos' || name === 'iso8601')
    return isoStep(name)
  if (name === 'epoch_millis' || name === 'epoch_second') return epochStep(name)
  const named = findNamedFormat(name)
  if (named) return partsStep(name, named.reader, named.printer, named.lenient)
  const parts = compileDatePattern(name)
  return partsStep(name, parts, parts, false)
}

function isoStep(name: string): FormatStep {
  const { printer } = findNamedFormat('date_optional_time')!
  return {
    name,
    composite: false,
    read: (text, completion) => readIsoDate(text, completion) ?? new DateFailure('Could not fully parse datetime'),
    print: (moment, zone) => printParts(printer, moment, zone),
  }
}

const epochStep = (name: 'epoch_millis' | 'epoch_second'): FormatStep => ({
  name,
  composite: true,
  read: (text, completion) => readEpoch(name, text, completion.round) ?? new DateFailure(''),
  print: (moment) => printEpoch(name, moment),
})

function partsStep(name: string, reader: readonly PatternPart[], printer: readonly PatternPart[], lenient: boolean): FormatStep {
  return {
    name,
    composite: false,
    read: (text, completion) => readWhole(reader, text, lenient ? { ...completion, lenient } : completion),
    print: (moment, zone) => printParts(printer, moment, zone),
  }
}

function readWhole(parts: readonly PatternPart[], text: string, completion: Completion): Moment | DateFailure {
  const fields: DateFields = {}
  const end = readParts(parts, text, 0, fields)
  if (end < 0) return new DateFailure(`Text '${text}' could not be parsed at index ${~end}`)
  if (end < text.length) return new DateFailure(`Text '${text}' could not be parsed, unparsed text found at index ${end}`)
  requireDateOrTime(fields, text)
  try {
    return resolveFields(fields, completion)
  } catch (error) {
    if (!(error instanceof ElasticError) || !isFoundWhileParsing(fields, error)) throw error
    return new DateFailure(`Text '${text}' could not be parsed: ${error.reason}`, error)
  }
}

/** java.time checks times and years without era while it parses; a year of an era is checked behind it, and fails otherwise. */
const isFoundWhileParsing = (fields: DateFields, error: ElasticError): boolean =>
  fields.yearOfEra === undefined || /Invalid value for (Hour|Minute|Second|Clock)/.test(error.reason)
