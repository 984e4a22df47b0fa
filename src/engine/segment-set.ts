/**
 * The segments of an index at one moment, with what is deleted in each: a value that never changes. Every seal, delete and merge makes a
 * new one (`live-index.ts`); readers keep the one they were opened with.
 */
import type { SegmentReader } from './reader.ts'
import { createBits, getBit, popcount, setBit } from './segment/bits.ts'
import { firstAtLeast, type Segment } from './segment/segment.ts'

export interface SegmentSet {
  /** By their lowest sequence number: older documents come first. */
  readonly segments: readonly SegmentReader[]
  /** Operations up to this one are reflected. */
  readonly seqNo: number
  /** Live documents. */
  readonly docCount: number
}

export const EMPTY_SET: SegmentSet = { segments: [], seqNo: -1, docCount: 0 }

export const segmentReader = (segment: Segment, deleted: Uint32Array | undefined): SegmentReader => ({
  segment,
  deleted,
  liveCount: segment.docCount - (deleted ? popcount(deleted) : 0),
})

export const createSet = (segments: readonly SegmentReader[], seqNo: number): SegmentSet => ({
  segments: segments.toSorted((one, other) => one.segment.minSeqNo - other.segment.minSeqNo),
  seqNo,
  docCount: segments.reduce((sum, { liveCount }) => sum + liveCount, 0),
})

/** The document with a sequence number in a segment; -1: not there. */
export function findDoc({ seqNos, docCount }: Segment, seqNo: number): number {
  const doc = firstAtLeast(seqNos, docCount, seqNo)
  return doc < docCount && seqNos[doc] === seqNo ? doc : -1
}

/** How many look-ups go between two pauses. */
const LOOKUPS = 512

/** The readers with further documents deleted, by sequence number; segments without any stay the same objects. */
export function* deleteFrom(
  segments: readonly SegmentReader[],
  seqNos: readonly number[],
): Generator<undefined, readonly SegmentReader[], undefined> {
  if (seqNos.length === 0) return segments
  const ascending = Float64Array.from(seqNos).sort()
  const result: SegmentReader[] = []
  for (const reader of segments) result.push(yield* deleteWithin(reader, ascending))
  return result
}

function* deleteWithin(reader: SegmentReader, seqNos: Float64Array): Generator<undefined, SegmentReader, undefined> {
  const { segment } = reader
  let deleted: Uint32Array | undefined
  let count = 0
  for (const seqNo of seqNos) {
    if (seqNo > segment.maxSeqNo) break
    if (++count % LOOKUPS === 0) yield
    const doc = seqNo < segment.minSeqNo ? -1 : findDoc(segment, seqNo)
    if (doc < 0) continue
    deleted ??= reader.deleted ? Uint32Array.from(reader.deleted) : createBits(segment.docCount)
    setBit(deleted, doc)
  }
  return deleted ? segmentReader(segment, deleted) : reader
}

/** Sequence numbers deleted in `now` that were not in `before`: what came while a merge ran. */
export function deletedSince(before: SegmentReader, now: SegmentReader): readonly number[] {
  if (before.deleted === now.deleted || !now.deleted) return []
  const seqNos: number[] = []
  for (let doc = 0; doc < now.segment.docCount; doc++) {
    if (getBit(now.deleted, doc) && !(before.deleted && getBit(before.deleted, doc))) seqNos.push(now.segment.seqNos[doc]!)
  }
  return seqNos
}
