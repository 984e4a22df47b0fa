/** Merges the terms of one field over several segments: a walk through all dictionaries at once, in the order of the bytes. */
import type { Postings } from './segment.ts'
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
  let work = 0
  for (let current = firstTerm(inputs); current.length > 0; current = firstTerm(inputs)) {
    const { term, length } = current[0]!.cursor
    writer.beginBytes(term, length)
    yield* mergePostings(writer, current, withPositions)
    writer.end()
    for (const input of current) input.nextTerm()
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
  postings: Postings | undefined
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
    this.postings = this.terms.postings(this.cursor.ordinal)
    this.nextDoc()
  }

  nextDoc(): void {
    let old = this.postings!.next()
    while (old !== NO_MORE_DOCS && this.renumbered[old] === DROPPED) old = this.postings!.next()
    this.doc = old === NO_MORE_DOCS ? NO_MORE_DOCS : this.renumbered[old]!
  }
}

/** The inputs that stand at the lowest term; none at the end. */
function firstTerm(inputs: readonly TermsInput[]): TermsInput[] {
  let lowest: TermsInput[] = []
  for (const input of inputs) {
    if (input.atEnd) continue
    const difference = lowest.length === 0 ? 0 : compareCursors(input.cursor, lowest[0]!.cursor)
    if (lowest.length === 0 || difference < 0) lowest = [input]
    else if (difference === 0) lowest.push(input)
  }
  return lowest
}

const compareCursors = (left: TermCursor, right: TermCursor): number =>
  compareBytes(left.term, left.length, right.term, right.length)

function* mergePostings(writer: TermsWriter, inputs: readonly TermsInput[], withPositions: boolean): Slices<void> {
  for (const input of inputs) input.openPostings()
  let work = 0
  for (let input = firstDoc(inputs); input.doc !== NO_MORE_DOCS; input = firstDoc(inputs)) {
    if (withPositions) {
      const positions = input.postings!.positions()
      writer.occurrencesAt(input.doc, positions, 0, positions.length)
    } else writer.posting(input.doc)
    input.nextDoc()
    if (++work % STEP === 0) yield
  }
}

function firstDoc(inputs: readonly TermsInput[]): TermsInput {
  let first = inputs[0]!
  for (let at = 1; at < inputs.length; at++) if (inputs[at]!.doc < first.doc) first = inputs[at]!
  return first
}
