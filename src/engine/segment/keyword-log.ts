/** Collects a field of the keyword family: whole terms, which documents have them. */
import type { FieldValue } from '../../mapping/field.ts'
import { createBits, setBit } from './bits.ts'
import type { FieldLog } from './field-log.ts'
import { GrowableUint32 } from './growable.ts'
import type { FieldContent } from './segment-writer.ts'
import type { Slices } from './slices.ts'
import { startsOfTerms, TermLog } from './term-log.ts'
import { TermsWriter } from './terms-writer.ts'

const STEP = 2048

export class KeywordLog implements FieldLog {
  readonly family = 'keyword'
  private readonly terms = new TermLog()
  /** A pair for every value. */
  private readonly numbers = new GrowableUint32()
  private readonly docs = new GrowableUint32()
  /** Documents whose only values were too long. */
  private readonly unindexed = new GrowableUint32()
  private readonly withColumn: boolean

  constructor(withColumn: boolean) {
    this.withColumn = withColumn
  }

  get memory(): number {
    return this.terms.memory + this.numbers.values.byteLength + this.docs.values.byteLength + this.unindexed.values.byteLength
  }

  add(doc: number, values: readonly FieldValue[]): void {
    for (let at = 0; at < values.length; at++) this.addTerm(doc, String(values[at]))
  }

  addTerm(doc: number, term: string): void {
    const number = this.terms.number(term)
    if (number < 0) {
      this.unindexed.push(doc)
      return
    }
    this.numbers.push(number)
    this.docs.push(doc)
  }

  *seal(path: string, docCount: number): Slices<FieldContent> {
    const writer = new TermsWriter({ docCount, withPositions: false, withColumn: this.withColumn })
    const starts = yield* startsOfTerms(this.numbers.view(), this.terms.terms.length)
    const docs = yield* this.docsByTerm(starts)
    let work = 0
    for (const number of yield* this.terms.sorted()) {
      writer.begin(this.terms.terms[number]!)
      const end = starts[number + 1]!
      for (let at = starts[number]!; at < end; at++) {
        // a value may come twice in a document
        if (at === starts[number] || docs[at] !== docs[at - 1]) writer.posting(docs[at]!)
        if (++work % STEP === 0) yield
      }
      writer.end()
    }
    return { path, exists: this.exists(docCount), terms: writer }
  }

  private *docsByTerm(starts: Uint32Array): Slices<Uint32Array> {
    const next = starts.slice()
    const docs = new Uint32Array(this.docs.length)
    for (let at = 0; at < docs.length; at++) {
      docs[next[this.numbers.values[at]!]!++] = this.docs.values[at]!
      if (at % STEP === 0) yield
    }
    return docs
  }

  private exists(docCount: number): Uint32Array {
    const exists = createBits(docCount)
    for (const doc of this.docs.view()) setBit(exists, doc)
    for (const doc of this.unindexed.view()) setBit(exists, doc)
    return exists
  }
}
