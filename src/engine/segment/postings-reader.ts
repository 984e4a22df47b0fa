/** Walks the postings of one term, decoding as it goes; skip entries make `advance` cheap. Format in `layout.ts`. */
import type { GrowableBytes } from './growable.ts'
import { SKIP_INTERVAL, SKIP_WORDS } from './layout.ts'
import { NO_MORE_DOCS, type Postings } from './segment.ts'
import { VarintReader } from './varint-reader.ts'

export interface PostingsSections {
  readonly withPositions: boolean
  readonly postings: Uint8Array
  readonly skips: Uint32Array
  readonly positions: Uint8Array
}

const NO_POSITIONS = new Uint32Array(0)

/** Documents of the record at `offset`. */
export function readDocFreq({ postings }: PostingsSections, offset: number): number {
  const first = postings[offset]!
  return first < 0x80 ? first : new VarintReader(postings, offset).next()
}

/** Occurrences of the record at `offset`. */
export function readTotalTermFreq({ postings, withPositions }: PostingsSections, offset: number): number {
  const reader = new VarintReader(postings, offset)
  const docFreq = reader.next()
  return withPositions ? docFreq + reader.next() : docFreq
}

export class SegmentPostings implements Postings {
  docFreq = 0
  doc = -1
  freq = 1
  private readonly withPositions: boolean
  private readonly sections: PostingsSections
  private readonly gaps: VarintReader
  /** Where the gaps begin, and the positions. */
  private gapsFrom = 0
  private positionsFrom = 0
  private firstSkip = 0
  /** Documents decoded. */
  private read = 0

  private readonly positionReader: VarintReader
  /** Positions of documents passed by, not yet skipped. */
  private pending = 0
  private positionsOf = -1
  private buffer = NO_POSITIONS
  private current = NO_POSITIONS

  constructor(sections: PostingsSections, offset: number) {
    this.sections = sections
    this.withPositions = sections.withPositions
    this.gaps = new VarintReader(sections.postings, offset)
    this.positionReader = new VarintReader(sections.positions, 0)
    this.open(offset)
  }

  /** Begins the record at `offset`; merges read all terms of a field with one reader. */
  open(offset: number): void {
    this.gaps.at = offset
    this.docFreq = this.gaps.next()
    if (this.withPositions) this.gaps.next()
    this.positionsFrom = this.withPositions ? this.gaps.next() : 0
    this.firstSkip = this.docFreq > SKIP_INTERVAL ? this.gaps.next() : 0
    this.gapsFrom = this.gaps.at
    this.positionReader.at = this.positionsFrom
    this.doc = -1
    this.freq = 1
    this.read = 0
    this.pending = 0
    this.positionsOf = -1
  }

  next(): number {
    if (this.withPositions) return this.nextWithFreq()
    if (this.read === this.docFreq) return this.exhaust()
    this.read++
    this.doc += this.gaps.next() + 1
    return this.doc
  }

  advance(target: number): number {
    if (this.docFreq > SKIP_INTERVAL && this.doc < target) this.skipTowards(target)
    while (this.doc < target) this.next()
    return this.doc
  }

  positions(): Uint32Array {
    if (!this.withPositions || this.doc === -1 || this.doc === NO_MORE_DOCS) return NO_POSITIONS
    if (this.positionsOf !== this.doc) this.readPositions()
    return this.current
  }

  /** Appends the positions of the current document as they are kept; for merges, once a document and instead of `positions`. */
  copyPositions(target: GrowableBytes): void {
    this.positionReader.skip(this.pending)
    this.pending = 0
    const from = this.positionReader.at
    this.positionReader.skip(this.freq)
    target.append(this.sections.positions, from, this.positionReader.at)
    this.positionsOf = this.doc
  }

  private nextWithFreq(): number {
    // what the last document had is passed by, unless it was read
    if (this.doc !== this.positionsOf) this.pending += this.freq
    if (this.read === this.docFreq) return this.exhaust()
    this.read++
    const code = this.gaps.next()
    this.doc += (code >>> 1) + 1
    this.freq = (code & 1) === 1 ? 1 : this.gaps.next()
    return this.doc
  }

  private exhaust(): number {
    this.doc = NO_MORE_DOCS
    return this.doc
  }

  /** Goes to the last block of documents that begins before `target`, if it lies ahead. */
  private skipTowards(target: number): void {
    const next = Math.floor(this.read / SKIP_INTERVAL) + 1
    const blocks = Math.ceil(this.docFreq / SKIP_INTERVAL)
    if (next >= blocks || this.docBefore(next) >= target) return
    let low = next + 1
    let high = blocks
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.docBefore(middle) < target) low = middle + 1
      else high = middle
    }
    this.openBlock(low - 1)
  }

  /** The last document before a block; the first block has no entry. */
  private docBefore(block: number): number {
    return this.sections.skips[(this.firstSkip + block - 1) * SKIP_WORDS]!
  }

  private openBlock(block: number): void {
    const { skips } = this.sections
    const entry = (this.firstSkip + block - 1) * SKIP_WORDS
    this.read = block * SKIP_INTERVAL
    this.doc = skips[entry]!
    this.gaps.at = this.gapsFrom + skips[entry + 1]!
    this.positionReader.at = this.positionsFrom + skips[entry + 2]!
    this.pending = 0
    // positions here begin after those of `doc`, as if they had been read
    this.positionsOf = this.doc
  }

  private readPositions(): void {
    this.positionReader.skip(this.pending)
    this.pending = 0
    if (this.buffer.length < this.freq) this.buffer = new Uint32Array(Math.max(4, this.freq * 2))
    let position = 0
    for (let at = 0; at < this.freq; at++) {
      position += this.positionReader.next()
      this.buffer[at] = position
    }
    if (this.current.length !== this.freq || this.current.buffer !== this.buffer.buffer) {
      this.current = this.buffer.subarray(0, this.freq)
    }
    this.positionsOf = this.doc
  }
}
