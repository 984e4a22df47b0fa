/** Every document of a segment, with one score. */
import { NO_MORE_DOCS } from '../../segment/segment.ts'
import { Scorer } from '../scorer.ts'

export class AllDocsScorer extends Scorer {
  readonly cost: number
  readonly #score: number

  constructor(docCount: number, score: number) {
    super()
    this.cost = docCount
    this.#score = score
  }

  next(): number {
    return this.advance(this.doc + 1)
  }

  advance(target: number): number {
    this.doc = target < this.cost ? target : NO_MORE_DOCS
    return this.doc
  }

  score(): number {
    return this.#score
  }
}
