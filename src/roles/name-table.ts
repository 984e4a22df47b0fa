/**
 * The names of a catalogue (indices and aliases) in order, so that prefixes are ranges. Made when a wildcard first needs it; the next one is
 * made from the last, since most names stay.
 */
import { isRestrictedName, namesOwnRecords } from './restricted-names.ts'

/** What is asked of every name: a pattern of a role. */
export interface TablePattern {
  /** What every match begins with. */
  readonly literal: string
  matches(name: string): boolean
}

/** What one table has that the last one had not. */
interface Difference {
  readonly last: NameTable
  readonly added: readonly string[]
}

export class NameTable {
  /** Ascending by UTF-16 units, each once. */
  readonly names: readonly string[]
  /** Positions that patterns match, for patterns that live: those of roles that nobody changed are asked once. */
  readonly #matches = new WeakMap<TablePattern, readonly number[]>()
  #difference: Difference | undefined

  constructor(names: readonly string[], difference?: Difference) {
    this.names = names
    this.#difference = difference
    // No chain of tables: what was not asked of the last one is asked anew.
    if (difference) difference.last.#difference = undefined
  }

  /** Positions of the names that a pattern matches, ascending. */
  matching(pattern: TablePattern): readonly number[] {
    const known = this.#matches.get(pattern)
    if (known) return known
    const positions = this.#derive(pattern) ?? this.#scan(pattern)
    this.#matches.set(pattern, positions)
    return positions
  }

  #scan({ literal, matches }: TablePattern): readonly number[] {
    const [from, to] = this.rangeOf(literal)
    const positions: number[] = []
    for (let position = from; position < to; position++) if (matches(this.names[position] as string)) positions.push(position)
    return positions
  }

  /** From what the last table was asked: only names that are new are looked at. */
  #derive(pattern: TablePattern): readonly number[] | undefined {
    const difference = this.#difference
    if (!difference) return undefined
    const before = difference.last.#matches.get(pattern)
    if (!before) return undefined
    const stayed = before.map((position) => this.positionOf(difference.last.names[position] as string))
    const added = difference.added.filter((name) => pattern.matches(name)).map((name) => this.positionOf(name))
    return [...stayed, ...added].filter((position) => position !== undefined).sort((one, other) => one - other)
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

/** Names of what exists: the groups of one moment, each name in one of them at most. A group never changes. */
type Groups = readonly ReadonlyMap<string, unknown>[]

/** Makes one table after the other from what exists now; names that stay are not sorted again. */
export class NameTableMaker {
  #last: { readonly table: NameTable; readonly groups: Groups } | undefined

  next(groups: Groups): NameTable {
    const table = this.#last ? nextTable(this.#last.table, this.#last.groups, groups) : new NameTable(namesIn(groups).sort())
    this.#last = { table, groups }
    return table
  }
}

const has = (groups: Groups, name: string): boolean => groups.some((group) => group.has(name))

/** In no order. */
function namesIn(groups: Groups, isWanted: (name: string) => boolean = () => true): string[] {
  const names: string[] = []
  for (const group of groups) {
    for (const name of group.keys()) if (!namesOwnRecords(name) && isWanted(name)) names.push(name)
  }
  return names
}

function nextTable(last: NameTable, before: Groups, groups: Groups): NameTable {
  const added = namesIn(groups, (name) => !has(before, name)).sort()
  const kept = last.names.filter((name) => has(groups, name))
  return new NameTable(added.length === 0 ? kept : merge(kept, added), { last, added })
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
