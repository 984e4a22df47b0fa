/** A set of documents with one score: as bits, or as a sorted list. Filters, ranges and queries of many terms end up here. */
import { nextSetBit, popcount } from '../../segment/bits.ts'
import { NO_MORE_DOCS } from '../../segment/segment.ts'
import { Scorer } from '../scorer.ts'

export class BitsScorer extends Scorer {
  readonly cost: number
  readonly #bits: Uint32Array
  readonly #score: number

  constructor(bits: Uint32Array, score: number, cost = popcount(bits)) {
    super()
    this.#bits = bits
    this.#score = score
    this.cost = cost
  }

  next(): number {
    return this.advance(this.doc + 1)
  }

  advance(target: number): number {
    const doc = nextSetBit(this.#bits, target)
    this.doc = doc < 0 ? NO_MORE_DOCS : doc
    return this.doc
  }

  score(): number {
    return this.#score
  }
}

export class SortedDocsScorer extends Scorer {
  readonly cost: number
  readonly #docs: Uint32Array
  readonly #score: number
  #at = -1

  /** `docs` ascending, each once. */
  constructor(docs: Uint32Array, score: number) {
    super()
    this.#docs = docs
    this.#score = score
    this.cost = docs.length
  }

  next(): number {
    this.#at++
    this.doc = this.#docs[this.#at] ?? NO_MORE_DOCS
    return this.doc
  }

  /** Gallops, then halves: cheap for near targets and far ones. */
  advance(target: number): number {
    let low = this.#at + 1
    let step = 1
    while (low + step < this.#docs.length && this.#docs[low + step]! < target) {
      low += step
      step *= 2
    }
    let high = Math.min(low + step, this.#docs.length)
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.#docs[middle]! < target) low = middle + 1
      else high = middle
    }
    this.#at = low
    this.doc = this.#docs[low] ?? NO_MORE_DOCS
    return this.doc
  }

  score(): number {
    return this.#score
  }
}
