/** A clause whose matches all score alike: filters, `constant_score`. */
import { Scorer } from '../scorer.ts'

export class ConstantScorer extends Scorer {
  readonly cost: number
  override readonly twoPhase: boolean
  readonly #inner: Scorer
  readonly #score: number

  constructor(inner: Scorer, score: number) {
    super()
    this.#inner = inner
    this.#score = score
    this.twoPhase = inner.twoPhase
    this.cost = inner.cost
  }

  next(): number {
    this.doc = this.#inner.next()
    return this.doc
  }

  advance(target: number): number {
    this.doc = this.#inner.advance(target)
    return this.doc
  }

  override matches(): boolean {
    return this.#inner.matches()
  }

  score(): number {
    return this.#score
  }
}
