/**
 * A segment over its image (`layout.ts`): fields are opened when first asked for, as views that share the image's memory. Made by
 * `file.ts`, after sealing, merging and reading from disk alike.
 */
import { fullBits } from './bits.ts'
import { openOrdinals, SegmentNumbers } from './columns-reader.ts'
import type {
  FieldDescription,
  NumberKind,
  NumbersDescription,
  OrdinalsDescription,
  Section,
  SegmentDescription,
  TermsDescription,
} from './layout.ts'
import type { NumberColumn, OrdinalColumn, Segment, SegmentField } from './segment.ts'
import { createSlots, type Slots } from './slots.ts'
import { SegmentTerms } from './terms-reader.ts'

export class SegmentImage implements Segment {
  readonly name: string
  readonly docCount: number
  readonly seqNos: Float64Array
  readonly bytes: Uint8Array
  private readonly descriptions: ReadonlyMap<string, FieldDescription>
  private readonly opened = new Map<string, ImageField>()

  constructor(bytes: Uint8Array, description: SegmentDescription) {
    this.bytes = bytes
    this.name = description.name
    this.docCount = description.docCount
    this.seqNos = doubles(bytes, description.seqNos)
    this.descriptions = new Map(description.fields.map((field) => [field.path, field]))
  }

  get minSeqNo(): number {
    return this.seqNos[0] ?? 0
  }

  get maxSeqNo(): number {
    return this.seqNos[this.docCount - 1] ?? -1
  }

  id(doc: number): string {
    if (!(doc >= 0 && doc < this.docCount)) throw new RangeError(`no document ${doc} of ${this.docCount}`)
    const { terms, column } = this.field('_id')!
    return terms!.term((column as OrdinalColumn).first(doc))
  }

  field(path: string): ImageField | undefined {
    const known = this.opened.get(path)
    if (known) return known
    const description = this.descriptions.get(path)
    if (!description) return undefined
    const field = new ImageField(this, description)
    this.opened.set(path, field)
    return field
  }

  *fields(): Iterable<ImageField> {
    for (const path of this.descriptions.keys()) yield this.field(path)!
  }

  get memory(): number {
    let opened = 0
    for (const field of this.opened.values()) opened += field.memory
    return this.bytes.byteLength + opened
  }
}

/** Bytes a view and its holder cost, about. */
const VIEWS_BYTES = 1500

export class ImageField implements SegmentField {
  readonly path: string
  readonly docCount: number
  readonly sumTotalTermFreq: number
  readonly sumDocFreq: number
  readonly exists: Uint32Array
  readonly terms: SegmentTerms | undefined
  readonly column: OrdinalColumn | NumberColumn | undefined
  readonly description: FieldDescription
  private readonly segment: SegmentImage
  private readonly slots: Slots
  private openedNorms: Uint8Array | undefined

  constructor(segment: SegmentImage, description: FieldDescription) {
    const { bytes, docCount } = segment
    this.segment = segment
    this.description = description
    this.path = description.path
    this.docCount = description.docCount
    this.sumTotalTermFreq = description.terms?.sumTotalTermFreq ?? 0
    this.sumDocFreq = description.terms?.sumDocFreq ?? 0
    this.exists = description.exists ? words(bytes, description.exists) : fullBits(docCount)
    this.slots = createSlots(description.sparse, this.exists, docCount)
    this.terms = description.terms ? openTerms(bytes, description.terms) : undefined
    this.column = this.openColumn()
  }

  get norms(): Uint8Array | undefined {
    const { norms, sparse } = this.description
    if (this.openedNorms || !norms) return this.openedNorms
    const kept = octets(this.segment.bytes, norms)
    this.openedNorms = sparse ? this.spreadNorms(kept) : kept
    return this.openedNorms
  }

  get memory(): number {
    const exists = this.description.exists ? 0 : this.exists.byteLength
    const ranks = this.description.sparse ? this.exists.byteLength : 0
    const norms = this.description.sparse ? (this.openedNorms?.byteLength ?? 0) : 0
    return VIEWS_BYTES + exists + ranks + norms
  }

  private openColumn(): OrdinalColumn | NumberColumn | undefined {
    const { ordinals, numbers } = this.description
    if (ordinals) return openOrdinalColumn(this.segment.bytes, ordinals, this.slots)
    return numbers ? openNumberColumn(this.segment, numbers, this.slots, this.exists) : undefined
  }

  private spreadNorms(kept: Uint8Array): Uint8Array {
    const norms = new Uint8Array(this.segment.docCount)
    for (let doc = 0; doc < norms.length; doc++) {
      const slot = this.slots.slot(doc)
      if (slot >= 0) norms[doc] = kept[slot]!
    }
    return norms
  }
}

const openTerms = (bytes: Uint8Array, terms: TermsDescription): SegmentTerms =>
  new SegmentTerms({
    size: terms.size,
    longest: terms.longest,
    withPositions: terms.withPositions,
    dictionary: octets(bytes, terms.dictionary),
    blocks: words(bytes, terms.blocks),
    offsets: words(bytes, terms.offsets),
    postings: octets(bytes, terms.postings),
    skips: words(bytes, terms.skips),
    positions: octets(bytes, terms.positions),
  })

function openOrdinalColumn(bytes: Uint8Array, { width, starts, values }: OrdinalsDescription, slots: Slots): OrdinalColumn {
  const view = width === 1 ? octets : width === 2 ? halfWords : words
  return openOrdinals({ slots, starts: starts ? words(bytes, starts) : undefined, values: view(bytes, values) })
}

const openNumberColumn = (
  { bytes, docCount }: SegmentImage,
  { kind, starts, values, pointDocs, pointValues }: NumbersDescription,
  slots: Slots,
  exists: Uint32Array,
): NumberColumn =>
  new SegmentNumbers({
    slots,
    exists,
    docCount,
    starts: starts ? words(bytes, starts) : undefined,
    values: numbersOf(bytes, kind, values),
    pointDocs: pointDocs ? words(bytes, pointDocs) : undefined,
    pointValues: pointValues ? numbersOf(bytes, kind, pointValues) : undefined,
  })

function numbersOf(bytes: Uint8Array, kind: NumberKind, { at, count }: Section) {
  if (kind === 'int32') return new Int32Array(bytes.buffer, bytes.byteOffset + at, count)
  if (kind === 'float64') return doubles(bytes, { at, count })
  if (kind === 'int64') return new BigInt64Array(bytes.buffer, bytes.byteOffset + at, count)
  return new BigUint64Array(bytes.buffer, bytes.byteOffset + at, count)
}

const octets = (bytes: Uint8Array, { at, count }: Section): Uint8Array =>
  new Uint8Array(bytes.buffer, bytes.byteOffset + at, count)

const halfWords = (bytes: Uint8Array, { at, count }: Section): Uint16Array =>
  new Uint16Array(bytes.buffer, bytes.byteOffset + at, count)

const words = (bytes: Uint8Array, { at, count }: Section): Uint32Array =>
  new Uint32Array(bytes.buffer, bytes.byteOffset + at, count)

const doubles = (bytes: Uint8Array, { at, count }: Section): Float64Array =>
  new Float64Array(bytes.buffer, bytes.byteOffset + at, count)
