/**
 * Walks the matches of a query through the segments of one index, in slices of time. Stops early where nothing further can matter: the page
 * is full of equals and the count is known or beyond what is asked for, or `terminate_after` is reached.
 */
import type { IndexReader, SegmentReader } from '../../reader.ts'
import { NO_MORE_DOCS } from '../../segment/segment.ts'
import type { Scorer } from '../scorer.ts'
import type { SliceTest } from '../slice.ts'
import type { Weight } from '../weight.ts'
import type { Work } from '../work.ts'
import type { TopHits } from './top-hits.ts'

export interface CollectOptions {
  /** Scores are needed at all. */
  readonly scores: boolean
  readonly minScore: number | undefined
  /** Counting may stop beyond this. */
  readonly countUpTo: number
  /** 0: never. */
  readonly terminateAfter: number
  /** Later matches cannot displace earlier ones: all score alike, or the order is that of the index. */
  readonly firstComeFirst: boolean
  /** Only documents of a slice. */
  readonly slice?: SliceTest | undefined
}

export interface Collected {
  /** Matches seen or known of; more than `countUpTo` means at least so many. */
  readonly count: number
  /** The best score; NaN where there was none. */
  readonly maxScore: number
  readonly terminatedEarly: boolean
  readonly timedOut: boolean
}

/** Documents between two looks at the clock: many where they are cheap, few where each takes long (phrases in long texts). */
const MOST_DOCS_A_LOOK = 1024
const LEAST_DOCS_A_LOOK = 8
/** Milliseconds that the documents between two looks should take at most. */
const LOOK = 2

export async function collect(
  weight: Weight,
  reader: IndexReader,
  top: TopHits,
  options: CollectOptions,
  work: Work,
): Promise<Collected> {
  const isWhole = options.minScore === undefined && options.slice === undefined
  const known = isWhole ? knownCount(weight, reader) : undefined
  const walk = new Walk(top, options, known)
  let base = 0
  for (const segmentReader of reader.segments) {
    if (walk.isDone) break
    top.beginSegment(segmentReader, base)
    const isUseless = walk.skips && top.start >= segmentReader.segment.docCount
    const found = isUseless ? undefined : await weight.scorer(segmentReader, work)
    if (found) {
      walk.enter(found, segmentReader, options.slice?.(segmentReader, base))
      while (walk.step()) {
        if (work.isOver) return { ...walk.outcome(known), timedOut: true }
        if (work.isDue) await work.pause()
      }
    }
    base += segmentReader.segment.docCount
  }
  return { ...walk.outcome(known), timedOut: false }
}

/** The number of matches where every segment knows it. */
function knownCount(weight: Weight, { segments }: IndexReader): number | undefined {
  let sum = 0
  for (const segment of segments) {
    const count = weight.count(segment)
    if (count === undefined) return undefined
    sum += count
  }
  return sum
}

class Walk {
  count = 0
  maxScore = Number.NaN
  isTerminated = false
  readonly #top: TopHits
  readonly #options: CollectOptions
  readonly #isCounted: boolean
  #docsALook = LEAST_DOCS_A_LOOK
  /** Documents that cannot be kept need not be counted either. */
  readonly skips: boolean
  #scorer: Scorer | undefined
  #deleted: Uint32Array | undefined
  #isInSlice: ((doc: number) => boolean) | undefined
  #from = 0

  constructor(top: TopHits, options: CollectOptions, known: number | undefined) {
    this.#top = top
    this.#options = options
    this.#isCounted = known !== undefined
    this.skips = options.terminateAfter === 0 && (this.#isCounted || options.countUpTo === 0)
  }

  /** Nothing further can change the outcome. */
  get isDone(): boolean {
    const { firstComeFirst, countUpTo } = this.#options
    if (this.isTerminated) return true
    return firstComeFirst && this.#top.isFull && (this.#isCounted || this.count > countUpTo)
  }

  outcome(known: number | undefined): Omit<Collected, 'timedOut'> {
    return { count: known ?? this.count, maxScore: this.maxScore, terminatedEarly: this.isTerminated }
  }

  enter(scorer: Scorer, { deleted }: SegmentReader, isInSlice?: (doc: number) => boolean): void {
    this.#scorer = scorer
    this.#deleted = deleted
    this.#isInSlice = isInSlice
    this.#from = this.skips ? this.#top.start : 0
  }

  /** Some documents further; false at the segment's end or when done. */
  step(): boolean {
    const begun = performance.now()
    const goesOn = this.#visit(this.#docsALook)
    const took = performance.now() - begun
    if (took > LOOK) this.#docsALook = Math.max(LEAST_DOCS_A_LOOK, this.#docsALook >>> 1)
    else if (took < LOOK / 2) this.#docsALook = Math.min(MOST_DOCS_A_LOOK, this.#docsALook << 1)
    return goesOn
  }

  #visit(docs: number): boolean {
    const scorer = this.#scorer!
    const deleted = this.#deleted
    const isAsked = scorer.twoPhase
    for (let left = docs; left > 0; left--) {
      if (this.isDone) return false
      const doc = this.#move(scorer)
      if (doc === NO_MORE_DOCS || (this.skips && this.#top.isPast(doc))) return false
      const isLive = deleted === undefined || ((deleted[doc >>> 5]! >>> (doc & 31)) & 1) === 0
      if (isLive && (this.#isInSlice?.(doc) ?? true) && (!isAsked || scorer.matches())) this.#take(doc, scorer)
    }
    return true
  }

  #move(scorer: Scorer): number {
    const from = this.#from
    this.#from = 0
    return from > 0 ? scorer.advance(from) : scorer.next()
  }

  #take(doc: number, scorer: Scorer): void {
    const { scores, minScore, terminateAfter } = this.#options
    const score = scores ? scorer.score() : Number.NaN
    if (minScore !== undefined && score < minScore) return
    if (terminateAfter > 0 && this.count >= terminateAfter) {
      this.isTerminated = true
      return
    }
    this.count++
    if (!(score <= this.maxScore)) this.maxScore = score
    this.#top.collect(doc, score)
  }
}
