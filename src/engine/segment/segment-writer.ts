/** Writes a segment field by field: what sealing a builder and merging have in common. */
import { nextSetBit, popcount } from './bits.ts'
import { ImageWriter } from './image-writer.ts'
import type { FieldDescription } from './layout.ts'
import type { NumbersWriter } from './numbers-writer.ts'
import type { Segment } from './segment.ts'
import { SegmentImage } from './segment-image.ts'
import type { Slices } from './slices.ts'
import { createSlots, isSparse, type Slots } from './slots.ts'
import type { TermsWriter } from './terms-writer.ts'

/** Documents between two chances of a pause. */
const STEP = 8192

/** A field whose terms or numbers are complete. */
export interface FieldContent {
  readonly path: string
  /** Bit per document: has a value. */
  readonly exists: Uint32Array
  readonly terms?: TermsWriter
  /** One byte per document. */
  readonly norms?: Uint8Array | undefined
  readonly numbers?: NumbersWriter
  readonly withPoints?: boolean
}

export class SegmentWriter {
  private readonly image = new ImageWriter()
  private readonly fields: FieldDescription[] = []
  private readonly name: string
  private readonly seqNos: Float64Array

  constructor(name: string, seqNos: Float64Array) {
    this.name = name
    this.seqNos = seqNos
  }

  *field(content: FieldContent): Slices<void> {
    const docCount = this.seqNos.length
    const withValue = popcount(content.exists)
    if (withValue === 0) return
    const sparse = isSparse(withValue, docCount)
    const slots = createSlots(sparse, content.exists, docCount)
    const norms = content.norms && sparse ? yield* packed(content.norms, content.exists, slots) : content.norms
    this.fields.push({
      path: content.path,
      docCount: content.terms ? content.terms.docCount : withValue,
      exists: withValue === docCount ? null : this.image.section(content.exists),
      sparse,
      terms: content.terms ? content.terms.finish(this.image) : null,
      norms: norms ? this.image.section(norms) : null,
      ordinals: content.terms ? yield* content.terms.finishColumn(this.image, slots) : null,
      numbers: content.numbers ? yield* content.numbers.finish(this.image, slots, content.withPoints === true) : null,
    })
  }

  *finish(): Slices<Segment> {
    const description = {
      name: this.name,
      docCount: this.seqNos.length,
      seqNos: this.image.section(this.seqNos),
      fields: this.fields,
    }
    return new SegmentImage(yield* this.image.finish(description), description)
  }
}

/** The norms of the documents that have a value. */
function* packed(norms: Uint8Array, exists: Uint32Array, slots: Slots): Slices<Uint8Array> {
  const kept = new Uint8Array(slots.count)
  let count = 0
  for (let doc = nextSetBit(exists, 0); doc >= 0; doc = nextSetBit(exists, doc + 1)) {
    kept[count++] = norms[doc]!
    if (count % STEP === 0) yield
  }
  return kept
}
