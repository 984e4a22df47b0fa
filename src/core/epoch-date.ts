/** `epoch_millis` and `epoch_second`: digits with an optional fraction. */
import type { Moment } from './date-fields.ts'

export type EpochUnit = 'epoch_millis' | 'epoch_second'

const DIGITS: Readonly<Record<EpochUnit, RegExp>> = {
  epoch_millis: /^(-?)(\d{1,19})(?:\.(\d{0,6}))?$/,
  epoch_second: /^(-?)(\d{1,19})(?:\.(\d{0,9}))?$/,
}

/** The moment, or undefined where the text is not of this form. Rounding up fills the part behind the unit. */
export function readEpoch(unit: EpochUnit, text: string, round: 'down' | 'up'): Moment | undefined {
  const match = DIGITS[unit].exec(text)
  if (!match) return undefined
  const [, sign, whole, fraction] = match
  const perUnit = unit === 'epoch_millis' ? 1e6 : 1e9
  const digits = perUnit === 1e6 ? 6 : 9
  const rounded = fraction === undefined && round === 'up' ? perUnit - 1 : Number((fraction ?? '').padEnd(digits, '0'))
  const scale = perUnit / 1e6
  const units = Number(whole)
  if (!Number.isSafeInteger(units * scale)) return undefined
  if (sign !== '-') return { millis: units * scale + Math.floor(rounded / 1e6), nanos: rounded % 1e6 }
  return negative(units * scale, fraction === undefined ? 0 : rounded, rounded, round)
}

/** `-1.5` is one and a half before 1970. */
function negative(millis: number, behind: number, rounded: number, round: 'down' | 'up'): Moment {
  if (behind === 0 && round === 'up') return { millis: -millis + Math.floor(rounded / 1e6), nanos: rounded % 1e6 }
  const whole = Math.floor(behind / 1e6)
  const nanos = behind % 1e6
  return nanos === 0 ? { millis: -millis - whole, nanos: 0 } : { millis: -millis - whole - 1, nanos: 1e6 - nanos }
}

/** The shortest text: a fraction only where there is one. */
export function printEpoch(unit: EpochUnit, moment: Moment): string {
  const perUnit = unit === 'epoch_millis' ? 1 : 1000
  const total = BigInt(moment.millis) * 1_000_000n + BigInt(moment.nanos)
  const divisor = BigInt(perUnit) * 1_000_000n
  const magnitude = total < 0n ? -total : total
  const digits = unit === 'epoch_millis' ? 6 : 9
  const fraction = String(magnitude % divisor)
    .padStart(digits, '0')
    .replace(/0+$/, '')
  return `${total < 0n ? '-' : ''}${magnitude / divisor}${fraction === '' ? '' : `.${fraction}`}`
}
