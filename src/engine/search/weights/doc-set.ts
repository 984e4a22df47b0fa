/** Queries that are a set of documents, all with one score: ranges, lists of terms, patterns, existence. */

import type { SegmentReader } from '../../reader.ts'
import { createBits } from '../../segment/bits.ts'
import type { TermDictionary } from '../../segment/segment.ts'
import { BitsScorer, SortedDocsScorer } from '../scorers/doc-set.ts'
import { markPostings } from '../scorers/term.ts'
import type { Weight } from '../weight.ts'
import type { Work } from '../work.ts'

/** A sorted list for each segment; undefined: none there. */
export const sortedDocsWeight = (score: number, docs: (reader: SegmentReader) => Uint32Array | undefined): Weight => ({
  constantScore: score,
  count: () => undefined,
  scorer: async (reader) => {
    const found = docs(reader)
    return found && found.length > 0 ? new SortedDocsScorer(found, score) : undefined
  },
})

/** Bits for each segment; undefined: none there. */
export const bitsWeight = (
  score: number,
  bits: (reader: SegmentReader, work: Work) => Promise<Uint32Array | undefined>,
): Weight => ({
  constantScore: score,
  count: () => undefined,
  scorer: async (reader, work) => {
    const found = await bits(reader, work)
    return found && new BitsScorer(found, score)
  },
})

/** How many dictionary entries are looked at between two looks at the clock. */
const ENTRIES_A_LOOK = 16

/** The documents of all terms that `ordinals` yields; it may yield -1 for entries it only looked at. */
export const termSetWeight = (score: number, path: string, ordinals: (terms: TermDictionary) => Iterable<number>): Weight =>
  bitsWeight(score, async ({ segment }, work) => {
    const terms = segment.field(path)?.terms
    if (!terms) return undefined
    let bits: Uint32Array | undefined
    let looked = 0
    for (const ordinal of ordinals(terms)) {
      if (ordinal >= 0) {
        bits ??= createBits(segment.docCount)
        markPostings(terms.postings(ordinal), bits)
      }
      if (++looked % ENTRIES_A_LOOK === 0 && work.isDue) await work.pause()
    }
    return bits
  })
