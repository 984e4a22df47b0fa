/** Counts that scores need, over all segments of an index. Kept for the time of one search. */
import type { IndexReader } from '../reader.ts'
import type { SegmentField } from '../segment/segment.ts'
import { type FieldStatistics, normInverses } from './bm25.ts'

export interface ScoringField extends FieldStatistics {
  readonly normInverses: Float32Array
}

export class IndexStatistics {
  readonly #reader: IndexReader
  readonly #fields = new Map<string, ScoringField | undefined>()

  constructor(reader: IndexReader) {
    this.#reader = reader
  }

  /** Counts of a field; undefined where no document has it. */
  field(path: string): ScoringField | undefined {
    if (!this.#fields.has(path)) this.#fields.set(path, this.#count(path))
    return this.#fields.get(path)
  }

  /** Documents that have a term, deleted ones included. */
  docFreq(path: string, term: string): number {
    let sum = 0
    for (const { segment } of this.#reader.segments) {
      const terms = segment.field(path)?.terms
      const ordinal = terms?.find(term) ?? -1
      if (terms && ordinal >= 0) sum += terms.docFreq(ordinal)
    }
    return sum
  }

  #count(path: string): ScoringField | undefined {
    const isText = this.#reader.field(path)?.family === 'text'
    let docCount = 0
    let sumTotalTermFreq = 0
    for (const { segment } of this.#reader.segments) {
      const field = segment.field(path)
      docCount += field?.docCount ?? 0
      sumTotalTermFreq += occurrences(field, isText)
    }
    return docCount === 0 ? undefined : { docCount, sumTotalTermFreq, normInverses: normInverses({ docCount, sumTotalTermFreq }) }
  }
}

/** Fields without frequencies count each term of a document once, as Lucene does. */
const occurrences = (field: SegmentField | undefined, isText: boolean): number =>
  (isText ? field?.sumTotalTermFreq : field?.sumDocFreq) ?? 0
