/** Date formats: what a real Elasticsearch 9.5 reads and prints, errors included, and laws that hold for any date. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseDateFormat } from '../../src/core/date-format.ts'
import { ElasticError } from '../../src/core/errors.ts'
import { parseTimeZone } from '../../src/core/time-zone.ts'

const at = (format: string, text: string, round: 'down' | 'up' = 'down'): number =>
  parseDateFormat(format).parseMoment(text, { round }).millis

const INSTANT = 1706933106789

function failure(action: () => unknown): string {
  try {
    action()
  } catch (error) {
    if (!(error instanceof ElasticError)) throw error
    const chain: string[] = []
    for (let one: ElasticError | undefined = error; one; one = one.details.causedBy) chain.push(`${one.type}: ${one.reason}`)
    return chain.join(' < ')
  }
  return 'accepted'
}

describe('reading', () => {
  it.each([
    ['strict_date_optional_time', '2024', 1704067200000],
    ['strict_date_optional_time', '2024-02-03T04', 1706932800000],
    ['strict_date_optional_time', '2024-02-03T04:05:06,789', INSTANT],
    ['strict_date_optional_time', '2024-02-03T04:05:06.789123456', INSTANT],
    ['strict_date_optional_time', '2024-02-03T04:05:06.789+0200', 1706925906789],
    ['strict_date_optional_time', '2024-02-03T04:05:06.789Europe/Berlin', 1706929506789],
    ['strict_date_optional_time', '-0001-01-01', -62198755200000],
    ['date_optional_time', '2024-2-3', 1706918400000],
    ['date_optional_time', '2024-02-03T4:5', 1706933100000],
    ['epoch_millis', '-1.5', -2],
    ['epoch_second', '1706933106.789', INSTANT],
    ['basic_date_time_no_millis', '20240203T040506+0100', 1706929506000],
    ['basic_ordinal_date', '2024034', 1706918400000],
    ['week_date', '2024-W5-6', 1706918400000],
    ['strict_date', '2024-02-30', 1709251200000],
    ['yyyyMMddHHmmssSSS', '20240203040506789', INSTANT],
    ['EEE, d MMM yyyy HH:mm:ss zzz', 'Sat, 3 Feb 2024 04:05:06 GMT', 1706933106000],
    ["uuuu-MM-dd'T'HH:mm:ss[.SSS][X]", '2024-02-03T04:05:06', 1706933106000],
    ['YYYY-ww-e', '2024-05-6', 1706832000000],
    ['hh:mm a', '12:05 AM', 300000],
    ['k:mm', '24:05', 300000],
    ['yy-MM-dd', '24-02-03', 1706918400000],
    ['dd/MM/yyyy||yyyy-MM-dd', '2024-02-03', 1706918400000],
  ])('%s takes %s', (format, text, millis) => {
    expect(at(format, text)).toBe(millis)
  })

  it.each([
    ['strict_date_optional_time', '2024', 1704153599999],
    ['strict_date_optional_time', '2024-02', 1706831999999],
    ['strict_date_optional_time', '2024-02-03T04Z', 1706936399999],
    ['strict_date_optional_time', '2024-02-03T04:05:06.7', 1706933106700],
    ['epoch_second', '1706933106', 1706933106999],
    ['epoch_millis', '1706933106789', INSTANT],
    ['strict_weekyear_week', '2024-W05', 1706572799999],
    ['yyyy-DDD', '2024-034', 1707004799999],
  ])('%s completes %s upwards', (format, text, millis) => {
    expect(at(format, text, 'up')).toBe(millis)
  })

  it.each([
    [
      'strict_date_optional_time||epoch_millis',
      'x',
      'illegal_argument_exception: failed to parse date field [x] with format [strict_date_optional_time||epoch_millis] < date_time_parse_exception: Failed to parse with all enclosed parsers',
    ],
    [
      'strict_date_optional_time',
      '2024-1',
      'illegal_argument_exception: failed to parse date field [2024-1] with format [strict_date_optional_time] < date_time_parse_exception: Could not fully parse datetime',
    ],
    ['strict_date_optional_time', '2024-02-30', "date_time_exception: Invalid date 'FEBRUARY 30'"],
    [
      'yyyy-MM-dd',
      '2024-02-03x',
      "illegal_argument_exception: failed to parse date field [2024-02-03x] with format [yyyy-MM-dd] < date_time_parse_exception: Text '2024-02-03x' could not be parsed, unparsed text found at index 10",
    ],
    ['yyyy-MM-dd', '2024-13-01', 'date_time_exception: Invalid value for MonthOfYear (valid values 1 - 12): 13'],
    [
      'yyyy-MM-dd HH:mm',
      '2024-02-03 25:00',
      "illegal_argument_exception: failed to parse date field [2024-02-03 25:00] with format [yyyy-MM-dd HH:mm] < date_time_parse_exception: Text '2024-02-03 25:00' could not be parsed: Invalid value for HourOfDay (valid values 0 - 23): 25 < date_time_exception: Invalid value for HourOfDay (valid values 0 - 23): 25",
    ],
  ])('%s refuses %s', (format, text, reason) => {
    expect(failure(() => at(format, text))).toBe(reason)
  })

  it.each([
    ['nope', 'Invalid format: [nope]: Unknown pattern letter: o'],
    ["yyyy'x", "Invalid format: [yyyy'x]: Pattern ends with an incomplete string literal: yyyy'x"],
    ['MMMMMM', 'Invalid format: [MMMMMM]: Too many pattern letters: M'],
    ['yyyy]', 'Invalid format: [yyyy]]: Pattern invalid as it contains ] without previous ['],
    ['yyyy#', "Invalid format: [yyyy#]: Pattern includes reserved character: '#'"],
    ['yyyy||', 'Cannot have empty element in multi date format pattern: yyyy||'],
    ['', 'No date pattern provided'],
    ['constructor', 'Invalid format: [constructor]: Unknown pattern letter: o'],
  ])('refuses the pattern %j', (pattern, reason) => {
    expect(() => parseDateFormat(pattern)).toThrow(reason)
  })
})

describe('printing', () => {
  it.each([
    ['iso8601', '2024-02-03T04:05:06.789Z'],
    ['basic_week_date_time', '2024W056T040506.789Z'],
    ['epoch_second', '1706933106.789'],
    ['dd/MMM/yyyy:HH:mm:ss Z', '03/Feb/2024:04:05:06 +0000'],
    ['YYYY-ww-e', '2024-05-7'],
    ['QQQ yyyy', 'Q1 2024'],
    ['EEEE d MMMM uuuu', 'Saturday 3 February 2024'],
    ["uuuu-MM-dd'T'HH:mm:ss[.SSS][X]", '2024-02-03T04:05:06.789Z'],
  ])('%s', (format, text) => {
    expect(parseDateFormat(format).print(INSTANT)).toBe(text)
  })

  it('shows local time and offset of a zone', () => {
    const format = parseDateFormat("yyyy-MM-dd'T'HH:mm:ss.SSSXXX")
    expect(format.print(INSTANT, parseTimeZone('Asia/Kolkata'))).toBe('2024-02-03T09:35:06.789+05:30')
  })
})

describe('laws', () => {
  const millis = fc.integer({ min: -62_135_596_800_000, max: 253_402_300_799_999 })
  const formats = fc.constantFrom(
    'strict_date_optional_time',
    'date_optional_time',
    'epoch_millis',
    'epoch_second',
    'basic_date_time',
    'strict_week_date_time',
    'strict_ordinal_date_time',
    "yyyy-MM-dd'T'HH:mm:ss.SSSXXX",
    'yyyyMMddHHmmssSSS',
    "EEEE, d MMMM uuuu 'at' h:mm:ss.SSS a",
    "YYYY-'w'ww-e HH:mm:ss,SSS",
    'uuuu-DDD A',
  )

  it('what is printed is read back as the same instant', () => {
    fc.assert(
      fc.property(formats, millis, (pattern, instant) => {
        const format = parseDateFormat(pattern)
        expect(format.parse(format.print(instant))).toBe(instant)
      }),
    )
  })

  it('rounding up never goes below rounding down', () => {
    const part = fc.constantFrom(
      'yyyy',
      'yyyy-MM',
      'yyyy-MM-dd',
      "yyyy-MM-dd'T'HH",
      "yyyy-MM-dd'T'HH:mm",
      "yyyy-MM-dd'T'HH:mm:ss",
    )
    fc.assert(
      fc.property(part, millis, (pattern, instant) => {
        const text = parseDateFormat(pattern).print(instant)
        expect(at(pattern, text, 'up')).toBeGreaterThan(at(pattern, text))
        expect(at(pattern, text)).toBeLessThanOrEqual(instant)
      }),
    )
  })

  it('any text is read or refused with an error of the catalogue', () => {
    const text = fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...'0123456789-+:.TZW/, ') }))
    fc.assert(
      fc.property(
        fc.oneof(formats, fc.string({ unit: fc.constantFrom(..."yuMdHhmsSaEXZzGDwYe'[]- .T") })),
        text,
        (pattern, given) => {
          failure(() => Number.isFinite(at(pattern || 'y', given)))
        },
      ),
      { numRuns: 1000 },
    )
  })
})
