/**
 * The proleptic Gregorian calendar on plain numbers: days since 1970-01-01 to and from year, month and day, and ISO weeks.
 * Serves date formats and date math; works beyond the range of JavaScript's Date.
 */

export const DAY = 86_400_000

/** Days since 1970-01-01. */
export function daysFromCivil(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year
  const era = Math.floor(shifted / 400)
  const yearOfEra = shifted - era * 400
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return era * 146_097 + dayOfEra - 719_468
}

export interface CivilDate {
  readonly year: number
  readonly month: number
  readonly day: number
}

/** The date of a day number. */
export function civilFromDays(days: number): CivilDate {
  const shifted = days + 719_468
  const era = Math.floor(shifted / 146_097)
  const dayOfEra = shifted - era * 146_097
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153)
  const day = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day }
}

export const isLeapYear = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)

const MONTH_LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const

export const daysInMonth = (year: number, month: number): number =>
  month === 2 && isLeapYear(year) ? 29 : (MONTH_LENGTHS[month - 1] ?? 0)

/** ISO day of the week: Monday 1 to Sunday 7. */
export const dayOfWeek = (days: number): number => ((((days + 3) % 7) + 7) % 7) + 1

/** The Monday of ISO week 1 of a year, as a day number. */
export function firstIsoMonday(year: number): number {
  const fourth = daysFromCivil(year, 1, 4)
  return fourth - (dayOfWeek(fourth) - 1)
}

/** The Sunday on which the first week of a year begins, in calendars whose first week is that of January 1st (Java's English locale). */
export function firstLocalSunday(year: number): number {
  const first = daysFromCivil(year, 1, 1)
  return first - (dayOfWeek(first) % 7)
}

/** Week-based year and week of a day in such a calendar. */
export function localWeek(days: number): { readonly year: number; readonly week: number } {
  const sunday = days - (dayOfWeek(days) % 7)
  const { year } = civilFromDays(sunday + 6)
  return { year, week: (sunday - firstLocalSunday(year)) / 7 + 1 }
}

/** ISO week-based year and week of a day. */
export function isoWeek(days: number): { readonly year: number; readonly week: number } {
  const thursday = days - dayOfWeek(days) + 4
  const { year } = civilFromDays(thursday)
  return { year, week: Math.floor((thursday - daysFromCivil(year, 1, 1)) / 7) + 1 }
}
