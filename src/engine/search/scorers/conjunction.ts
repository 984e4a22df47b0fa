/** Documents that all clauses match: the rarest leads, the others are asked to follow (leap-frog). */
import { NO_MORE_DOCS } from '../../segment/segment.ts'
import { Scorer } from '../scorer.ts'

export class ConjunctionScorer extends Scorer {
  readonly cost: number
  override readonly twoPhase: boolean
  readonly #lead: Scorer
  readonly #followers: readonly Scorer[]
  readonly #scoring: readonly Scorer[]
  readonly #verify: readonly Scorer[]

  /** All must match; `scoring` are those of them whose scores are summed. */
  constructor(all: readonly Scorer[], scoring: readonly Scorer[]) {
    super()
    const [lead, ...followers] = [...all].sort((a, b) => a.cost - b.cost)
    this.#lead = lead!
    this.#followers = followers
    this.#scoring = scoring
    this.#verify = all.filter((scorer) => scorer.twoPhase)
    this.twoPhase = this.#verify.length > 0
    this.cost = lead!.cost
  }

  next(): number {
    return this.#agree(this.#lead.next())
  }

  advance(target: number): number {
    return this.#agree(this.#lead.advance(target))
  }

  override matches(): boolean {
    for (const scorer of this.#verify) if (!scorer.matches()) return false
    return true
  }

  score(): number {
    let sum = 0
    for (const scorer of this.#scoring) sum += scorer.score()
    return Math.fround(sum)
  }

  #agree(candidate: number): number {
    let doc = candidate
    while (doc !== NO_MORE_DOCS) {
      const beyond = this.#firstBeyond(doc)
      if (beyond === doc) break
      doc = this.#lead.advance(beyond)
    }
    this.doc = doc
    return doc
  }

  /** `doc` where all followers stand on it, else where the first that does not stands. */
  #firstBeyond(doc: number): number {
    for (const follower of this.#followers) {
      const at = follower.doc < doc ? follower.advance(doc) : follower.doc
      if (at > doc) return at
    }
    return doc
  }
}
