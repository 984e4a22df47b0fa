/**
 * Which slot of a column belongs to a document. Where most documents have a value it is the document's number; in a sparse field it is
 * the rank among those that have one, so that a field few documents have costs little however large the segment.
 */
import { getBit, popcountWord } from './bits.ts'

export interface Slots {
  readonly count: number
  /** The document's slot, -1 where a sparse field has none. */
  slot(doc: number): number
}

/** A field is sparse where fewer than one in this many documents has a value. */
const SPARSE_BELOW = 4

export const isSparse = (withValue: number, docCount: number): boolean => withValue * SPARSE_BELOW < docCount

export const createSlots = (sparse: boolean, exists: Uint32Array, docCount: number): Slots =>
  sparse ? new RankedSlots(exists) : new DocumentSlots(docCount)

class DocumentSlots implements Slots {
  readonly count: number

  constructor(docCount: number) {
    this.count = docCount
  }

  slot(doc: number): number {
    return doc
  }
}

class RankedSlots implements Slots {
  readonly count: number
  private readonly exists: Uint32Array
  /** Bits set before each word. */
  private readonly ranks: Uint32Array

  constructor(exists: Uint32Array) {
    this.exists = exists
    this.ranks = new Uint32Array(exists.length)
    let count = 0
    for (let word = 0; word < exists.length; word++) {
      this.ranks[word] = count
      count += popcountWord(exists[word]!)
    }
    this.count = count
  }

  slot(doc: number): number {
    if (!getBit(this.exists, doc)) return -1
    const below = this.exists[doc >>> 5]! & ~(0xffffffff << (doc & 31))
    return this.ranks[doc >>> 5]! + popcountWord(below)
  }
}
