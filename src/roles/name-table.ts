/**
 * The names of a catalogue (indices and aliases) in order, so that prefixes are ranges. Made once per catalogue version; the next one is
 * made from the last, since most names stay.
 */
import { isRestrictedName } from './restricted-names.ts'

export class NameTable {
  /** Ascending by UTF-16 units. */
  readonly names: readonly string[]
  readonly #positions = new Map<string, number>()
  readonly #restricted: ReadonlySet<number>

  constructor(names: readonly string[]) {
    this.names = names
    const restricted = new Set<number>()
    names.forEach((name, position) => {
      this.#positions.set(name, position)
      if (isRestrictedName(name)) restricted.add(position)
    })
    this.#restricted = restricted
  }

  positionOf(name: string): number | undefined {
    return this.#positions.get(name)
  }

  isRestricted(position: number): boolean {
    return this.#restricted.has(position)
  }

  /** First and behind-the-last position of the names with a prefix. */
  rangeOf(prefix: string): readonly [number, number] {
    if (prefix === '') return [0, this.names.length]
    return [this.#lowerBound(prefix), this.#lowerBound(prefix, true)]
  }

  /** The first position not before the prefix; `behind`: nor within it. */
  #lowerBound(prefix: string, behind = false): number {
    let low = 0
    let high = this.names.length
    while (low < high) {
      const middle = (low + high) >> 1
      const name = this.names[middle] as string
      if (name < prefix || (behind && name.startsWith(prefix))) low = middle + 1
      else high = middle
    }
    return low
  }
}

/** A table of these names; `previous` makes it cheap, since what is in order need not be sorted. */
export function nextNameTable(previous: NameTable | undefined, names: ReadonlySet<string>): NameTable {
  const kept = previous?.names.filter((name) => names.has(name)) ?? []
  const isKept = (name: string): boolean => previous?.positionOf(name) !== undefined
  const added = [...names].filter((name) => !isKept(name)).sort()
  return new NameTable(added.length === 0 ? kept : [...kept, ...added].sort())
}
