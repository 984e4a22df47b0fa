/**
 * The last good reading of a realm's files. At start a line that cannot be read is skipped; later a reading of which more lines than before
 * cannot be read, as of a file that is half written, changes nothing. Whoever was in stays in, nobody new gets in, and the fault is told.
 */

/** A content, and what was wrong with lines that are not in it; never what stands in them, which may be a hash. */
export interface Reading<Value> {
  readonly value: Value
  readonly faults: readonly string[]
}

export interface SteadyReadingOptions<Value> {
  /** What is read, as faults name it. */
  readonly name: string
  /** Reads the files; throws where they cannot be read at all. */
  readonly read: () => Reading<Value>
  /** The content while nothing could be read yet. */
  readonly nothing: Value
  /** Keeps of the last content what is the same in the new one. */
  readonly merge: (before: Value, now: Value) => Value
  /** Told what is wrong, once for each reading. */
  readonly onFault: (message: string) => void
}

export interface SteadyReading<Value> {
  readonly current: Value
  reload(): void
}

const BEFORE = 'stays as it was read before'
const SKIPPED = ': lines are skipped'

export function openSteadyReading<Value>(options: SteadyReadingOptions<Value>): SteadyReading<Value> {
  const { name, read, nothing, merge, onFault } = options

  const attempt = (otherwise: string): Reading<Value> | undefined => {
    try {
      return read()
    } catch (error) {
      onFault(`${name} cannot be read, so it ${otherwise}: ${error instanceof Error ? error.message : 'unknown error'}`)
      return undefined
    }
  }

  const first = attempt('is taken to be empty') ?? { value: nothing, faults: [] }
  let { value } = first
  let skipped = first.faults.length
  if (skipped > 0) onFault(`${name}${SKIPPED}: ${first.faults.join('; ')}`)

  const reload = (): void => {
    const reading = attempt(BEFORE)
    if (!reading) return
    const { faults } = reading
    const isTaken = faults.length <= skipped
    if (faults.length > 0) onFault(`${name}${isTaken ? SKIPPED : ` ${BEFORE}`}: ${faults.join('; ')}`)
    if (!isTaken) return
    value = merge(value, reading.value)
    skipped = faults.length
  }

  return {
    get current() {
      return value
    },
    reload,
  }
}
