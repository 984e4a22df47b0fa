/**
 * How a query walks the documents of one segment: in order, forwards only, with a score for the current one. Deleted documents are
 * not left out here; the collector does that.
 */
import { NO_MORE_DOCS } from '../segment/segment.ts'

export abstract class Scorer {
  /** The current document: -1 before the first move, `NO_MORE_DOCS` after the last. */
  doc = -1
  /** About how many documents it walks; decides who leads. */
  abstract readonly cost: number
  /** True where a document that was reached must still be asked for by `matches` (phrases). */
  readonly twoPhase: boolean = false

  abstract next(): number
  /** Moves to the first document ≥ target; target is beyond the current one. */
  abstract advance(target: number): number
  /** The score of the current document, as a 32-bit float. */
  abstract score(): number

  /** Whether the current document really matches; asked at most once a document. */
  matches(): boolean {
    return true
  }
}

/** Walks the matches of a scorer whose documents must be asked for. */
export class VerifiedScorer extends Scorer {
  readonly cost: number
  readonly #inner: Scorer

  constructor(inner: Scorer) {
    super()
    this.#inner = inner
    this.cost = inner.cost
  }

  next(): number {
    return this.#settle(this.#inner.next())
  }

  advance(target: number): number {
    return this.#settle(this.#inner.advance(target))
  }

  score(): number {
    return this.#inner.score()
  }

  #settle(candidate: number): number {
    let doc = candidate
    while (doc !== NO_MORE_DOCS && !this.#inner.matches()) doc = this.#inner.next()
    this.doc = doc
    return doc
  }
}

/** The scorer as one whose every document matches. */
export const verified = (scorer: Scorer): Scorer => (scorer.twoPhase ? new VerifiedScorer(scorer) : scorer)
