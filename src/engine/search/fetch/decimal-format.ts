/** Java's DecimalFormat as far as `docvalue_fields` use it: digits before and after a point (`#.0`, `000.##`); the rest is refused. */
import { illegalArgument } from '../../../core/errors.ts'

/** As many digits as a double can have; what is printed is no longer than the pattern asks for. */
const LONGEST = 340
const PATTERN = /^#*(0*)(?:\.(0*)(#*))?$/

/** Prints numbers by a pattern. */
export function compileDecimalFormat(pattern: string): (value: number | bigint) => string {
  const match = pattern.length > LONGEST ? null : PATTERN.exec(pattern)
  if (!match || pattern === '' || pattern === '.')
    throw illegalArgument(`Invalid format: [${pattern}]: number pattern is not supported`)
  const [, whole = '', least = '', more = ''] = match
  const most = least.length + more.length
  return (value) => {
    const [digits = '', fraction = ''] = rounded(value, most).split('.')
    const kept = fraction.replace(new RegExp(`0{0,${more.length}}$`), '').padEnd(least.length, '0')
    const sign = digits.startsWith('-') ? '-' : ''
    const integer = digits.replace('-', '').replace(/^0+/, '').padStart(whole.length, '0')
    return `${sign}${integer === '' && kept === '' ? '0' : integer}${kept === '' ? '' : `.${kept}`}`
  }
}

/** Rounded half to even, as DecimalFormat does. */
function rounded(value: number | bigint, places: number): string {
  if (typeof value === 'bigint') return String(value)
  return new Intl.NumberFormat('en-US', {
    useGrouping: false,
    minimumFractionDigits: Math.min(places, MOST_PLACES),
    maximumFractionDigits: Math.min(places, MOST_PLACES),
    roundingMode: 'halfEven',
  } as Intl.NumberFormatOptions).format(value)
}

/** Intl prints no more. */
const MOST_PLACES = 20
