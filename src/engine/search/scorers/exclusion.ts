/** Documents of one clause that another does not match (`must_not`). */
import { NO_MORE_DOCS } from '../../segment/segment.ts'
import { Scorer } from '../scorer.ts'

export class ExclusionScorer extends Scorer {
  readonly cost: number
  override readonly twoPhase: boolean
  readonly #wanted: Scorer
  readonly #unwanted: Scorer

  /** Every document of `unwanted` matches. */
  constructor(wanted: Scorer, unwanted: Scorer) {
    super()
    this.#wanted = wanted
    this.#unwanted = unwanted
    this.twoPhase = wanted.twoPhase
    this.cost = wanted.cost
  }

  next(): number {
    return this.#skip(this.#wanted.next())
  }

  advance(target: number): number {
    return this.#skip(this.#wanted.advance(target))
  }

  override matches(): boolean {
    return this.#wanted.matches()
  }

  score(): number {
    return this.#wanted.score()
  }

  #skip(candidate: number): number {
    let doc = candidate
    while (doc !== NO_MORE_DOCS && this.#isUnwanted(doc)) doc = this.#wanted.next()
    this.doc = doc
    return doc
  }

  #isUnwanted(doc: number): boolean {
    if (this.#unwanted.doc < doc) this.#unwanted.advance(doc)
    return this.#unwanted.doc === doc
  }
}
