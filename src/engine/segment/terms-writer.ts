/**
 * Writes the terms of one field: dictionary, postings, skip entries, positions; the column that mirrors them is `ordinals-writer.ts`.
 * Terms come in the order of their bytes, the documents of a term ascending. Used when sealing and merging; format in `layout.ts`.
 */
import { createBits, getBit, popcount, setBit } from './bits.ts'
import { GrowableBytes, GrowableUint32 } from './growable.ts'
import type { ImageWriter } from './image-writer.ts'
import { BLOCK_BITS, type OrdinalsDescription, SKIP_INTERVAL, SKIP_WORDS, type TermsDescription } from './layout.ts'
import { OrdinalsWriter } from './ordinals-writer.ts'
import type { SegmentPostings } from './postings-reader.ts'
import type { Slices } from './slices.ts'
import type { Slots } from './slots.ts'

const BLOCK_MASK = (1 << BLOCK_BITS) - 1

export interface TermsOptions {
  readonly docCount: number
  readonly withPositions: boolean
  readonly withColumn: boolean
  /** Room to make at once: growing by and by would copy much, and hold the event loop while it does. */
  readonly capacity?: TermsCapacity
}

/** Elements, about. */
export interface TermsCapacity {
  readonly terms: number
  readonly dictionary: number
  readonly postings: number
  readonly positions: number
  /** Pairs of a document and a term. */
  readonly pairs: number
}

export class TermsWriter {
  private readonly withPositions: boolean

  private readonly dictionary: GrowableBytes
  private readonly blocks = new GrowableUint32()
  private readonly offsets: GrowableUint32
  private readonly postings: GrowableBytes
  private readonly skips = new GrowableUint32()
  private readonly positions: GrowableBytes

  /** The term being written, the one before it, and its documents so far. */
  private term = new GrowableBytes()
  private termBefore = new GrowableBytes()
  private readonly gaps = new GrowableBytes()
  private docFreq = 0
  private occurrences = 0
  private lastDoc = -1
  private firstSkip = 0
  private firstPosition = 0

  private size = 0
  private longest = 0
  private sumDocFreq = 0
  private sumTotalTermFreq = 0
  private readonly seen: Uint32Array
  private readonly column: OrdinalsWriter | undefined

  constructor({ docCount, withPositions, withColumn, capacity }: TermsOptions) {
    this.withPositions = withPositions
    this.seen = createBits(docCount)
    this.dictionary = new GrowableBytes(capacity?.dictionary)
    this.offsets = new GrowableUint32(capacity?.terms)
    this.postings = new GrowableBytes(capacity?.postings)
    this.positions = new GrowableBytes(capacity?.positions)
    this.column = withColumn ? new OrdinalsWriter(capacity) : undefined
  }

  begin(term: string): void {
    this.term.clear()
    this.term.text(term)
    this.beginPostings()
  }

  /** The same, from the first `length` bytes. */
  beginBytes(term: Uint8Array, length: number): void {
    this.term.clear()
    this.term.append(term, 0, length)
    this.beginPostings()
  }

  /** Adds a document that has the term, once. */
  posting(doc: number): void {
    this.gaps.varint(this.enter(doc))
    this.occurrences++
  }

  /** Adds a document that has the term at `positions[from]` up to, not including, `positions[to]`; ascending. */
  occurrencesAt(doc: number, positions: Uint32Array, from: number, to: number): void {
    this.enterWithFreq(doc, to - from)
    let before = 0
    for (let at = from; at < to; at++) {
      this.positions.varint(positions[at]! - before)
      before = positions[at]!
    }
  }

  /** The same with the positions of another segment's posting. */
  occurrencesLike(doc: number, posting: SegmentPostings): void {
    this.enterWithFreq(doc, posting.freq)
    posting.copyPositions(this.positions)
  }

  /** Writes the term; one without documents is left out. */
  end(): void {
    if (this.docFreq === 0) return
    this.writeTerm()
    this.writeRecord()
    this.size++
    this.sumDocFreq += this.docFreq
    this.sumTotalTermFreq += this.occurrences
    this.column?.endTerm()
  }

  /** Documents that have a term. */
  get docCount(): number {
    return popcount(this.seen)
  }

  finish(image: ImageWriter): TermsDescription {
    return {
      size: this.size,
      longest: this.longest,
      withPositions: this.withPositions,
      sumDocFreq: this.sumDocFreq,
      sumTotalTermFreq: this.sumTotalTermFreq,
      dictionary: image.section(this.dictionary.view()),
      blocks: image.section(this.blocks.view()),
      offsets: image.section(this.offsets.view()),
      postings: image.section(this.postings.view()),
      skips: image.section(this.skips.view()),
      positions: image.section(this.positions.view()),
    }
  }

  /** The column, where one was asked for. */
  *finishColumn(image: ImageWriter, slots: Slots): Slices<OrdinalsDescription | null> {
    return this.column ? yield* this.column.finish(image, slots) : null
  }

  private beginPostings(): void {
    this.gaps.clear()
    this.docFreq = 0
    this.occurrences = 0
    this.lastDoc = -1
    this.firstSkip = this.skips.length / SKIP_WORDS
    this.firstPosition = this.positions.length
  }

  /** The gap before a document. */
  private enter(doc: number): number {
    if (doc <= this.lastDoc) throw new Error(`document ${doc} comes after ${this.lastDoc} in a term`)
    if (this.docFreq !== 0 && this.docFreq % SKIP_INTERVAL === 0) this.skipEntry()
    const gap = doc - this.lastDoc - 1
    this.lastDoc = doc
    this.docFreq++
    this.column?.posting(doc, getBit(this.seen, doc))
    setBit(this.seen, doc)
    return gap
  }

  private enterWithFreq(doc: number, freq: number): void {
    const gap = this.enter(doc)
    this.gaps.varint(freq === 1 ? gap * 2 + 1 : gap * 2)
    if (freq !== 1) this.gaps.varint(freq)
    this.occurrences += freq
  }

  private skipEntry(): void {
    this.skips.push(this.lastDoc)
    this.skips.push(this.gaps.length)
    this.skips.push(this.positions.length - this.firstPosition)
  }

  private writeTerm(): void {
    const { values, length } = this.term
    if ((this.size & BLOCK_MASK) === 0) {
      this.blocks.push(this.dictionary.length)
      this.dictionary.varint(length)
      this.dictionary.append(values, 0, length)
    } else {
      const shared = sharedPrefix(values, length, this.termBefore.values, this.termBefore.length)
      this.dictionary.varint(shared)
      this.dictionary.varint(length - shared)
      this.dictionary.append(values, shared, length)
    }
    this.longest = Math.max(this.longest, length)
    const reused = this.termBefore
    this.termBefore = this.term
    this.term = reused
  }

  private writeRecord(): void {
    this.offsets.push(this.postings.length)
    this.postings.varint(this.docFreq)
    if (this.withPositions) {
      this.postings.varint(this.occurrences - this.docFreq)
      this.postings.varint(this.firstPosition)
    }
    if (this.docFreq > SKIP_INTERVAL) this.postings.varint(this.firstSkip)
    this.postings.append(this.gaps.values, 0, this.gaps.length)
    if (this.postings.length > 0xffffffff || this.positions.length > 0xffffffff) throw new RangeError('postings exceed 4 GiB')
  }
}

function sharedPrefix(left: Uint8Array, leftLength: number, right: Uint8Array, rightLength: number): number {
  const longest = Math.min(leftLength, rightLength)
  let shared = 0
  while (shared < longest && left[shared] === right[shared]) shared++
  return shared
}
