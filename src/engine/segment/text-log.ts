/** Collects an analysed field: every token with its position, and the length of each document's text. */
import type { Analyzer, TokenSink } from '../../analysis/analyzer.ts'
import type { FieldValue, MappedField } from '../../mapping/field.ts'
import { createBits, setBit } from './bits.ts'
import type { FieldLog } from './field-log.ts'
import { GrowableUint32 } from './growable.ts'
import { encodeLength } from './length-norm.ts'
import type { FieldContent } from './segment-writer.ts'
import type { Slices } from './slices.ts'
import { startsOfTerms, TermLog } from './term-log.ts'
import { TermsWriter } from './terms-writer.ts'

/** Lucene's limit. It refuses what comes after; here, where the document is already acknowledged, positions stay at the limit. */
const MAX_POSITION = 0x7fffff7f
const STEP = 2048

export class TextLog implements FieldLog {
  readonly family = 'text'
  private readonly terms = new TermLog()
  /** A pair for every token. */
  private readonly numbers = new GrowableUint32()
  private readonly positions = new GrowableUint32()
  /** Documents, where the tokens of each begin, and how many count for its length. */
  private readonly docs = new GrowableUint32()
  private readonly starts = new GrowableUint32()
  private readonly lengths = new GrowableUint32()
  private readonly withNorms: boolean
  private lastPosition = -1
  private length = 0

  private readonly sink: TokenSink = (term, position) => this.token(term, position)

  constructor(withNorms: boolean) {
    this.withNorms = withNorms
  }

  get memory(): number {
    const perToken = this.numbers.values.byteLength + this.positions.values.byteLength
    return this.terms.memory + perToken + this.docs.values.byteLength * 3
  }

  add(doc: number, values: readonly FieldValue[], field: MappedField): void {
    this.docs.push(doc)
    this.starts.push(this.numbers.length)
    this.lengths.push(0)
    this.lastPosition = -1
    this.length = 0
    this.analyze(values, analyzerOf(field))
    this.lengths.values[this.lengths.length - 1] = this.length
  }

  *seal(path: string, docCount: number): Slices<FieldContent> {
    const writer = new TermsWriter({ docCount, withPositions: true, withColumn: false })
    const ends = yield* startsOfTerms(this.numbers.view(), this.terms.terms.length)
    const tokens = yield* this.tokensByTerm(ends.slice())
    for (const number of yield* this.terms.sorted()) {
      writer.begin(this.terms.terms[number]!)
      yield* writeTokens(writer, tokens, ends[number]!, ends[number + 1]!)
      writer.end()
    }
    return { path, exists: this.exists(docCount), terms: writer, norms: this.withNorms ? this.norms(docCount) : undefined }
  }

  private analyze(values: readonly FieldValue[], analyzer: Analyzer): void {
    let position = 0
    for (let at = 0; at < values.length; at++) {
      if (at > 0) position += analyzer.positionIncrementGap
      position = analyzer.analyze(String(values[at]), position, this.sink)
    }
  }

  private token(term: string, position: number): void {
    const number = this.terms.number(term)
    if (number < 0) return
    // tokens at one position (synonyms) count once, as in Lucene's `discountOverlaps`
    if (position > this.lastPosition) {
      this.length++
      this.lastPosition = Math.min(position, MAX_POSITION)
    }
    this.numbers.push(number)
    this.positions.push(this.lastPosition)
  }

  /** The tokens of each term together; within, documents and positions keep their order. */
  private *tokensByTerm(next: Uint32Array): Slices<Tokens> {
    const count = this.numbers.length
    const docs = new Uint32Array(count)
    const positions = new Uint32Array(count)
    for (let nth = 0; nth < this.docs.length; nth++) {
      const end = nth + 1 < this.docs.length ? this.starts.values[nth + 1]! : count
      for (let at = this.starts.values[nth]!; at < end; at++) {
        const target = next[this.numbers.values[at]!]!++
        docs[target] = this.docs.values[nth]!
        positions[target] = this.positions.values[at]!
        if (at % STEP === 0) yield
      }
    }
    return { docs, positions }
  }

  private exists(docCount: number): Uint32Array {
    const exists = createBits(docCount)
    for (const doc of this.docs.view()) setBit(exists, doc)
    return exists
  }

  private norms(docCount: number): Uint8Array {
    const norms = new Uint8Array(docCount)
    for (let nth = 0; nth < this.docs.length; nth++) norms[this.docs.values[nth]!] = encodeLength(this.lengths.values[nth]!)
    return norms
  }
}

interface Tokens {
  readonly docs: Uint32Array
  readonly positions: Uint32Array
}

function* writeTokens(writer: TermsWriter, { docs, positions }: Tokens, from: number, to: number): Slices<void> {
  let start = from
  for (let at = from + 1; at <= to; at++) {
    if (at % STEP === 0) yield
    if (at < to && docs[at] === docs[start]) continue
    writer.occurrencesAt(docs[start]!, positions, start, at)
    start = at
  }
}

function analyzerOf(field: MappedField): Analyzer {
  if (!field.analyzer) throw new Error(`text field [${field.path}] has no analyzer`)
  return field.analyzer
}
