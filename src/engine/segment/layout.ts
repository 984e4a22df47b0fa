/**
 * The image of a segment: one run of bytes that is at once the file and what search reads. Written by `image-writer.ts`, checked by `file.ts`.
 *
 * Numbers are little-endian, sections begin at multiples of 8, offsets count from the start of the image.
 *
 *     0  8 bytes  `SALLYSEG`
 *     8  u32      format version
 *    12  u32      CRC-32 of everything after the header
 *    16  f64      bytes of the whole image
 *    24  f64      offset of the description
 *    32  f64      bytes of the description
 *    40  20 bytes zero
 *    60  u32      CRC-32 of the 60 bytes before
 *    64           sections, then the description: JSON of `SegmentDescription`, which says where each section is
 *
 * Terms of a field (`TermsDescription`), numbered in the order of their bytes:
 * - `dictionary`: blocks of 32. The first term of a block is a varint length and its bytes, each other one a varint count of bytes shared
 *   with the term before, a varint count of further bytes, and these. `blocks`: u32 offset of each block.
 * - `postings`: a record per term; `offsets`: u32 offset of each. A record is the varints: documents; where positions are kept
 *   occurrences less documents, and the offset in `positions`; where documents exceed 128 the number of its first skip entry.
 *   Then for each document a varint, the gap: documents left out since the last one. Where positions are kept it is twice the gap plus 1
 *   for one occurrence, or twice the gap and a varint with the occurrences.
 * - `positions`: for each document of each term, its positions as varint differences, beginning from 0.
 * - `skips`: an entry of three u32 for every 128th document but the first: the document before, and the bytes of the record's gaps and of
 *   its positions passed so far.
 *
 * Columns and norms have one slot a document, or where `sparse` one for each document that has a value. A column of several values has
 * `starts`: u32 first value of each slot, and the end. Ordinals without `starts` are kept plus 1, 0 being none; their width is 1, 2 or 4 bytes.
 * `pointDocs` are the documents of all numbers in the order of the values; `pointValues` these values, where slots have several.
 */

export const MAGIC = 'SALLYSEG'
export const VERSION = 1
export const HEADER_BYTES = 64

/** Where the numbers of the header are. */
export const HEADER = {
  version: 8,
  bodyChecksum: 12,
  length: 16,
  descriptionAt: 24,
  descriptionLength: 32,
  checksum: 60,
} as const

/** Documents between two skip entries. */
export const SKIP_INTERVAL = 128
/** Words of a skip entry. */
export const SKIP_WORDS = 3
/** Terms in a block, as a power of two. */
export const BLOCK_BITS = 5
/** Document numbers stay below this: a gap and its flag fit in 31 bits. */
export const MAX_DOCS = 2 ** 30

/** A typed array within the image. */
export interface Section {
  readonly at: number
  /** Elements, not bytes. */
  readonly count: number
}

export interface TermsDescription {
  readonly size: number
  /** Bytes of the longest term. */
  readonly longest: number
  readonly withPositions: boolean
  readonly sumDocFreq: number
  readonly sumTotalTermFreq: number
  readonly dictionary: Section
  readonly blocks: Section
  readonly offsets: Section
  readonly postings: Section
  readonly skips: Section
  readonly positions: Section
}

export interface OrdinalsDescription {
  readonly width: 1 | 2 | 4
  readonly starts: Section | null
  readonly values: Section
}

export type NumberKind = 'int32' | 'float64' | 'int64' | 'uint64'

export interface NumbersDescription {
  readonly kind: NumberKind
  readonly starts: Section | null
  readonly values: Section
  readonly pointDocs: Section | null
  readonly pointValues: Section | null
}

export interface FieldDescription {
  readonly path: string
  readonly docCount: number
  /** Bits; null: every document has a value. */
  readonly exists: Section | null
  readonly sparse: boolean
  readonly terms: TermsDescription | null
  readonly norms: Section | null
  readonly ordinals: OrdinalsDescription | null
  readonly numbers: NumbersDescription | null
}

export interface SegmentDescription {
  readonly name: string
  readonly docCount: number
  readonly seqNos: Section
  readonly fields: readonly FieldDescription[]
}
