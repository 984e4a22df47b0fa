/** Documents of one clause, scored higher where another matches too (`must` with `should`). */
import { Scorer } from '../scorer.ts'

export class OptionalScorer extends Scorer {
  readonly cost: number
  override readonly twoPhase: boolean
  readonly #required: Scorer
  readonly #optional: Scorer

  /** Every document of `optional` matches. */
  constructor(required: Scorer, optional: Scorer) {
    super()
    this.#required = required
    this.#optional = optional
    this.twoPhase = required.twoPhase
    this.cost = required.cost
  }

  next(): number {
    this.doc = this.#required.next()
    return this.doc
  }

  advance(target: number): number {
    this.doc = this.#required.advance(target)
    return this.doc
  }

  override matches(): boolean {
    return this.#required.matches()
  }

  score(): number {
    const score = this.#required.score()
    if (this.#optional.doc < this.doc) this.#optional.advance(this.doc)
    return this.#optional.doc === this.doc ? Math.fround(score + this.#optional.score()) : score
  }
}
