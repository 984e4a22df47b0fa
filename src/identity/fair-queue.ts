/**
 * A bounded queue in which nobody waits for a crowd: each lane (an address, say) takes its turn, and where the queue is full the longest lane
 * gives way. What goes first has a room of its own. Used by the hash pool.
 */

/** Where something waits. */
export interface Turn {
  /** Whoever shares it waits behind each other. */
  readonly lane: string
  /** Before all lanes: for what cannot be part of a flood. */
  readonly first: boolean
}

export class FairQueue<Item> {
  readonly #limit: number
  readonly #first: Item[] = []
  /** In the order of their turns. */
  readonly #lanes = new Map<string, Item[]>()
  #waiting = 0

  /** `limit`: most items in all lanes, and most that go first. */
  constructor(limit: number) {
    this.#limit = limit
  }

  get size(): number {
    return this.#first.length + this.#waiting
  }

  /** Puts an item in its place. Returns what has no room: nothing, the item itself, or the last one of a longer lane. */
  push(item: Item, { lane, first }: Turn): Item | undefined {
    if (first && this.#first.length < this.#limit) {
      this.#first.push(item)
      return undefined
    }
    let turnedAway: Item | undefined
    if (this.#waiting >= this.#limit) {
      const longest = this.#longest()
      // A lane never gives way to one that would be as long as itself: that would only change who waits.
      if (!longest || longest.length <= (this.#lanes.get(lane)?.length ?? 0) + 1) return item
      turnedAway = longest.pop()
      this.#waiting--
    }
    const items = this.#lanes.get(lane)
    if (items) items.push(item)
    else this.#lanes.set(lane, [item])
    this.#waiting++
    return turnedAway
  }

  /** Whose turn it is. */
  shift(): Item | undefined {
    if (this.#first.length > 0) return this.#first.shift()
    const next = this.#lanes.entries().next().value
    if (!next) return undefined
    const [lane, items] = next
    this.#lanes.delete(lane)
    const item = items.shift()
    if (items.length > 0) this.#lanes.set(lane, items)
    this.#waiting--
    return item
  }

  /** Takes everything out. */
  drain(): readonly Item[] {
    const all = [...this.#first.splice(0), ...[...this.#lanes.values()].flat()]
    this.#lanes.clear()
    this.#waiting = 0
    return all
  }

  #longest(): Item[] | undefined {
    let longest: Item[] | undefined
    for (const items of this.#lanes.values()) if (items.length > (longest?.length ?? 0)) longest = items
    return longest
  }
}
