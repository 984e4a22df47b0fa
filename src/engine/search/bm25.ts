/**
 * BM25 as Lucene computes it, in 32-bit floats step by step, so that scores agree: k1 = 1.2, b = 0.75, the factor k1 + 1 that
 * Elasticsearch kept, lengths from one-byte norms.
 */
import { DECODED_LENGTHS } from '../segment/length-norm.ts'

const f = Math.fround
const K1 = f(1.2)
const B = f(0.75)
const K1_PLUS_1 = f(1 + K1)

/** Counts of one field over all segments of an index, documents deleted but not yet merged away included, as in Lucene. */
export interface FieldStatistics {
  readonly docCount: number
  readonly sumTotalTermFreq: number
}

/** What a term's rarity is worth. */
export const inverseDocFreq = (docFreq: number, docCount: number): number =>
  f(Math.log(1 + (docCount - docFreq + 0.5) / (docFreq + 0.5)))

/** For each norm byte, the inverse of what a document of that length makes of a frequency. */
export function normInverses({ docCount, sumTotalTermFreq }: FieldStatistics): Float32Array {
  const averageLength = f(sumTotalTermFreq / docCount)
  const rest = f(1 - B)
  return Float32Array.from({ length: 256 }, (_, norm) => {
    const relative = f(f(B * f(DECODED_LENGTHS[norm]!)) / averageLength)
    return f(1 / f(K1 * f(rest + relative)))
  })
}

/** Scores the occurrences of a term or phrase in a document. */
export class TermScore {
  readonly #weight: number
  readonly #normInverses: Float32Array

  /** `idf` of the term, or the sum of a phrase's. */
  constructor(boost: number, idf: number, inverses: Float32Array) {
    this.#weight = f(f(f(boost) * K1_PLUS_1) * idf)
    this.#normInverses = inverses
  }

  /** `norm` is the byte of the document's length; 1 where lengths are not kept. */
  score(freq: number, norm: number): number {
    return f(this.#weight - f(this.#weight / f(1 + f(f(freq) * this.#normInverses[norm]!))))
  }
}
