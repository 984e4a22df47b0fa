/** Elasticsearch's units: booleans, durations and byte sizes as text. */
import { ElasticError, illegalArgument } from './errors.ts'

/** `true` or `false`, nothing else. */
export function parseBoolean(text: string): boolean {
  if (text === 'true') return true
  if (text === 'false') return false
  throw illegalArgument(`Failed to parse value [${text}] as only [true] or [false] are allowed.`)
}

const MILLISECONDS = { nanos: 1e-6, micros: 1e-3, ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/** A duration such as `30s` or `1.5h` in milliseconds; `-1` and `0` need no unit. `setting` names it in the error. */
export function parseTimeValue(text: string, setting: string): number {
  const trimmed = text.trim().toLowerCase()
  if (trimmed === '-1') return -1
  if (trimmed === '0') return 0
  const match = /^(-?\d+(?:\.\d+)?)\s*(nanos|micros|ms|s|m|h|d)$/.exec(trimmed)
  if (!match) {
    if (/^[+-]?[\d.]+$/.test(trimmed) || !/(nanos|micros|ms|s|m|h|d)$/.test(trimmed)) {
      throw illegalArgument(
        `failed to parse setting [${setting}] with value [${text}] as a time value: unit is missing or unrecognized`,
      )
    }
    throw illegalArgument(`failed to parse [${text}]`, {
      causedBy: new ElasticError('number_format_exception', `For input string: "${trimmed.replace(/[a-z]+$/, '')}"`),
    })
  }
  const value = Number(match[1]) * MILLISECONDS[match[2] as keyof typeof MILLISECONDS]
  if (value < 0)
    throw illegalArgument(
      `failed to parse setting [${setting}] with value [${text}] as a time value: negative durations are not supported`,
    )
  return value
}

const BYTES = {
  b: 1,
  k: 1024,
  kb: 1024,
  m: 1024 ** 2,
  mb: 1024 ** 2,
  g: 1024 ** 3,
  gb: 1024 ** 3,
  t: 1024 ** 4,
  tb: 1024 ** 4,
  p: 1024 ** 5,
  pb: 1024 ** 5,
} as const

/** A size such as `100mb` in bytes; `0` and `-1` need no unit. `setting` names it in the error. */
export function parseByteSize(text: string, setting: string): number {
  const trimmed = text.trim().toLowerCase()
  if (trimmed === '-1' || trimmed === '0') return Number(trimmed)
  const match = /^(\d+(?:\.\d+)?)\s*(b|kb?|mb?|gb?|tb?|pb?)$/.exec(trimmed)
  if (!match) {
    throw illegalArgument(
      `failed to parse setting [${setting}] with value [${text}] as a size in bytes: unit is missing or unrecognized`,
    )
  }
  return Math.floor(Number(match[1]) * BYTES[match[2] as keyof typeof BYTES])
}

/** A size as Elasticsearch shows it to people: `16.6kb`. */
export const printBytes = (bytes: number): string =>
  scaled(bytes, [
    ['pb', 1024 ** 5],
    ['tb', 1024 ** 4],
    ['gb', 1024 ** 3],
    ['mb', 1024 ** 2],
    ['kb', 1024],
  ]) ?? `${bytes}b`

/** Milliseconds as Elasticsearch shows them to people: `1.5h`. */
export const printDuration = (milliseconds: number): string =>
  scaled(milliseconds, [
    ['d', 86_400_000],
    ['h', 3_600_000],
    ['m', 60_000],
    ['s', 1000],
  ]) ?? (milliseconds === 0 ? '0s' : `${Math.floor(milliseconds)}ms`)

/** Cut off after one decimal, none where it is zero. */
function scaled(value: number, units: readonly (readonly [name: string, size: number])[]): string | undefined {
  const unit = units.find(([, size]) => value >= size)
  return unit && `${Math.floor((value / unit[1]) * 10) / 10}${unit[0]}`
}
