/** Reads the terms of a field in place: nothing is decoded before it is asked for. Format in `layout.ts`. */
import { BLOCK_BITS } from './layout.ts'
import { type PostingsSections, readDocFreq, readTotalTermFreq, SegmentPostings } from './postings-reader.ts'
import type { TermDictionary } from './segment.ts'
import { VarintReader } from './varint-reader.ts'

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
    return Math.max(-1, this.lookUp(Buffer.from(term, 'utf8')))
  }

  seek(term: string): number {
    const place = this.lookUp(Buffer.from(term, 'utf8'))
    return place < 0 ? ~place : place
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

  postings(ordinal: number): SegmentPostings {
    this.checkOrdinal(ordinal)
    return new SegmentPostings(this.sections, this.sections.offsets[ordinal]!)
  }

  /** The number of a term; where there is none, the complement of the number of the first one after it. */
  private lookUp(sought: Uint8Array): number {
    const block = this.lastBlockUpTo(sought)
    return block < 0 ? ~0 : this.lookUpInBlock(sought, block)
  }

  /** The last block whose first term is not after the one sought; -1: all are. */
  private lastBlockUpTo(sought: Uint8Array): number {
    const { dictionary, blocks } = this.sections
    let low = 0
    let high = blocks.length
    while (low < high) {
      const middle = (low + high) >>> 1
      const reader = new VarintReader(dictionary, blocks[middle]!)
      const length = reader.next()
      if (compareToRun(sought, dictionary, reader.at, length) >= 0) low = middle + 1
      else high = middle
    }
    return low - 1
  }

  /** Compares in place: how many bytes agree with the last term tells what a shared prefix means for the next. */
  private lookUpInBlock(sought: Uint8Array, block: number): number {
    const { dictionary, blocks } = this.sections
    const reader = new VarintReader(dictionary, blocks[block]!)
    const end = Math.min(this.size, (block + 1) * BLOCK_SIZE)
    let agreed = 0
    for (let ordinal = block * BLOCK_SIZE; ordinal < end; ordinal++) {
      const shared = ordinal === block * BLOCK_SIZE ? 0 : reader.next()
      const suffix = reader.next()
      if (shared < agreed) return ~ordinal
      if (shared === agreed) {
        const more = agreement(sought, agreed, dictionary, reader.at, suffix)
        agreed += more
        const after = more === suffix ? -1 : agreed === sought.length ? 1 : dictionary[reader.at + more]! - sought[agreed]!
        if (more === suffix && agreed === sought.length) return ordinal
        if (after > 0) return ~ordinal
      }
      reader.at += suffix
    }
    return ~end
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
  private readonly blocks: Uint32Array
  private readonly reader: VarintReader

  constructor({ dictionary, blocks, longest }: TermsSections) {
    this.blocks = blocks
    this.reader = new VarintReader(dictionary, 0)
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
    this.reader.at = this.blocks[block]!
    this.ordinal = block << BLOCK_BITS
    this.copySuffix(0, this.reader.next())
  }

  private step(): void {
    const shared = this.reader.next()
    this.ordinal++
    this.copySuffix(shared, this.reader.next())
  }

  private copySuffix(shared: number, count: number): void {
    this.reader.copy(this.term, shared, count)
    this.length = shared + count
  }
}

/** Bytes from `sought[from]` on that agree with the run of `length` bytes at `at`. */
function agreement(sought: Uint8Array, from: number, bytes: Uint8Array, at: number, length: number): number {
  const longest = Math.min(sought.length - from, length)
  let agreed = 0
  while (agreed < longest && sought[from + agreed] === bytes[at + agreed]) agreed++
  return agreed
}

function compareToRun(sought: Uint8Array, bytes: Uint8Array, at: number, length: number): number {
  const agreed = agreement(sought, 0, bytes, at, length)
  return agreed === sought.length || agreed === length ? sought.length - length : sought[agreed]! - bytes[at + agreed]!
}
