/** How often fields and terms occur in an index, as `_termvectors` tells it: documents that are deleted and not yet merged away count. */
import type { IndexReader } from '../reader.ts'
import type { TermVector } from './term-vector.ts'

export interface FieldCounts {
  readonly sumDocFreq: number
  readonly docCount: number
  readonly sumTotalTermFreq: number
}

export interface TermCounts {
  readonly docFreq: number
  readonly totalTermFreq: number
}

export class TermStatistics {
  readonly #reader: IndexReader

  constructor(reader: IndexReader) {
    this.#reader = reader
  }

  /** Of a field in the index; where no document of it has the field, of the vector alone. */
  field(path: string, vector: TermVector): FieldCounts {
    const fields = this.#reader.segments.flatMap(({ segment }) => segment.field(path) ?? [])
    if (fields.length === 0) return countsOf(vector)
    const isText = this.#reader.field(path)?.family === 'text'
    const sum = (count: (field: (typeof fields)[number]) => number): number =>
      fields.reduce((total, field) => total + count(field), 0)
    return {
      sumDocFreq: sum(({ sumDocFreq }) => sumDocFreq),
      docCount: sum(({ docCount }) => docCount),
      // Keywords keep no frequencies: each term of a document counts once.
      sumTotalTermFreq: sum(({ sumTotalTermFreq, sumDocFreq }) => (isText ? sumTotalTermFreq : sumDocFreq)),
    }
  }

  /** Of a term in a field of the index; undefined where no document has it. */
  term(path: string, term: string): TermCounts | undefined {
    const isText = this.#reader.field(path)?.family === 'text'
    let docFreq = 0
    let totalTermFreq = 0
    for (const { segment } of this.#reader.segments) {
      const terms = segment.field(path)?.terms
      const ordinal = terms?.find(term) ?? -1
      if (!terms || ordinal < 0) continue
      docFreq += terms.docFreq(ordinal)
      totalTermFreq += isText ? terms.totalTermFreq(ordinal) : terms.docFreq(ordinal)
    }
    return docFreq === 0 ? undefined : { docFreq, totalTermFreq }
  }
}

const countsOf = (vector: TermVector): FieldCounts => ({
  sumDocFreq: vector.size,
  docCount: 1,
  sumTotalTermFreq: [...vector.values()].reduce((sum, tokens) => sum + tokens.length, 0),
})
