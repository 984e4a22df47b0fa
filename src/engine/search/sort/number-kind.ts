/** How number-like types sort: what stands for a missing value, and how keys are shown. */
import type { JsonOutput } from '../../../core/json/output.ts'
import { JsonDouble } from '../../../core/json/output.ts'
import { floatOutput } from '../float-output.ts'

export interface NumberKind {
  readonly greatest: number | bigint
  readonly least: number | bigint
  readonly isWhole: boolean
  show(key: number | bigint): JsonOutput
}

const whole = (least: number | bigint, greatest: number | bigint): NumberKind => ({
  least,
  greatest,
  isWhole: true,
  show: (key) => key,
})

const INT = whole(-2147483648, 2147483647)
const LONG = whole(-9223372036854775808n, 9223372036854775807n)
const DOUBLE: NumberKind = {
  least: Number.NEGATIVE_INFINITY,
  greatest: Number.POSITIVE_INFINITY,
  isWhole: false,
  show: (key) => (Number.isFinite(Number(key)) ? new JsonDouble(Number(key)) : String(key)),
}
const FLOAT: NumberKind = {
  ...DOUBLE,
  show: (key) => (Number.isFinite(Number(key)) ? floatOutput(Number(key)) : String(key)),
}

const KINDS: ReadonlyMap<string, NumberKind> = new Map([
  ['byte', INT],
  ['short', INT],
  ['integer', INT],
  ['long', LONG],
  ['unsigned_long', whole(0, 18446744073709551615n)],
  ['date', LONG],
  ['boolean', LONG],
  ['double', DOUBLE],
  ['float', FLOAT],
  ['half_float', FLOAT],
])

/** undefined: the type does not sort as a number. */
export const findNumberKind = (type: string): NumberKind | undefined => KINDS.get(type)
