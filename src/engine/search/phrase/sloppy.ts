/**
 * Phrases with slop: how close to the phrase the terms come, counted as Lucene counts. Every term is shifted by its place, so that an exact
 * phrase has all terms at one spot; the width of the window that holds one occurrence of each is the match's length, and a match that is
 * no longer than the slop adds 1 / (1 + length) to the frequency. The term that stands first moves on each time.
 *
 * A term that the phrase repeats must not use one occurrence for two of its places: such places are moved apart.
 */

/** One place of the phrase in the current document. */
interface Runner {
  readonly order: number
  readonly offset: number
  /** Places of the same term, by offset; undefined where the term stands once in the phrase. */
  readonly group: readonly Runner[] | undefined
  positions: Uint32Array
  at: number
  /** Position in the document less the offset. */
  shifted: number
}

export class SloppyPhrase {
  readonly #slop: number
  readonly #runners: readonly Runner[]
  readonly #groups: readonly (readonly Runner[])[]
  /** Ordered by `shifted`: phrases are short, so a sorted array does as a queue. */
  #queue: Runner[] = []
  #end = 0

  /** `terms[i]` stands at `offsets[i]`. */
  constructor(terms: readonly string[], offsets: readonly number[], slop: number) {
    this.#slop = slop
    const groups = new Map<string, Runner[]>()
    for (const term of terms) groups.set(term, [])
    this.#runners = terms.map((term, order) => {
      const group = groups.get(term)!
      const repeats = terms.indexOf(term) !== terms.lastIndexOf(term)
      const runner: Runner = {
        order,
        offset: offsets[order]!,
        group: repeats ? group : undefined,
        positions: new Uint32Array(0),
        at: 0,
        shifted: 0,
      }
      group.push(runner)
      return runner
    })
    this.#groups = [...groups.values()].filter((group) => group.length > 1)
    for (const group of groups.values()) group.sort((a, b) => a.offset - b.offset)
  }

  /** The sloppy frequency in a document with these positions. */
  freq(positions: readonly Uint32Array[]): number {
    if (!this.#begin(positions)) return 0
    let freq = 0
    for (let length = this.#nextMatch(); length !== undefined; length = this.#nextMatch()) {
      freq = Math.fround(freq + Math.fround(1 / (1 + length)))
    }
    return freq
  }

  #begin(positions: readonly Uint32Array[]): boolean {
    for (const runner of this.#runners) {
      runner.positions = positions[runner.order]!
      runner.at = -1
      if (!step(runner)) return false
    }
    if (!this.#groups.every(spread)) return false
    this.#queue = [...this.#runners].sort(compareRunners)
    this.#end = Math.max(...this.#runners.map((runner) => runner.shifted))
    this.#positioned = true
    return true
  }

  #positioned = false

  /** Length of the next match within the slop, or undefined where there is none. */
  #nextMatch(): number | undefined {
    if (!this.#positioned) return undefined
    let lead = this.#queue.shift()!
    let length = this.#end - lead.shifted
    let next = this.#queue[0]!.shifted
    while (this.#advance(lead)) {
      const isApart = this.#resolve(lead)
      if (!isApart) break
      if (lead.shifted > next) {
        this.#enqueue(lead)
        if (length <= this.#slop) return length
        lead = this.#queue.shift()!
        next = this.#queue[0]!.shifted
        length = this.#end - lead.shifted
      } else {
        length = Math.min(length, this.#end - lead.shifted)
      }
    }
    this.#positioned = false
    return length <= this.#slop ? length : undefined
  }

  #advance(runner: Runner): boolean {
    if (!step(runner)) return false
    this.#end = Math.max(this.#end, runner.shifted)
    return true
  }

  /** Moves places of one term apart that came to stand on one occurrence; false where occurrences run out. */
  #resolve(lead: Runner): boolean {
    if (!lead.group) return true
    let moved: Runner = lead
    const disturbed: Runner[] = []
    for (let other = collision(moved); other; other = collision(moved)) {
      if (other !== lead) disturbed.push(other)
      moved = isBefore(moved, other) ? moved : other
      if (!this.#advance(moved)) return false
    }
    if (disturbed.length > 0) this.#queue.sort(compareRunners)
    return true
  }

  #enqueue(runner: Runner): void {
    const at = this.#queue.findIndex((other) => compareRunners(runner, other) < 0)
    if (at < 0) this.#queue.push(runner)
    else this.#queue.splice(at, 0, runner)
  }
}

/** The place whose window reaches back furthest comes first. */
const compareRunners = (a: Runner, b: Runner): number => a.shifted - b.shifted || a.offset - b.offset || a.order - b.order

const isBefore = (a: Runner, b: Runner): boolean => a.shifted < b.shifted || (a.shifted === b.shifted && a.offset < b.offset)

function step(runner: Runner): boolean {
  runner.at++
  if (runner.at >= runner.positions.length) return false
  runner.shifted = runner.positions[runner.at]! - runner.offset
  return true
}

/** At first the nth place of a repeated term stands on the nth occurrence. */
function spread(group: readonly Runner[]): boolean {
  for (const [nth, runner] of group.entries()) {
    for (let moves = 0; moves < nth; moves++) if (!step(runner)) return false
  }
  return true
}

/** Another place of the same term on the same occurrence. */
const collision = (runner: Runner): Runner | undefined =>
  runner.group?.find((other) => other !== runner && other.positions[other.at] === runner.positions[runner.at])
