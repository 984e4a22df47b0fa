/**
 * The ordinal column of a field: its postings transposed, for each document the numbers of its terms. Fed by `terms-writer.ts` in the order
 * of the terms, so that the ordinals of a document come out ascending.
 */
import { GrowableUint32 } from './growable.ts'
import type { ImageWriter } from './image-writer.ts'
import type { OrdinalsDescription } from './layout.ts'
import type { Slices } from './slices.ts'
import type { Slots } from './slots.ts'

/** Values between two chances of a pause. */
const STEP = 8192

type Ordinals = Uint8Array | Uint16Array | Uint32Array

export class OrdinalsWriter {
  /** Documents of every posting, and where those of each term end. */
  private readonly docs: GrowableUint32
  private readonly ends: GrowableUint32
  private severalInOne = false

  constructor(capacity?: { readonly pairs: number; readonly terms: number }) {
    this.docs = new GrowableUint32(capacity?.pairs)
    this.ends = new GrowableUint32(capacity?.terms)
  }

  /** The current term is in a document, which `hasOthers` or not. */
  posting(doc: number, hasOthers: boolean): void {
    this.docs.push(doc)
    this.severalInOne ||= hasOthers
  }

  endTerm(): void {
    this.ends.push(this.docs.length)
  }

  finish(image: ImageWriter, slots: Slots): Slices<OrdinalsDescription> {
    return this.severalInOne ? this.several(image, slots) : this.single(image, slots)
  }

  private *single(image: ImageWriter, slots: Slots): Slices<OrdinalsDescription> {
    const width = ordinalWidth(this.ends.length)
    const values = createOrdinals(width, slots.count)
    yield* this.eachPair(slots, (slot, ordinal) => {
      values[slot] = ordinal + 1
    })
    return { width, starts: null, values: image.section(values) }
  }

  private *several(image: ImageWriter, slots: Slots): Slices<OrdinalsDescription> {
    const width = ordinalWidth(this.ends.length)
    const values = createOrdinals(width, this.docs.length)
    const starts = yield* this.startsOfSlots(slots)
    const next = starts.slice()
    yield* this.eachPair(slots, (slot, ordinal) => {
      values[next[slot]!++] = ordinal
    })
    return { width, starts: image.section(starts), values: image.section(values) }
  }

  private *startsOfSlots(slots: Slots): Slices<Uint32Array> {
    const starts = new Uint32Array(slots.count + 1)
    yield* this.eachPair(slots, (slot) => {
      starts[slot + 1]!++
    })
    for (let slot = 0; slot < slots.count; slot++) {
      starts[slot + 1]! += starts[slot]!
      if (slot % STEP === 0) yield
    }
    return starts
  }

  private *eachPair(slots: Slots, visit: (slot: number, ordinal: number) => void): Slices<void> {
    let ordinal = 0
    for (let at = 0; at < this.docs.length; at++) {
      while (at === this.ends.values[ordinal]) ordinal++
      visit(slots.slot(this.docs.values[at]!), ordinal)
      if (at % STEP === 0) yield
    }
  }
}

/** Room for every ordinal plus 1. */
const ordinalWidth = (terms: number): 1 | 2 | 4 => (terms <= 0xff ? 1 : terms <= 0xffff ? 2 : 4)

const createOrdinals = (width: 1 | 2 | 4, count: number): Ordinals =>
  width === 1 ? new Uint8Array(count) : width === 2 ? new Uint16Array(count) : new Uint32Array(count)
