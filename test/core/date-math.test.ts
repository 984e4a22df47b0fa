/** Date math in dates and in index names, as a real Elasticsearch 9.5 evaluates it. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseDateFormat } from '../../src/core/date-format.ts'
import { parseDateMath, resolveDateMathName } from '../../src/core/date-math.ts'
import { ElasticError } from '../../src/core/errors.ts'
import { parseTimeZone } from '../../src/core/time-zone.ts'

const FORMAT = parseDateFormat('strict_date_optional_time||epoch_millis')
const NOW = Date.parse('2026-11-25T03:42:00Z')

const math = (text: string, round: 'down' | 'up' = 'down', zone?: string): number =>
  parseDateMath(text, FORMAT, { now: NOW, round, zone: zone === undefined ? undefined : parseTimeZone(zone) })

describe('expressions', () => {
  it.each([
    ['2024-02-03||/M', undefined, 1706745600000, 1709251199999],
    ['2024-02-03||/y', undefined, 1704067200000, 1735689599999],
    ['2024-02-03||/s', undefined, 1706918400000, 1706918400999],
    ['2024-01-31||+1M', undefined, 1709164800000, 1709164800000],
    ['2024-02-29||+1y', undefined, 1740700800000, 1740700800000],
    ['2024-02-03||+1m-3s', undefined, 1706918457000, 1706918457000],
    ['2024-03-31T12:00:00||/d', 'Europe/Berlin', 1711839600000, 1711922399999],
    ['2024-03-31T02:30:00', 'Europe/Berlin', 1711848600000, 1711848600999],
    ['2024-10-27T02:30:00', 'Europe/Berlin', 1729989000000, 1729989000999],
    ['2024-10-27T03:30:00||-1h/h', 'Europe/Berlin', 1729990800000, 1729994399999],
    ['2024-03-30||+1d', 'Europe/Berlin', 1711839600000, 1711839600000],
    ['2024-03-30T12:00||+24h', 'Europe/Berlin', 1711882800000, 1711882800000],
    ['2024-02-03T04:05:06+01:00', 'Europe/Berlin', 1706929506000, 1706929506999],
    ['now/d', undefined, Date.parse('2026-11-25'), Date.parse('2026-11-26') - 1],
    ['now-1d/w', undefined, Date.parse('2026-11-23'), Date.parse('2026-11-30') - 1],
  ])('%s in %s', (text, zone, down, up) => {
    expect(math(text, 'down', zone)).toBe(down)
    expect(math(text, 'up', zone)).toBe(up)
  })

  it.each([
    ['now+1', 'truncated date math [+1]'],
    ['now*1d', 'operator not supported for date math [*1d]'],
    ['now+1d+', 'truncated date math [+1d+]'],
    ['now/2d', 'rounding `/` can only be used on single unit types [/2d]'],
    ['now-1x', 'unit [x] not supported for date math [-1x]'],
    ['now+99999999999d', 'For input string: "99999999999"'],
    ['', 'cannot parse empty datetime'],
    ['||+1d', 'cannot parse empty datetime'],
    [
      'true',
      'failed to parse date field [true] with format [strict_date_optional_time||epoch_millis]: [failed to parse date field [true] with format [strict_date_optional_time||epoch_millis]]',
    ],
  ])('refuses %j', (text, reason) => {
    expect(() => math(text)).toThrow(reason)
  })

  it('never fails but with an error of the catalogue', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'now+-/|0123456789yMwdhHmsx ') }), (text) => {
        try {
          expect(Number.isSafeInteger(math(`now${text}`, 'up', 'America/New_York'))).toBe(true)
        } catch (error) {
          expect(error).toBeInstanceOf(ElasticError)
        }
      }),
    )
  })
})

describe('index names', () => {
  it.each([
    ['logs', 'logs'],
    ['<a', '<a'],
    ['<logs-{now/d}>', 'logs-2026.11.25'],
    ['<logs-{now/d{yyyy.MM.dd|+12:00}}>', 'logs-2026.11.25'],
    ['<logs-{now/d{yyyy.MM.dd|-05:00}}>', 'logs-2026.11.24'],
    ['<{now/M{YYYY}}>', '2026'],
    ['<a-{now}-{now/M{MM}}>', 'a-2026.11.25-11'],
    ['<a-{2024.01.31||/M{yyyy.MM.dd}}>', 'a-2024.01.01'],
    ['<a\\{b\\}-{now/y{yyyy}}>', 'a{b}-2026'],
  ])('%s', (expression, name) => {
    expect(resolveDateMathName(expression, NOW)).toBe(name)
  })

  it.each([
    ['<logs-{now>', 'invalid dynamic name expression [logs-{now>]. date math placeholder is open ended'],
    ['<a-{now{}}>', 'invalid dynamic name expression [now{}]. missing date format'],
    ['<a-{now{yyyy}x}>', 'invalid dynamic name expression [now{yyyy}x]. missing closing `}` for date math format'],
    ['<a-{now{yyyy{}}>', 'invalid dynamic name expression [a-{now{yyyy{}}>]. invalid character in placeholder at position [12]'],
    [
      '<a}b>',
      'invalid dynamic name expression [a}b>]. invalid character at position [2]. `{` and `}` are reserved characters and should be escaped when used as part of the index name using `\\` (e.g. `\\{text\\}`)',
    ],
    ['<>', 'nothing captured'],
    ['<logs-{now/q}>', 'unit [q] not supported for date math [/q]'],
    ['<a-{now{yyyy|Mars}}>', 'java.time.zone.ZoneRulesException: Unknown time-zone ID: Mars'],
    [
      '<logs-{2024-03-07||/M{yyyy.MM}}>',
      'failed to parse date field [2024-03-07] with format [yyyy.MM]: [failed to parse date field [2024-03-07] with format [yyyy.MM]]',
    ],
  ])('refuses %s', (expression, reason) => {
    expect(() => resolveDateMathName(expression, NOW)).toThrow(reason)
  })

  it('never fails but with an error of the catalogue', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'a{}\\|now/dM-.<>y+1') }), (inner) => {
        try {
          resolveDateMathName(`<${inner}>`, NOW)
        } catch (error) {
          expect(error).toBeInstanceOf(ElasticError)
        }
      }),
    )
  })
})
