/**
 * Java's date patterns (`yyyy-MM-dd HH:mm:ss[.SSS]XXX`), compiled to a list of parts that read and print. English names only. What the
 * pattern letters mean, their widths and the texts of their errors are java.time's. Padding (`p`) and the letters for weeks of months and
 * periods of the day (`W`, `F`, `B`) are refused. Used by `date-format.ts` and `named-date-formats.ts`.
 */
import type { DateField } from './date-fields.ts'
import { AM_PM, ERAS, MONTHS, QUARTERS, type TextField, WEEKDAYS } from './date-names.ts'
import { illegalArgument } from './errors.ts'

/** `normal`: a minus is read; `exceeds`: as Java's years, a plus is needed beyond the width. */
export type SignStyle = 'never' | 'normal' | 'exceeds'

export type OffsetStyle = {
  /** What zero prints as; none: digits. */
  readonly zero: string | undefined
  readonly colon: boolean
  readonly minutes: 'never' | 'ifNeeded' | 'always'
  readonly seconds: boolean
}

export type PatternPart =
  | { readonly kind: 'literal'; readonly text: string }
  | {
      readonly kind: 'number'
      readonly field: DateField
      readonly min: number
      readonly max: number
      readonly sign: SignStyle
      /** Digits that directly follow and belong to the next parts. */
      readonly reserved: number
      /** Two-digit years begin in 2000. */
      readonly base?: number
    }
  | {
      readonly kind: 'fraction'
      readonly min: number
      readonly max: number
      /** Printed with at least so many digits. */
      readonly print: number
      /** Reads (and prints) the separator as well. */
      readonly point: boolean
      /** The separator may be a comma. */
      readonly comma?: boolean
    }
  | { readonly kind: 'name'; readonly field: TextField; readonly names: readonly string[] }
  | { readonly kind: 'offset'; readonly styles: readonly OffsetStyle[]; readonly localized?: boolean }
  | { readonly kind: 'zone'; readonly orOffset: boolean }
  | { readonly kind: 'optional'; readonly parts: readonly PatternPart[] }

const number = (field: DateField, min: number, max: number, sign: SignStyle = 'never'): PatternPart => ({
  kind: 'number',
  field,
  min,
  max,
  sign,
  reserved: 0,
})

/** Letters that are a plain number of one or two digits. */
const TWO_DIGITS: Readonly<Record<string, DateField>> = {
  d: 'day',
  h: 'clockHourOfHalf',
  H: 'hour',
  k: 'clockHour',
  K: 'hourOfHalf',
  m: 'minute',
  s: 'second',
  w: 'localWeek',
}
const YEARS: Readonly<Record<string, DateField>> = { u: 'year', y: 'yearOfEra', Y: 'localWeekYear' }
const LONG_NUMBERS: Readonly<Record<string, DateField>> = { A: 'milliOfDay', N: 'nanoOfDay', n: 'nano', g: 'julianDay' }

/** Optional sections within each other: more than any date needs, fewer than the call stack bears. */
const MAX_NESTING = 64

const tooMany = (letter: string): Error => new PatternFault(`Too many pattern letters: ${letter}`)

class PatternFault extends Error {}

/** Compiles a pattern; throws 400 `Invalid format: [<pattern>]: …`. */
export function compileDatePattern(pattern: string): readonly PatternPart[] {
  try {
    return reserveAdjacent(new PatternReader(pattern).read())
  } catch (fault) {
    if (!(fault instanceof PatternFault)) throw fault
    throw illegalArgument(`Invalid format: [${pattern}]: ${fault.message}`, { causedBy: illegalArgument(fault.message) })
  }
}

class PatternReader {
  readonly #pattern: string
  #at = 0

  constructor(pattern: string) {
    this.#pattern = pattern
  }

