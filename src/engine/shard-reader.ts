/** A point-in-time view of an index for search: the published segments, the mapping and settings of the moment it was opened. */
import type { MappedField } from '../mapping/field.ts'
import type { Mapping } from '../mapping/mapping.ts'
import type { PinnedSet } from './live-index.ts'
import type { IndexReader, SegmentReader, StoredDocument } from './reader.ts'
import { findDoc } from './segment-set.ts'
import type { DocumentRecord } from './storage/document-record.ts'
import type { IndexRecord } from './storage/index-record.ts'
import type { OperationLog } from './storage/operation-log.ts'

export class ShardReader implements IndexReader {
  readonly index: { readonly name: string; readonly uuid: string }
  readonly segments: readonly SegmentReader[]
  readonly docCount: number
  readonly #pinned: PinnedSet
  readonly #log: OperationLog
  readonly #mapping: Mapping
  readonly #settings: ReadonlyMap<string, string>

  constructor(pinned: PinnedSet, log: OperationLog, record: IndexRecord, mapping: Mapping) {
    this.index = { name: record.name, uuid: record.uuid }
    this.segments = pinned.set.segments
    this.docCount = pinned.set.docCount
    this.#pinned = pinned
    this.#log = log
    this.#mapping = mapping
    this.#settings = record.settings
  }

  field(path: string): MappedField | undefined {
    return this.#mapping.field(path)
  }

  matchFields(pattern: string): readonly string[] {
    return this.#mapping.matchFields(pattern)
  }

  document(seqNo: number): StoredDocument {
    return storedDocument(this.#log.read(seqNo, () => this.#idOf(seqNo)))
  }

  setting(name: string): string | undefined {
    return this.#settings.get(name)
  }

  close(): void {
    this.#pinned.release()
  }

  #idOf(seqNo: number): string {
    for (const { segment } of this.segments) {
      const doc = findDoc(segment, seqNo)
      if (doc >= 0) return segment.id(doc)
    }
    throw new Error(`no document with sequence number ${seqNo} in this reader`)
  }
}

export const storedDocument = ({ id, seqNo, primaryTerm, version, routing, source }: DocumentRecord): StoredDocument => ({
  id,
  seqNo,
  primaryTerm,
  version,
  routing,
  source,
})
