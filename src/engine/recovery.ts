/**
 * Brings an index back at the start: segments of the commit record are read, operations after it indexed again from the log. A segment that
 * cannot be read is rebuilt from its documents; a damaged document is told and left out. Called by `lmdb-engine.ts`.
 */

import type { Mapping } from '../mapping/mapping.ts'
import type { EngineObserver } from './events.ts'
import { LiveIndex } from './live-index.ts'
import type { Pause } from './pauses.ts'
import type { SegmentReader } from './reader.ts'
import { decodeSegment } from './segment/file.ts'
import { createSet, EMPTY_SET, findDoc, type SegmentSet, segmentReader } from './segment-set.ts'
import { type DocumentRecord, recordBytes } from './storage/document-record.ts'
import type { IndexRecord, IndexRecords } from './storage/index-record.ts'
import type { OperationLog } from './storage/operation-log.ts'
import type { SegmentFiles } from './storage/segment-files.ts'

export interface RecoveryParts {
  readonly record: IndexRecord
  readonly mapping: Mapping
  readonly records: IndexRecords
  readonly log: OperationLog
  readonly files: SegmentFiles
  readonly observe: EngineObserver
  readonly pause: Pause
}

export interface Recovered {
  readonly live: LiveIndex
  /** What the commit record names and could be read. */
  readonly committed: SegmentSet
}

/** How long work goes on without giving way, in milliseconds. */
const SLICE = 4
/** Sequence numbers read from the log at once. */
const BATCH = 1000
/** Bytes a builder may reach before it becomes a segment. */
const BUILDER_BYTES = 32 * 1024 * 1024

/** A closed index stays in its files. */
export const nothingRecovered = (pause: Pause): Recovered => ({ live: new LiveIndex(EMPTY_SET, 0, pause), committed: EMPTY_SET })

export async function recoverIndex(parts: RecoveryParts): Promise<Recovered> {
  const { record, records, files } = parts
  const commit = records.findCommit(record.number)
  const { readers, damaged } = await readSegments(parts, commit?.segments ?? [])
  const committed = createSet(readers, commit?.checkpoint ?? -1)
  const live = new LiveIndex(committed, commit?.nextSegment ?? 0, parts.pause)
  await files.keepOnly(new Set(readers.map(({ segment }) => segment.name)))
  if (damaged) await rebuild(parts, live, committed)
  await replay(parts, live, committed.seqNo)
  await live.refresh()
  return { live, committed }
}

async function readSegments(
  { record, records, files, observe }: RecoveryParts,
  names: readonly string[],
): Promise<{ readonly readers: readonly SegmentReader[]; readonly damaged: boolean }> {
  const readers: SegmentReader[] = []
  for (const name of names) {
    try {
      readers.push(segmentReader(decodeSegment(await files.read(name)), records.findDeleted(record.number, name)))
    } catch (error) {
      observe({ kind: 'segment_rebuilt', index: record.name, segment: name, reason: (error as Error).message })
    }
  }
  return { readers, damaged: readers.length < names.length }
}

/** Indexes again every document up to the checkpoint that lived then and is in no readable segment. */
async function rebuild(parts: RecoveryParts, live: LiveIndex, committed: SegmentSet): Promise<void> {
  const replaced = new Set<number>()
  await eachEntry(parts, 0, committed.seqNo, ({ record }) => {
    if (record && record.previous >= 0) replaced.add(record.previous)
    return undefined
  })
  const isElsewhere = (seqNo: number): boolean => committed.segments.some(({ segment }) => findDoc(segment, seqNo) >= 0)
  await eachEntry(parts, 0, committed.seqNo, ({ seqNo, record }) => {
    if (replaced.has(seqNo) || isElsewhere(seqNo)) return undefined
    if (!record) parts.observe({ kind: 'document_damaged', index: parts.record.name, seqNo })
    else if (record.kind === 'document') index(parts, live, record)
    return sealWhenLarge(live)
  })
}

/** Applies the operations that came after the commit. */
async function replay(parts: RecoveryParts, live: LiveIndex, checkpoint: number): Promise<void> {
  const { log, record: index, observe } = parts
  const began = performance.now()
  let operations = 0
  await eachEntry(parts, checkpoint + 1, log.maxSeqNo, ({ seqNo, record }) => {
    operations++
    if (record) apply(parts, live, record)
    else observe({ kind: 'document_damaged', index: index.name, seqNo })
    live.advance(seqNo)
    return sealWhenLarge(live)
  })
  live.advance(log.maxSeqNo)
  if (operations === 0) return
  observe({ kind: 'index_recovered', index: index.name, operations, millis: Math.round(performance.now() - began) })
}

function apply(parts: RecoveryParts, live: LiveIndex, record: DocumentRecord): void {
  const { id, seqNo, version, previous, time } = record
  const isDeletion = record.kind === 'tombstone'
  parts.log.versions.restore(id, { seqNo, version, deletedAt: isDeletion ? time : -1, bytes: recordBytes(record) })
  if (previous >= 0) live.remove(previous)
  if (!isDeletion) index(parts, live, record)
}

/** The mapping on disk holds every field of every stored document, so parsing brings nothing new. */
function index(
  { mapping, record: { name }, observe }: RecoveryParts,
  live: LiveIndex,
  { id, routing, source, seqNo }: DocumentRecord,
): void {
  try {
    live.add(seqNo, mapping.parseDocument({ id, routing, source }).document)
  } catch (error) {
    observe({ kind: 'background_failed', index: name, work: 'index', reason: (error as Error).message })
  }
}

const sealWhenLarge = (live: LiveIndex): Promise<void> | undefined =>
  live.bufferedBytes > BUILDER_BYTES ? live.seal() : undefined

/** What a walk over the log meets: a record, or the place of a damaged one. */
interface LogEntry {
  readonly seqNo: number
  readonly record: DocumentRecord | undefined
}

async function eachEntry(
  { log, pause }: RecoveryParts,
  from: number,
  to: number,
  visit: (entry: LogEntry) => Promise<void> | undefined,
): Promise<void> {
  let until = performance.now() + SLICE
  for (let seqNos = log.seqNosFrom(from, BATCH); seqNos.length > 0; seqNos = log.seqNosFrom(seqNos.at(-1)! + 1, BATCH)) {
    for (const seqNo of seqNos) {
      if (seqNo > to) return
      const wait = visit({ seqNo, record: log.find(seqNo) })
      if (wait) await wait
      if (performance.now() < until) continue
      await pause()
      until = performance.now() + SLICE
    }
  }
}