  read(): PatternPart[] {
    const stack: PatternPart[][] = [[]]
    while (this.#at < this.#pattern.length) {
      const char = this.#pattern.charAt(this.#at)
      const parts = stack[stack.length - 1]!
      if (/[A-Za-z]/.test(char)) parts.push(...this.#letters(char))
      else if (char === '[') {
        if (stack.length > MAX_NESTING) throw new PatternFault('Too many nested optional sections')
        stack.push([])
        this.#at++
      } else if (char === ']') {
        closeOptional(stack)
        this.#at++
      } else parts.push(this.#literal(char))
    }
    while (stack.length > 1) closeOptional(stack)
    return stack[0]!
  }

  #letters(letter: string): PatternPart[] {
    const start = this.#at
    while (this.#pattern.charAt(this.#at) === letter) this.#at++
    const count = this.#at - start
    if (letter === 'p') throw new PatternFault(`Pad letter 'p' must be followed by valid pad pattern: ${this.#pattern}`)
    return partsOf(letter, count)
  }

  #literal(char: string): PatternPart {
    if (char === '{' || char === '}' || char === '#') throw new PatternFault(`Pattern includes reserved character: '${char}'`)
    if (char !== "'") {
      this.#at++
      return { kind: 'literal', text: char }
    }
    return { kind: 'literal', text: this.#quoted() }
  }

  #quoted(): string {
    let text = ''
    for (let at = this.#at + 1; at < this.#pattern.length; at++) {
      const char = this.#pattern.charAt(at)
      if (char !== "'") text += char
      else if (this.#pattern.charAt(at + 1) === "'") {
        text += "'"
        at++
      } else {
        this.#at = at + 1
        return text === '' ? "'" : text
      }
    }
    throw new PatternFault(`Pattern ends with an incomplete string literal: ${this.#pattern}`)
  }
}

function closeOptional(stack: PatternPart[][]): void {
  if (stack.length === 1) throw new PatternFault('Pattern invalid as it contains ] without previous [')
  const parts = stack.pop()!
  stack[stack.length - 1]!.push({ kind: 'optional', parts })
}

function partsOf(letter: string, count: number): PatternPart[] {
  const two = TWO_DIGITS[letter]
  if (two) return [twoDigits(letter, two, count)]
  const year = YEARS[letter]
  if (year) return [yearPart(year, count)]
  const long = LONG_NUMBERS[letter]
  if (long) return [number(long, count, 19, letter === 'g' ? 'normal' : 'never')]
  const make = OTHER_LETTERS.get(letter)
  if (!make) throw new PatternFault(`Unknown pattern letter: ${letter}`)
  return [make(count, letter)]
}

function twoDigits(letter: string, field: DateField, count: number): PatternPart {
  if (count > 2) throw tooMany(letter)
  return count === 1 ? number(field, 1, 19, 'normal') : number(field, 2, 2)
}

function yearPart(field: DateField, count: number): PatternPart {
  if (count === 2) return { kind: 'number', field, min: 2, max: 2, sign: 'never', reserved: 0, base: 2000 }
  return number(field, count, 19, count < 4 ? 'normal' : 'exceeds')
}

/** A field that is a number for one or two letters and a name beyond. */
function numberOrName(
  field: DateField & TextField,
  names: readonly (readonly string[])[],
): (count: number, letter: string) => PatternPart {
  return (count, letter) => {
    if (count > 5) throw tooMany(letter)
    if (count === 1) return number(field, 1, 19, 'normal')
    if (count === 2) return number(field, 2, 2)
    return { kind: 'name', field, names: names[count - 3]! }
  }
}

const nameOnly =
  (field: TextField, names: readonly (readonly string[])[], max: number) =>
  (count: number, letter: string): PatternPart => {
    if (count > max) throw tooMany(letter)
    return { kind: 'name', field, names: names[Math.max(0, count - 3)]! }
  }

const OTHER_LETTERS: ReadonlyMap<string, (count: number, letter: string) => PatternPart> = new Map<
  string,
  (count: number, letter: string) => PatternPart
>([
  ['G', nameOnly('era', ERAS, 5)],
  ['M', numberOrName('month', MONTHS)],
  ['L', numberOrName('month', MONTHS)],
  ['Q', numberOrName('quarter', QUARTERS)],
  ['q', numberOrName('quarter', QUARTERS)],
  ['E', nameOnly('weekday', WEEKDAYS, 5)],
  ['e', localWeekday],
  ['c', localWeekday],
  ['a', nameOnly('amPm', [AM_PM], 1)],
  ['D', dayOfYear],
  ['S', fraction],
  ['X', (count, letter) => offset(count, letter, 'Z')],
  ['x', (count, letter) => offset(count, letter, undefined)],
  ['Z', zoneOffset],
  ['O', localizedOffset],
  ['V', zoneId],
  ['z', zoneName],
])

/** As `Y` and `w`, `e` and `c` are local in Java: in its English locale a week begins on Sunday. */
function localWeekday(count: number, letter: string): PatternPart {
  if (count > 5) throw tooMany(letter)
  if (count < 3) return number('localWeekday', count, count)
  return { kind: 'name', field: 'weekday', names: WEEKDAYS[count - 3]! }
}

function dayOfYear(count: number, letter: string): PatternPart {
  if (count > 3) throw tooMany(letter)
  return count === 1 ? number('dayOfYear', 1, 19, 'normal') : number('dayOfYear', count, 3)
}

function fraction(count: number): PatternPart {
  if (count > 9) throw new PatternFault(`Minimum width must be from 0 to 9 inclusive but was ${count}`)
  return { kind: 'fraction', min: count, max: count, print: count, point: false }
}

const OFFSETS: readonly OffsetStyle[] = [
  { zero: undefined, colon: false, minutes: 'ifNeeded', seconds: false },
  { zero: undefined, colon: false, minutes: 'always', seconds: false },
  { zero: undefined, colon: true, minutes: 'always', seconds: false },
  { zero: undefined, colon: false, minutes: 'always', seconds: true },
  { zero: undefined, colon: true, minutes: 'always', seconds: true },
]

function offset(count: number, letter: string, zero: string | undefined): PatternPart {
  const style = OFFSETS[count - 1]
  if (!style) throw tooMany(letter)
  return { kind: 'offset', styles: [{ ...style, zero }] }
}

function zoneOffset(count: number, letter: string): PatternPart {
  if (count > 5) throw tooMany(letter)
  if (count < 4) return { kind: 'offset', styles: [OFFSETS[1]!] }
  if (count === 4) return localizedOffset(4, letter)
  return { kind: 'offset', styles: [{ ...OFFSETS[4]!, zero: 'Z' }] }
}

function localizedOffset(count: number, letter: string): PatternPart {
  if (count !== 1 && count !== 4) throw new PatternFault(`Pattern letter count must be 1 or 4: ${letter}`)
  const minutes = count === 4 ? 'always' : 'ifNeeded'
  return { kind: 'offset', localized: true, styles: [{ zero: '', colon: true, minutes, seconds: false }] }
}

function zoneId(count: number, letter: string): PatternPart {
  if (count !== 2) throw new PatternFault(`Pattern letter count must be 2: ${letter}`)
  return { kind: 'zone', orOffset: true }
}

function zoneName(count: number, letter: string): PatternPart {
  if (count > 4) throw tooMany(letter)
  return { kind: 'zone', orOffset: false }
}

/** A number of open width leaves the digits of the fixed ones behind it alone: `yyyyMMdd`. */
export function reserveAdjacent(parts: readonly PatternPart[]): readonly PatternPart[] {
  return parts.map((part, at) => {
    if (part.kind === 'optional') return { kind: 'optional', parts: reserveAdjacent(part.parts) }
    if (part.kind !== 'number' || part.min === part.max) return part
    return { ...part, reserved: fixedDigits(parts, at + 1) }
  })
}

function fixedDigits(parts: readonly PatternPart[], from: number): number {
  let digits = 0
  for (let at = from; at < parts.length; at++) {
    const part = parts[at]!
    const fixed = (part.kind === 'number' || (part.kind === 'fraction' && !part.point)) && part.min === part.max
    if (!fixed) break
    digits += part.min
  }
  return digits
}
