/**
 * Which segments are worth merging. Segments stand on levels, powers of ten of their live documents; ten on one level become one of the
 * next, so a document is written again at most once for each power of ten. A segment that lost a third of its documents is rewritten:
 * what that costs, the deletes before have paid for. Asked by storage after every change of the segments.
 */

/** A segment with its deletes, as readers hold it. */
export interface MergeCandidate {
  readonly segment: { readonly docCount: number; readonly memory: number }
  readonly liveCount: number
}

/** Segments that a level holds before they are merged. */
const PER_LEVEL = 10
/** No merge makes a segment larger than this; one of more than half is only rewritten for its deletes. */
const MAX_DOCS = 5_000_000
const MAX_BYTES = 1024 ** 3
/** A segment with more deletes than this share is rewritten. */
const MAX_DELETED = 1 / 3

/** The segments of each merge worth doing, those with many deletes first; no segment is in two. */
export function selectMerges<Candidate extends MergeCandidate>(segments: readonly Candidate[]): Candidate[][] {
  const rewritten = segments.filter(hasManyDeletes)
  const levels = new Map<number, Candidate[]>()
  for (const segment of segments) {
    if (hasManyDeletes(segment) || isLarge(segment)) continue
    const level = Math.floor(Math.log10(Math.max(1, segment.liveCount)))
    levels.set(level, [...(levels.get(level) ?? []), segment])
  }
  const smallestLevelFirst = [...levels].sort(([left], [right]) => left - right)
  return [...rewritten.map((segment) => [segment]), ...smallestLevelFirst.flatMap(([, level]) => mergesOfLevel(level))]
}

/** The smallest first, as many at a time as fit. */
function mergesOfLevel<Candidate extends MergeCandidate>(level: readonly Candidate[]): Candidate[][] {
  const waiting = [...level].sort((left, right) => left.liveCount - right.liveCount)
  const merges: Candidate[][] = []
  while (waiting.length >= PER_LEVEL) merges.push(waiting.splice(0, countThatFits(waiting)))
  return merges
}

/** Two fit always: neither is more than half of the limit. */
function countThatFits(segments: readonly MergeCandidate[]): number {
  let docs = 0
  let bytes = 0
  let count = 0
  for (const segment of segments.slice(0, PER_LEVEL)) {
    docs += segment.liveCount
    bytes += liveBytes(segment)
    if (docs > MAX_DOCS || bytes > MAX_BYTES) break
    count++
  }
  return count
}

const hasManyDeletes = ({ segment, liveCount }: MergeCandidate): boolean =>
  segment.docCount - liveCount > segment.docCount * MAX_DELETED

const isLarge = (candidate: MergeCandidate): boolean => candidate.liveCount > MAX_DOCS / 2 || liveBytes(candidate) > MAX_BYTES / 2

const liveBytes = ({ segment, liveCount }: MergeCandidate): number => (segment.memory * liveCount) / Math.max(1, segment.docCount)
