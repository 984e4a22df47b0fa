/** How numbers with a unit are shown in tables: `16.6kb`, or whole units where `bytes` or `time` names one. */
import type { ParameterReader } from '../../request/parameters.ts'

export interface CellFormat {
  readonly bytes: number | undefined
  readonly time: number | undefined
}

const BYTE_UNITS: ReadonlyMap<string, number> = new Map([
  ['b', 1],
  ['k', 1024],
  ['kb', 1024],
  ['m', 1024 ** 2],
  ['mb', 1024 ** 2],
  ['g', 1024 ** 3],
  ['gb', 1024 ** 3],
  ['t', 1024 ** 4],
  ['tb', 1024 ** 4],
  ['p', 1024 ** 5],
  ['pb', 1024 ** 5],
])

const TIME_UNITS: ReadonlyMap<string, number> = new Map([
  ['nanos', 1e-6],
  ['micros', 1e-3],
  ['ms', 1],
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
])

/** `bytes` and `time`; a unit that there is not leaves the usual form, as Elasticsearch does. */
export const parseCellFormat = (parameters: ParameterReader): CellFormat => ({
  bytes: BYTE_UNITS.get(parameters.text('bytes') ?? ''),
  time: TIME_UNITS.get(parameters.text('time') ?? ''),
})

export function showBytes(bytes: number, { bytes: unit }: CellFormat): string {
  if (unit !== undefined) return String(Math.floor(bytes / unit))
  for (const [name, size] of [
    ['pb', 1024 ** 5],
    ['tb', 1024 ** 4],
    ['gb', 1024 ** 3],
    ['mb', 1024 ** 2],
    ['kb', 1024],
  ] as const) {
    if (bytes >= size) return `${oneDecimal(bytes / size)}${name}`
  }
  return `${bytes}b`
}

export function showTime(milliseconds: number, { time: unit }: CellFormat): string {
  if (unit !== undefined) return String(Math.floor(milliseconds / unit))
  for (const [name, size] of [
    ['d', 86_400_000],
    ['h', 3_600_000],
    ['m', 60_000],
    ['s', 1000],
  ] as const) {
    if (milliseconds >= size) return `${oneDecimal(milliseconds / size)}${name}`
  }
  return `${Math.floor(milliseconds)}ms`
}

/** Cut off after one decimal, none where it is zero. */
const oneDecimal = (value: number): string => String(Math.floor(value * 10) / 10)
