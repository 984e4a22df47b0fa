/** Reads the terms of a field in place: nothing is decoded before it is asked for. Format in `layout.ts`. */
import { BLOCK_BITS } from './layout.ts'
import { type PostingsSections, readDocFreq, readTotalTermFreq, SegmentPostings } from './postings-reader.ts'
import type { Postings, TermDictionary } from './segment.ts'
import { compareBytes } from './utf8-order.ts'

const BLOCK_SIZE = 1 << BLOCK_BITS

export interface TermsSections extends PostingsSections {
  readonly size: number
  readonly longest: number
  readonly dictionary: Uint8Array
  readonly blocks: Uint32Array
  readonly offsets: Uint32Array
}

export class SegmentTerms implements TermDictionary {
  readonly size: number
  readonly sections: TermsSections
  private readonly cursor: TermCursor

  constructor(sections: TermsSections) {
    this.sections = sections
    this.size = sections.size
    this.cursor = new TermCursor(sections)
  }

  find(term: string): number {
    const sought = Buffer.from(term, 'utf8')
    const ordinal = this.seekBytes(sought)
    if (ordinal === this.size) return -1
    this.cursor.moveTo(ordinal)
    return compareBytes(this.cursor.term, this.cursor.length, sought, sought.length) === 0 ? ordinal : -1
  }

  seek(term: string): number {
    return this.seekBytes(Buffer.from(term, 'utf8'))
  }

  term(ordinal: number): string {
    this.checkOrdinal(ordinal)
    this.cursor.moveTo(ordinal)
    return this.cursor.text()
  }

  docFreq(ordinal: number): number {
    this.checkOrdinal(ordinal)
    return readDocFreq(this.sections, this.sections.offsets[ordinal]!)
  }

  totalTermFreq(ordinal: number): number {
    this.checkOrdinal(ordinal)
    return readTotalTermFreq(this.sections, this.sections.offsets[ordinal]!)
  }

  postings(ordinal: number): Postings {
    this.checkOrdinal(ordinal)
    return new SegmentPostings(this.sections, this.sections.offsets[ordinal]!)
  }

  private seekBytes(sought: Uint8Array): number {
    if (this.size === 0) return 0
    const block = this.lastBlockUpTo(sought)
    if (block < 0) return 0
    const end = Math.min(this.size, (block + 1) * BLOCK_SIZE)
    for (let ordinal = block * BLOCK_SIZE; ordinal < end; ordinal++) {
      this.cursor.moveTo(ordinal)
      if (compareBytes(this.cursor.term, this.cursor.length, sought, sought.length) >= 0) return ordinal
    }
    return end
  }

  /** The last block whose first term is not after the one sought; -1: all are. */
  private lastBlockUpTo(sought: Uint8Array): number {
    let low = 0
    let high = this.sections.blocks.length
    while (low < high) {
      const middle = (low + high) >>> 1
      this.cursor.moveTo(middle * BLOCK_SIZE)
      if (compareBytes(this.cursor.term, this.cursor.length, sought, sought.length) <= 0) low = middle + 1
      else high = middle
    }
    return low - 1
  }

  private checkOrdinal(ordinal: number): void {
    if (!(ordinal >= 0 && ordinal < this.size)) throw new RangeError(`no term ${ordinal} of ${this.size}`)
  }
}

/** Walks a dictionary forwards, holding the bytes of one term; going on within a block costs one term. */
export class TermCursor {
  /** The bytes of the current term are the first `length`. */
  readonly term: Buffer
  length = 0
  ordinal = -1
  private readonly dictionary: Uint8Array
  private readonly blocks: Uint32Array
  private at = 0

  constructor({ dictionary, blocks, longest }: TermsSections) {
    this.dictionary = dictionary
    this.blocks = blocks
    this.term = Buffer.allocUnsafe(longest)
  }

  moveTo(ordinal: number): void {
    const sameBlock = ordinal >>> BLOCK_BITS === this.ordinal >>> BLOCK_BITS
    if (!sameBlock || ordinal < this.ordinal) this.openBlock(ordinal >>> BLOCK_BITS)
    while (this.ordinal < ordinal) this.step()
  }

  text(): string {
    return this.term.toString('utf8', 0, this.length)
  }

  private openBlock(block: number): void {
    this.at = this.blocks[block]!
    this.ordinal = block << BLOCK_BITS
    this.copySuffix(0, this.varint())
  }

  private step(): void {
    const shared = this.varint()
    this.ordinal++
    this.copySuffix(shared, this.varint())
  }

  private copySuffix(shared: number, count: number): void {
    for (let index = 0; index < count; index++) this.term[shared + index] = this.dictionary[this.at + index]!
    this.at += count
    this.length = shared + count
  }

  private varint(): number {
    let byte = this.dictionary[this.at++]!
    let value = byte & 0x7f
    for (let shift = 7; byte > 0x7f; shift += 7) {
      byte = this.dictionary[this.at++]!
      value |= (byte & 0x7f) << shift
    }
    return value
  }
}
