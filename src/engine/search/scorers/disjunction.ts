/**
 * Documents that some clauses match, or at least so many of them. The clauses stand in a heap by their documents. Scores are summed, or the
 * best one counts with a part of the others (`dis_max`).
 */
import { NO_MORE_DOCS } from '../../segment/segment.ts'
import { Scorer } from '../scorer.ts'

export type Combine = { readonly by: 'sum' } | { readonly by: 'max'; readonly tieBreaker: number }

export class DisjunctionScorer extends Scorer {
  readonly cost: number
  readonly #heap: Scorer[]
  readonly #required: number
  readonly #combine: Combine

  /** Clauses whose documents all match; `required` of them must agree. */
  constructor(clauses: readonly Scorer[], required = 1, combine: Combine = { by: 'sum' }) {
    super()
    this.#heap = [...clauses]
    this.#required = Math.max(1, required)
    this.#combine = combine
    this.cost = clauses.reduce((sum, clause) => sum + clause.cost, 0)
  }

  next(): number {
    return this.advance(this.doc + 1)
  }

  advance(target: number): number {
    let wanted = target
    for (;;) {
      const doc = this.#moveTo(wanted)
      if (doc === NO_MORE_DOCS || this.#required === 1 || this.#agreeing(0, doc) >= this.#required) {
        this.doc = doc
        return doc
      }
      wanted = doc + 1
    }
  }

  score(): number {
    if (this.#combine.by === 'sum') return Math.fround(this.#sum(0))
    const best = this.#best(0)
    const others = this.#sum(0) - best
    return Math.fround(best + others * this.#combine.tieBreaker)
  }

  /** Moves all clauses that lag behind; the least document then is the heap's top. */
  #moveTo(target: number): number {
    const heap = this.#heap
    while (heap[0]!.doc < target) {
      heap[0]!.advance(target)
      this.#sink()
    }
    return heap[0]!.doc
  }

  #sink(): void {
    const heap = this.#heap
    const moved = heap[0]!
    let at = 0
    for (;;) {
      let child = 2 * at + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && heap[child + 1]!.doc < heap[child]!.doc) child++
      if (heap[child]!.doc >= moved.doc) break
      heap[at] = heap[child]!
      at = child
    }
    heap[at] = moved
  }

  // Clauses on the current document form a connected part of the heap from its top.
  #agreeing(at: number, doc: number): number {
    if (at >= this.#heap.length || this.#heap[at]!.doc !== doc) return 0
    return 1 + this.#agreeing(2 * at + 1, doc) + this.#agreeing(2 * at + 2, doc)
  }

  #sum(at: number): number {
    if (at >= this.#heap.length || this.#heap[at]!.doc !== this.doc) return 0
    return this.#heap[at]!.score() + this.#sum(2 * at + 1) + this.#sum(2 * at + 2)
  }

  #best(at: number): number {
    if (at >= this.#heap.length || this.#heap[at]!.doc !== this.doc) return Number.NEGATIVE_INFINITY
    return Math.max(this.#heap[at]!.score(), this.#best(2 * at + 1), this.#best(2 * at + 2))
  }
}
