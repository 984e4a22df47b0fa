/** English names of months, days, eras and halves of the day, as java.time prints them: short, full and narrow. */

/** Fields that may be written as a name. */
export type TextField = 'month' | 'weekday' | 'amPm' | 'era' | 'quarter'

const FULL_MONTHS = 'January February March April May June July August September October November December'.split(' ')
const FULL_WEEKDAYS = 'Monday Tuesday Wednesday Thursday Friday Saturday Sunday'.split(' ')

const initials = (names: readonly string[]): readonly string[] => names.map((name) => name.charAt(0))
const short = (names: readonly string[]): readonly string[] => names.map((name) => name.slice(0, 3))

/** January is 1: name number n stands at n - 1. */
export const MONTHS: readonly (readonly string[])[] = [short(FULL_MONTHS), FULL_MONTHS, initials(FULL_MONTHS)]

/** Monday is 1. */
export const WEEKDAYS: readonly (readonly string[])[] = [short(FULL_WEEKDAYS), FULL_WEEKDAYS, initials(FULL_WEEKDAYS)]

/** Era 0 is BC. */
export const ERAS: readonly (readonly string[])[] = [
  ['BC', 'AD'],
  ['Before Christ', 'Anno Domini'],
  ['B', 'A'],
]

/** 0 before noon. */
export const AM_PM: readonly string[] = ['AM', 'PM']

export const QUARTERS: readonly (readonly string[])[] = [
  ['Q1', 'Q2', 'Q3', 'Q4'],
  ['1st quarter', '2nd quarter', '3rd quarter', '4th quarter'],
  ['1', '2', '3', '4'],
]

/** The number that the first name of a list has. */
export const FIRST_NUMBER: Readonly<Record<TextField, number>> = { month: 1, weekday: 1, quarter: 1, era: 0, amPm: 0 }
