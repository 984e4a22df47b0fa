/** How numbers with a unit are shown in tables: `16.6kb`, or whole units where `bytes` or `time` names one. */
import { printBytes, printDuration } from '../../core/units.ts'
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

export const showBytes = (bytes: number, { bytes: unit }: CellFormat): string =>
  unit === undefined ? printBytes(bytes) : String(Math.floor(bytes / unit))

export const showTime = (milliseconds: number, { time: unit }: CellFormat): string =>
  unit === undefined ? printDuration(milliseconds) : String(Math.floor(milliseconds / unit))
