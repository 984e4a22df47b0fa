/** One term's postings, scored by BM25 or all alike. */
import { NO_MORE_DOCS, type Postings } from '../../segment/segment.ts'
import type { TermScore } from '../bm25.ts'
import { Scorer } from '../scorer.ts'

export class TermScorer extends Scorer {
  readonly cost: number
  readonly #postings: Postings
  readonly #norms: Uint8Array | undefined
  readonly #weight: TermScore

  constructor(postings: Postings, norms: Uint8Array | undefined, weight: TermScore) {
    super()
    this.#postings = postings
    this.#norms = norms
    this.#weight = weight
    this.cost = postings.docFreq
  }

  next(): number {
    this.doc = this.#postings.next()
    return this.doc
  }

  advance(target: number): number {
    this.doc = this.#postings.advance(target)
    return this.doc
  }

  score(): number {
    return this.#weight.score(this.#postings.freq, this.#norms === undefined ? 1 : this.#norms[this.doc]!)
  }
}

/** The same documents, all with one score. */
export class ConstantTermScorer extends Scorer {
  readonly cost: number
  readonly #postings: Postings
  readonly #score: number

  constructor(postings: Postings, score: number) {
    super()
    this.#postings = postings
    this.#score = score
    this.cost = postings.docFreq
  }

  next(): number {
    this.doc = this.#postings.next()
    return this.doc
  }

  advance(target: number): number {
    this.doc = this.#postings.advance(target)
    return this.doc
  }

  score(): number {
    return this.#score
  }
}

/** Sets the bit of each remaining document; for unions of many terms. */
export function markPostings(postings: Postings, bits: Uint32Array): void {
  for (let doc = postings.next(); doc !== NO_MORE_DOCS; doc = postings.next()) bits[doc >>> 5]! |= 1 << (doc & 31)
}
