/**
 * The names of a catalogue (indices and aliases) in order, so that prefixes are ranges. Made when a wildcard first needs it; the next one is
 * made from the last, since most names stay.
 */
import { isRestrictedName, namesOwnRecords } from './restricted-names.ts'

export class NameTable {
  /** Ascending by UTF-16 units, each once. */
  readonly names: readonly string[]

  constructor(names: readonly string[]) {
    this.names = names
  }

  positionOf(name: string): number | undefined {
    const position = this.#lowerBound(name)
    return this.names[position] === name ? position : undefined
  }

  isRestricted(position: number): boolean {
    return isRestrictedName(this.names[position] as string)
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

/** Makes one table after the other from what exists now; names that stay are neither sorted nor copied into sets again. */
export class NameTableMaker {
  readonly #known = new Set<string>()
  #last: readonly string[] = []

  /** `groups` hold the names; a name is in one of them at most. */
  next(groups: readonly ReadonlyMap<string, unknown>[]): NameTable {
    const stays = (name: string): boolean => groups.some((group) => group.has(name)) || !this.#known.delete(name)
    const kept = this.#last.filter(stays)
    const added: string[] = []
    for (const group of groups) {
      for (const name of group.keys()) {
        if (this.#known.has(name) || namesOwnRecords(name)) continue
        this.#known.add(name)
        added.push(name)
      }
    }
    this.#last = added.length === 0 ? kept : merge(kept, added.sort())
    return new NameTable(this.#last)
  }
}

/** Two ascending lists as one. */
function merge(one: readonly string[], other: readonly string[]): readonly string[] {
  if (one.length === 0) return other
  const merged: string[] = []
  let at = 0
  for (const name of other) {
    while (at < one.length && (one[at] as string) < name) merged.push(one[at++] as string)
    merged.push(name)
  }
  for (; at < one.length; at++) merged.push(one[at] as string)
  return merged
}
