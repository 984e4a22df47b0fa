/**
 * A segment as search reads it: immutable, documents numbered from 0 in the order of their sequence numbers.
 * Built from a buffer (`builder.ts`), written to and read from one checksummed file (`file.ts`), merged (`merge.ts`).
 *
 * Beside the mapping's fields a segment has `_id`, and where a document has them `_routing` and `_ignored`: keywords with a column.
 * Deleted documents are not its business: they stay in every list and count until a merge drops them.
 */

/** End of a postings list. */
export const NO_MORE_DOCS = 0x7fffffff

/** The first document whose sequence number is at least this one; `docCount` where there is none. */
export function firstAtLeast(seqNos: Float64Array, docCount: number, seqNo: number): number {
  let low = 0
  let high = docCount
  while (low < high) {
    const middle = (low + high) >>> 1
    if (seqNos[middle]! < seqNo) low = middle + 1
    else high = middle
  }
  return low
}

/** Walks the documents of one term in order. Reused by nobody: each call of `postings` makes its own. */
export interface Postings {
  /** Documents in the list, deleted ones included. */
  readonly docFreq: number
  /** The current document, -1 before the first `next`. */
  readonly doc: number
  /** Occurrences in the current document (1 where frequencies are not kept). */
  readonly freq: number
  next(): number
  /** The first document ≥ target; the current one where it already is. */
  advance(target: number): number
  /** The positions of the current document, ascending; valid until the next move. Empty where positions are not kept. */
  positions(): Uint32Array
}

/**
 * The sorted terms of one field; order is that of UTF-8 bytes (of code points), as in Lucene. A lone surrogate counts as U+FFFD, in
 * terms and in what is sought.
 */
export interface TermDictionary {
  readonly size: number
  /** Number of a term, or -1. */
  find(term: string): number
  /** Number of the first term ≥ `term`; `size` where there is none. */
  seek(term: string): number
  term(ordinal: number): string
  docFreq(ordinal: number): number
  totalTermFreq(ordinal: number): number
  postings(ordinal: number): Postings
}

/** Values of a keyword-family field: ordinals into the term dictionary, ascending per document, each once. */
export interface OrdinalColumn {
  readonly kind: 'ordinals'
  /** Number of values of a document. */
  count(doc: number): number
  /** The nth ordinal of a document, -1 where there is none. */
  ordinal(doc: number, nth: number): number
  /** The only or first ordinal, -1 where there is none: the fast way for sorting. */
  first(doc: number): number
}

/** Values of a number-family field, ascending per document. */
export interface NumberColumn {
  readonly kind: 'numbers'
  /** True where some value needs `big`. */
  readonly exact64: boolean
  count(doc: number): number
  /** The nth value; meaningless where `count` says there is none. */
  value(doc: number, nth: number): number
  /** Exact value; equals `value` where `exact64` is false. Of integers only. */
  big(doc: number, nth: number): bigint
  /**
   * Documents having a value within [min, max], both inclusive: ascending, each once. Uses the sorted points of an indexed field, looks at
   * every value of one that is not. -0 equals 0.
   */
  range(min: number | bigint, max: number | bigint): Uint32Array
}

export interface SegmentField {
  readonly path: string
  /** Documents that have a term, as Lucene counts them for BM25; of a number-family field, documents that have a value. */
  readonly docCount: number
  /** All term occurrences: with docCount gives BM25's average length. */
  readonly sumTotalTermFreq: number
  readonly sumDocFreq: number
  readonly terms: TermDictionary | undefined
  /** Text fields: one byte per document, Lucene's encoded length (SmallFloat.intToByte4); undefined without norms. */
  readonly norms: Uint8Array | undefined
  /** Number-family fields have one even without `doc_values`, for ranges: sorting and aggregating ask the mapping first. */
  readonly column: OrdinalColumn | NumberColumn | undefined
  /** Bit per document: has a value (exists query), be it a text without any token. */
  readonly exists: Uint32Array
}

export interface Segment {
  /** Unique within the index. */
  readonly name: string
  readonly docCount: number
  /** Lowest and highest sequence number within; 0 and -1 where there are no documents. */
  readonly minSeqNo: number
  readonly maxSeqNo: number
  /** Sequence number of each document, ascending. It is also the key of the document's source in the store. */
  readonly seqNos: Float64Array
  id(doc: number): string
  field(path: string): SegmentField | undefined
  fields(): Iterable<SegmentField>
  /** Bytes held in memory. */
  readonly memory: number
}
