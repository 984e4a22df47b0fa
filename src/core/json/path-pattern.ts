/**
 * Patterns over paths of a document (`user.*`, `*.id`), walked name by name: the state of all patterns at once, so that a tree is filtered
 * in one pass. Linear in the length of the names whatever the pattern. Used by `_source` filtering.
 */

const STAR = '*'
const DOT = '.'

/** How far the patterns have come: positions in them, ascending. */
export interface PathState {
  readonly positions: readonly number[]
  /** Some pattern ends here: the value, and all within it, is meant. */
  readonly accepts: boolean
  /** Some pattern could still match something deeper. */
  readonly hasMore: boolean
  /** No pattern is left. */
  readonly isDead: boolean
}

/** Positions run over all patterns one after another, each with one end position behind its last character. */
interface Cell {
  readonly kind: 'character' | 'star' | 'end'
  readonly character: string
  /** A star that does not stop at the end of a name. */
  readonly crosses: boolean
}

export class PathPatterns {
  readonly start: PathState
  readonly #cells: readonly Cell[]

  constructor(cells: readonly Cell[], starts: readonly number[]) {
    this.#cells = cells
    this.start = this.#state(this.#closure(starts))
  }

  /** From before a name to behind it. */
  step(state: PathState, name: string): PathState {
    let positions = state.positions
    for (const character of name) {
      if (positions.length === 0) break
      positions = this.#advance(positions, character, false)
    }
    return this.#state(positions)
  }

  /** From behind a name to before the names within its value. */
  descend(state: PathState): PathState {
    return this.#state(this.#advance(state.positions, DOT, true))
  }

  #advance(positions: readonly number[], character: string, isSeparator: boolean): readonly number[] {
    const next: number[] = []
    for (const position of positions) {
      const cell = this.#cells[position]!
      if (cell.kind === 'star' && (!isSeparator || cell.crosses)) next.push(position)
      if (cell.kind === 'character' && cell.character === character) next.push(position + 1)
    }
    return this.#closure(next)
  }

  /** A star also stands for nothing. */
  #closure(positions: readonly number[]): readonly number[] {
    const all = new Set<number>()
    for (const start of positions) {
      let position = start
      all.add(position)
      while (this.#cells[position]!.kind === 'star') all.add(++position)
    }
    return [...all]
  }

  #state(positions: readonly number[]): PathState {
    let accepts = false
    let hasMore = false
    for (const position of positions) {
      if (this.#cells[position]!.kind === 'end') accepts = true
      else if (this.#canDescend(position)) hasMore = true
    }
    return { positions, accepts, hasMore, isDead: positions.length === 0 }
  }

  #canDescend(position: number): boolean {
    const cell = this.#cells[position]!
    return cell.kind === 'star' ? cell.crosses : cell.character === DOT
  }
}

/** `acrossLevels`: a single `*` runs over dots too; otherwise only `**` does. */
export function compilePathPatterns(patterns: readonly string[], acrossLevels: boolean): PathPatterns {
  const cells: Cell[] = []
  const starts: number[] = []
  for (const pattern of patterns) {
    starts.push(cells.length)
    for (const part of pattern.match(/\*+|[^*]/gsu) ?? []) {
      if (part.startsWith(STAR)) cells.push({ kind: 'star', character: '', crosses: acrossLevels || part.length > 1 })
      else cells.push({ kind: 'character', character: part, crosses: false })
    }
    cells.push({ kind: 'end', character: '', crosses: false })
  }
  return new PathPatterns(cells, starts)
}
