/** A point-in-time view of one index: segments with what is deleted in each. Search sees nothing else. */
import type { MappedField } from '../mapping/field.ts'
import type { QueryNode } from '../query/node.ts'
import type { Segment } from './segment/segment.ts'

export interface SegmentReader {
  readonly segment: Segment
  /** Bit per document: deleted; undefined: none. */
  readonly deleted: Uint32Array | undefined
  readonly liveCount: number
}

/** A stored document as it was when the reader was opened. */
export interface StoredDocument {
  readonly id: string
  readonly seqNo: number
  readonly primaryTerm: number
  readonly version: number
  readonly routing: string | undefined
  readonly source: Buffer
}

export interface IndexReader {
  readonly index: { readonly name: string; readonly uuid: string }
  readonly segments: readonly SegmentReader[]
  /** Live documents. */
  readonly docCount: number
  /** Every query asked of this reader finds only what this one matches, too. */
  readonly filter?: QueryNode
  /** A mapped field by full path (aliases of fields resolved). */
  field(path: string): MappedField | undefined
  /** Paths of mapped fields matching a wildcard pattern. */
  matchFields(pattern: string): readonly string[]
  /** The document with this sequence number, from the store; its checksum is verified. */
  document(seqNo: number): StoredDocument
  /** An index setting, e.g. `index.max_result_window`. */
  setting(name: string): string | undefined
  /** Lets go: documents that only this reader still needed may be purged. Every reader is closed exactly once. */
  close(): void
}
