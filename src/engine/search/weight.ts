/** A query bound to one index: what it is worth is known, what remains is to walk its segments. Made by `compile.ts`. */
import type { SegmentReader } from '../reader.ts'
import type { Scorer } from './scorer.ts'
import { AllDocsScorer } from './scorers/all-docs.ts'
import type { Work } from './work.ts'

export interface Weight {
  /** The one score of every match; undefined where scores differ. */
  readonly constantScore: number | undefined
  /** Its matches in a segment; undefined where there are none. */
  scorer(reader: SegmentReader, work: Work): Promise<Scorer | undefined>
  /** The number of live matches in a segment where it is known without walking them. */
  count(reader: SegmentReader): number | undefined
  /** The clauses of a plain disjunction: within another one they are its own, so that their scores are summed in one go. */
  readonly disjuncts?: readonly Weight[]
}

export const MATCH_NONE: Weight = {
  constantScore: 0,
  scorer: async () => undefined,
  count: () => 0,
}

/** Every document, with one score. */
export const everything = (score: number): Weight => ({
  constantScore: score,
  scorer: async ({ segment }) => (segment.docCount === 0 ? undefined : new AllDocsScorer(segment.docCount, score)),
  count: (reader) => reader.liveCount,
})
