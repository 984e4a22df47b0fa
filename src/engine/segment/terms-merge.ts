/** Merges the terms of one field over several segments: a walk through all dictionaries at once, in the order of the bytes. */
import { SegmentPostings } from './postings-reader.ts'
import { NO_MORE_DOCS } from './segment.ts'
import type { ImageField } from './segment-image.ts'
import type { Slices } from './slices.ts'
import { type SegmentTerms, TermCursor, type TermsSections } from './terms-reader.ts'
import { type TermsCapacity, TermsWriter } from './terms-writer.ts'
import { compareBytes } from './utf8-order.ts'

/** Documents, or terms, between two chances of a pause. */
const STEP = 256

/** The new number of a document that is left out. */
export const DROPPED = 0xffffffff

/** Numbers documents anew: for each source, the new number of each old one or `DROPPED`. */
export interface Renumbering {
  readonly docCount: number
  readonly renumbered: readonly Uint32Array[]
}

/** `fields[n]` is the field in source n. */
export function* mergeTerms(
  fields: readonly (ImageField | undefined)[],
  { docCount, renumbered }: Renumbering,
  withColumn: boolean,
): Slices<TermsWriter> {
  const inputs = fields.flatMap((field, at) => (field ? [new TermsInput(field, renumbered[at]!)] : []))
  const withPositions = inputs.every((input) => input.withPositions)
  const writer = new TermsWriter({ docCount, withPositions, withColumn, capacity: capacityOf(inputs) })
  const current = new CurrentTerm(inputs)
  let work = 0
  while (current.next()) {
    writer.beginBytes(current.term, current.length)
    for (let input = current.open(); input.doc !== NO_MORE_DOCS; input = current.firstDoc()) {
      if (withPositions) writer.occurrencesLike(input.doc, input.postings!)
      else writer.posting(input.doc)
      input.nextDoc()
      if (++work % STEP === 0) yield
    }
    writer.end()
    if (++work % STEP === 0) yield
  }
  return writer
}

/** What all have together; where segments share terms it is more than is needed. */
function capacityOf(inputs: readonly TermsInput[]): TermsCapacity {
  const sum = (sizeOf: (sections: TermsSections) => number): number =>
    inputs.reduce((total, { terms }) => total + sizeOf(terms.sections), 0)
  return {
    terms: sum(({ size }) => size),
    dictionary: sum(({ dictionary }) => dictionary.length),
    postings: sum(({ postings }) => postings.length),
    positions: sum(({ positions }) => positions.length),
    pairs: inputs.reduce((total, { sumDocFreq }) => total + sumDocFreq, 0),
  }
}

/** One segment's part: its current term, and the postings of that. */
class TermsInput {
  readonly cursor: TermCursor
  readonly withPositions: boolean
  postings: SegmentPostings | undefined
  /** The new number of the current document. */
  doc = NO_MORE_DOCS
  readonly terms: SegmentTerms
  readonly sumDocFreq: number
  private readonly renumbered: Uint32Array

  constructor(field: ImageField, renumbered: Uint32Array) {
    this.terms = field.terms!
    this.sumDocFreq = field.sumDocFreq
    this.withPositions = this.terms.sections.withPositions
    this.renumbered = renumbered
    this.cursor = new TermCursor(this.terms.sections)
    this.nextTerm()
  }

  get atEnd(): boolean {
    return this.cursor.ordinal === this.terms.size
  }

  nextTerm(): void {
    const next = this.cursor.ordinal + 1
    if (next < this.terms.size) this.cursor.moveTo(next)
    else this.cursor.ordinal = this.terms.size
  }

  openPostings(): void {
    const offset = this.terms.sections.offsets[this.cursor.ordinal]!
    if (this.postings) this.postings.open(offset)
    else this.postings = new SegmentPostings(this.terms.sections, offset)
    this.nextDoc()
  }

  nextDoc(): void {
    let old = this.postings!.next()
    while (old !== NO_MORE_DOCS && this.renumbered[old] === DROPPED) old = this.postings!.next()
    this.doc = old === NO_MORE_DOCS ? NO_MORE_DOCS : this.renumbered[old]!
  }
}

/** The lowest term that any input stands at, and the inputs that have it. */
class CurrentTerm {
  private readonly inputs: readonly TermsInput[]
  /** Those that have the term are the first `count`. */
  private readonly having: TermsInput[] = []
  private count = 0

  constructor(inputs: readonly TermsInput[]) {
    this.inputs = inputs
  }

  get term(): Uint8Array {
    return this.having[0]!.cursor.term
  }

  get length(): number {
    return this.having[0]!.cursor.length
  }

  /** Goes to the next term; false at the end of all inputs. */
  next(): boolean {
    for (let at = 0; at < this.count; at++) this.having[at]!.nextTerm()
    this.count = 0
    for (const input of this.inputs) if (!input.atEnd) this.consider(input)
    return this.count > 0
  }

  open(): TermsInput {
    for (let at = 0; at < this.count; at++) this.having[at]!.openPostings()
    return this.firstDoc()
  }

  /** The input whose next document is the lowest. */
  firstDoc(): TermsInput {
    let first = this.having[0]!
    for (let at = 1; at < this.count; at++) if (this.having[at]!.doc < first.doc) first = this.having[at]!
    return first
  }

  private consider(input: TermsInput): void {
    const difference = this.count === 0 ? 0 : compareBytes(input.cursor.term, input.cursor.length, this.term, this.length)
    if (difference > 0) return
    if (difference < 0) this.count = 0
    this.having[this.count++] = input
  }
}
