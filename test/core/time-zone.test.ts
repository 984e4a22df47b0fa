/** Time zones: ids and offsets as Java takes them, gaps and overlaps as java.time resolves them. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { civilFromDays, dayOfWeek, daysFromCivil, isoWeek, localWeek } from '../../src/core/calendar.ts'
import { findTimeZone, offsetId, parseTimeZone } from '../../src/core/time-zone.ts'

const HOUR = 3_600_000

describe('zones', () => {
  it.each([
    ['Z', 0],
    ['UTC', 0],
    ['+02:00', 2 * HOUR],
    ['-0530', -5.5 * HOUR],
    ['+1', HOUR],
    ['UTC+03:00', 3 * HOUR],
    ['Europe/Berlin', HOUR],
    ['America/St_Johns', -3.5 * HOUR],
  ])('%s', (id, offset) => {
    expect(findTimeZone(id)?.offsetAt(Date.parse('2024-01-15T00:00:00Z'))).toBe(offset)
  })

  it.each([
    ['Mars', 'java.time.zone.ZoneRulesException: Unknown time-zone ID: Mars'],
    ['x', 'java.time.DateTimeException: Invalid ID for ZoneOffset, invalid format: x'],
    ['', 'java.time.DateTimeException: Invalid ID for ZoneOffset, invalid format: '],
    ['+25:00', 'java.time.DateTimeException: Zone offset hours not in valid range: value 25 is not in the range -18 to 18'],
    ['europe/berlin', 'java.time.zone.ZoneRulesException: Unknown time-zone ID: europe/berlin'],
    ['__proto__', 'java.time.DateTimeException: Invalid ID for region-based ZoneId, invalid format: __proto__'],
  ])('refuses %j', (id, reason) => {
    expect(() => parseTimeZone(id)).toThrow(reason)
  })

  it('keeps an offset that is still valid in an overlap', () => {
    const berlin = parseTimeZone('Europe/Berlin')
    const local = Date.parse('2024-10-27T02:30:00Z')
    expect(berlin.toInstant(local)).toBe(local - 2 * HOUR)
    expect(berlin.toInstant(local, HOUR)).toBe(local - HOUR)
  })

  it('local times lead back to their instants, but for the hour that comes twice', () => {
    const zone = fc.constantFrom('Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kolkata', '+05:45')
    fc.assert(
      fc.property(zone, fc.integer({ min: 0, max: 4_000_000_000_000 }), (id, instant) => {
        const { offsetAt, toInstant } = bound(id)
        expect(toInstant(instant + offsetAt(instant), offsetAt(instant))).toBe(instant)
      }),
    )
  })

  it('offsets print as Java prints them', () => {
    expect([0, 2 * HOUR, -5.5 * HOUR, 3_675_000].map(offsetId)).toEqual(['Z', '+02:00', '-05:30', '+01:01:15'])
  })
})

function bound(id: string) {
  const zone = parseTimeZone(id)
  return {
    offsetAt: (instant: number) => zone.offsetAt(instant),
    toInstant: (local: number, preferred: number) => zone.toInstant(local, preferred),
  }
}

describe('the calendar', () => {
  it('agrees with Date on every day of its range', () => {
    fc.assert(
      fc.property(fc.integer({ min: -90_000_000, max: 90_000_000 }), (days) => {
        const date = new Date(days * 86_400_000)
        const civil = civilFromDays(days)
        expect(civil).toEqual({ year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() })
        expect(daysFromCivil(civil.year, civil.month, civil.day)).toBe(days)
        expect(dayOfWeek(days) % 7).toBe(date.getUTCDay())
      }),
    )
  })

  it('knows ISO weeks and those of the English locale', () => {
    const day = (text: string): number => Date.parse(text) / 86_400_000
    expect(isoWeek(day('2021-01-03'))).toEqual({ year: 2020, week: 53 })
    expect(isoWeek(day('2024-12-30'))).toEqual({ year: 2025, week: 1 })
    expect(localWeek(day('2023-12-31'))).toEqual({ year: 2024, week: 1 })
    expect(localWeek(day('2024-02-03'))).toEqual({ year: 2024, week: 5 })
  })
})
