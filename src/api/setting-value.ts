/**
 * Values of index and cluster settings: what a setting holds, and the refusal of a value that it does not take, in Elasticsearch's words.
 * Settings are kept as text; this only checks.
 */
import { ElasticError, illegalArgument } from '../core/errors.ts'
import { parseBoolean, parseByteSize, parseTimeValue } from '../core/units.ts'

export type SettingKind =
  | { readonly type: 'boolean' }
  | { readonly type: 'integer'; readonly min: number; readonly max?: number }
  | { readonly type: 'time'; readonly mayBeOff?: boolean }
  | { readonly type: 'bytes' }
  | { readonly type: 'text' }
  | { readonly type: 'choice'; readonly choices: readonly string[] }
  | { readonly type: 'checked'; check(value: string): void }

/** Throws 400 unless the setting takes the value. */
export function checkSettingValue(name: string, kind: SettingKind, value: string): void {
  switch (kind.type) {
    case 'boolean':
      parseBoolean(value)
      return
    case 'integer':
      checkInteger(name, kind, value)
      return
    case 'time':
      checkTime(name, kind.mayBeOff ?? false, value)
      return
    case 'bytes':
      parseByteSize(value, name)
      return
    case 'choice':
      checkChoice(name, kind.choices, value)
      return
    case 'checked':
      kind.check(value)
      return
    case 'text':
  }
}

function checkInteger(
  name: string,
  { min, max = 2 ** 31 - 1 }: { readonly min: number; readonly max?: number },
  value: string,
): void {
  const number = Number(value)
  if (!/^[+-]?\d+$/.test(value) || !Number.isSafeInteger(number)) {
    throw illegalArgument(`Failed to parse value [${value}] for setting [${name}]`, {
      causedBy: new ElasticError('number_format_exception', `For input string: "${value}"`),
    })
  }
  if (number < min) throw illegalArgument(`Failed to parse value [${value}] for setting [${name}] must be >= ${min}`)
  if (number > max) throw illegalArgument(`Failed to parse value [${value}] for setting [${name}] must be <= ${max}`)
}

function checkTime(name: string, mayBeOff: boolean, value: string): void {
  const time = parseTimeValue(value, name)
  if (time < 0 && !mayBeOff) {
    throw illegalArgument(`failed to parse value [${value}] for setting [${name}], must be >= [0ms]`)
  }
}

function checkChoice(name: string, choices: readonly string[], value: string): void {
  if (choices.includes(value)) return
  throw illegalArgument(`unknown value for [${name}] must be one of [${choices.join(', ')}] but was: ${value}`)
}

/** As many faults as anybody will read. */
const MOST_FAULTS = 20

/** The faults of several settings as one error: the first, with the others as `suppressed`. */
export function checkEach<Item>(items: Iterable<Item>, check: (item: Item) => void): void {
  const faults: ElasticError[] = []
  for (const item of items) {
    try {
      check(item)
    } catch (error) {
      if (!(error instanceof ElasticError)) throw error
      faults.push(error)
      if (faults.length === MOST_FAULTS) break
    }
  }
  const [first, ...others] = faults
  if (first === undefined) return
  if (others.length === 0) throw first
  throw new ElasticError(first.type, first.reason, { ...first.details, suppressed: others })
}
