/** Terms at given distances: candidates hold all terms, `matches` looks at positions. Scored by how often the phrase occurs. */
import type { Postings } from '../../segment/segment.ts'
import type { TermScore } from '../bm25.ts'
import { exactPhraseFreq } from '../phrase/exact.ts'
import type { SloppyPhrase } from '../phrase/sloppy.ts'
import { Scorer } from '../scorer.ts'
import { ConjunctionScorer } from './conjunction.ts'
import { ConstantTermScorer } from './term.ts'

/** One place of the phrase: the postings of its term, and its distance from the first place. */
export interface PhrasePlace {
  readonly postings: Postings
  readonly offset: number
}

/** How much dearer a candidate is than a plain document: it makes phrases follow rather than lead. */
const POSITIONS_COST = 8

export class PhraseScorer extends Scorer {
  readonly cost: number
  override readonly twoPhase = true
  readonly #candidates: Scorer
  readonly #places: readonly PhrasePlace[]
  readonly #sloppy: SloppyPhrase | undefined
  readonly #norms: Uint8Array | undefined
  readonly #weight: TermScore
  #freq = 0

  /** Places of one term share its postings. `sloppy` undefined: the exact phrase. */
  constructor(
    places: readonly PhrasePlace[],
    sloppy: SloppyPhrase | undefined,
    norms: Uint8Array | undefined,
    weight: TermScore,
  ) {
    super()
    const distinct = new Set(places.map((place) => place.postings))
    const terms = [...distinct].map((postings) => new ConstantTermScorer(postings, 0))
    this.#candidates = new ConjunctionScorer(terms, [])
    this.#places = places
    this.#sloppy = sloppy
    this.#norms = norms
    this.#weight = weight
    this.cost = this.#candidates.cost * POSITIONS_COST
  }

  next(): number {
    this.doc = this.#candidates.next()
    return this.doc
  }

  advance(target: number): number {
    this.doc = this.#candidates.advance(target)
    return this.doc
  }

  override matches(): boolean {
    const positions = this.#places.map((place) => place.postings.positions())
    this.#freq = this.#sloppy ? this.#sloppy.freq(positions) : exactPhraseFreq(positions, this.#places)
    return this.#freq > 0
  }

  score(): number {
    return this.#weight.score(this.#freq, this.#norms === undefined ? 1 : this.#norms[this.doc]!)
  }
}
