/**
 * Which segments are worth merging. Segments stand on levels, powers of ten of their live documents; ten on one level become one of the
 * next, so a document is written again at most once for each power of ten. A segment that lost a third of its documents is rewritten:
 * what that costs, the deletes before have paid for. Asked by storage after every change of the segments.
 */

export interface MergeCandidate {
  readonly name: string
  readonly docCount: number
  readonly liveCount: number
  readonly bytes: number
}

/** Segments that a level holds before they are merged. */
const PER_LEVEL = 10
/** No merge makes a segment larger than this; one of more than half is only rewritten for its deletes. */
const MAX_DOCS = 5_000_000
const MAX_BYTES = 1024 ** 3
/** A segment with more deletes than this share is rewritten. */
const MAX_DELETED = 1 / 3

/** Names of the segments of each merge, those with many deletes first; no segment is in two. */
export function selectMerges(segments: readonly MergeCandidate[]): string[][] {
  const rewritten = segments.filter(hasManyDeletes)
  const levels = new Map<number, MergeCandidate[]>()
  for (const segment of segments) {
    if (hasManyDeletes(segment) || isLarge(segment)) continue
    const level = Math.floor(Math.log10(Math.max(1, segment.liveCount)))
    levels.set(level, [...(levels.get(level) ?? []), segment])
  }
  const merged = [...levels.entries()].sort(([left], [right]) => left - right).flatMap(([, level]) => mergesOfLevel(level))
  return [...rewritten.map((segment) => [segment]), ...merged].map((merge) => merge.map(({ name }) => name))
}

/** The smallest first, as many at a time as fit. */
function mergesOfLevel(level: readonly MergeCandidate[]): MergeCandidate[][] {
  const waiting = [...level].sort((left, right) => left.liveCount - right.liveCount)
  const merges: MergeCandidate[][] = []
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

const hasManyDeletes = ({ docCount, liveCount }: MergeCandidate): boolean => docCount - liveCount > docCount * MAX_DELETED

const isLarge = (segment: MergeCandidate): boolean => segment.liveCount > MAX_DOCS / 2 || liveBytes(segment) > MAX_BYTES / 2

const liveBytes = ({ bytes, docCount, liveCount }: MergeCandidate): number => (bytes * liveCount) / Math.max(1, docCount)
