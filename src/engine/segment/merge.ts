/**
 * Merges segments into one: deleted documents are dropped, the others keep the order of their sequence numbers, whose ranges may
 * interleave. Used by storage in the background; it works in slices.
 */
import { createBits, nextLive, nextSetBit, popcountBelow, setBit } from './bits.ts'
import { MAX_DOCS } from './layout.ts'
import { NumbersWriter } from './numbers-writer.ts'
import type { NumberColumn, Segment } from './segment.ts'
import { type ImageField, SegmentImage } from './segment-image.ts'
import { type FieldContent, SegmentWriter } from './segment-writer.ts'
import { runAtOnce, runInSlices, type Slices } from './slices.ts'
import { DROPPED, mergeTerms, type Renumbering } from './terms-merge.ts'
import { compareTerms } from './utf8-order.ts'

const STEP = 2048

export interface MergeInput {
  readonly segment: Segment
  /** Bit per document; undefined: none is deleted. */
  readonly deleted: Uint32Array | undefined
}

/** Merges; waits for `pause` after each few milliseconds of work. `deleted` is read once, before the first pause. */
export async function mergeSegments(name: string, inputs: readonly MergeInput[], pause?: () => Promise<void>): Promise<Segment> {
  const work = merging(name, inputs.map(snapshot))
  return pause ? runInSlices(work, pause) : runAtOnce(work)
}

interface Source {
  readonly segment: SegmentImage
  readonly deleted: Uint32Array | undefined
}

/** A document deleted while the merge runs stays in it: storage carries such deletes over. */
function snapshot({ segment, deleted }: MergeInput): Source {
  if (!(segment instanceof SegmentImage)) throw new TypeError('segment has no image')
  return { segment, deleted: deleted?.slice() }
}

function* merging(name: string, sources: readonly Source[]): Slices<Segment> {
  const order = yield* documentOrder(sources)
  const writer = new SegmentWriter(name, order.seqNos)
  for (const path of pathsOf(sources)) yield* writer.field(yield* mergeField(path, sources, order))
  return yield* writer.finish()
}

/** Where every document goes, and where it came from. */
interface DocumentOrder extends Renumbering {
  readonly seqNos: Float64Array
  readonly sourceOf: Uint32Array
  readonly docOf: Uint32Array
}

function* documentOrder(sources: readonly Source[]): Slices<DocumentOrder> {
  const renumbered = sources.map(({ segment }) => new Uint32Array(segment.docCount).fill(DROPPED))
  const docCount = sources.reduce((sum, source) => sum + liveCount(source), 0)
  if (docCount > MAX_DOCS) throw new RangeError('merged segment is too large')
  const seqNos = new Float64Array(docCount)
  const sourceOf = new Uint32Array(docCount)
  const docOf = new Uint32Array(docCount)
  const next = sources.map(({ segment, deleted }) => nextLive(deleted, 0, segment.docCount))
  for (let doc = 0; doc < docCount; doc++) {
    const from = lowestSeqNo(sources, next)
    const { segment, deleted } = sources[from]!
    const old = next[from]!
    seqNos[doc] = segment.seqNos[old]!
    sourceOf[doc] = from
    docOf[doc] = old
    renumbered[from]![old] = doc
    next[from] = nextLive(deleted, old + 1, segment.docCount)
    if (doc % STEP === 0) yield
  }
  return { docCount, seqNos, renumbered, sourceOf, docOf }
}

const liveCount = ({ segment: { docCount }, deleted }: Source): number =>
  deleted ? docCount - popcountBelow(deleted, docCount) : docCount

/** The source whose next document comes first; there is one. */
function lowestSeqNo(sources: readonly Source[], next: readonly number[]): number {
  let lowest = -1
  let seqNo = Number.POSITIVE_INFINITY
  for (let at = 0; at < sources.length; at++) {
    const candidate = sources[at]!.segment.seqNos[next[at]!]
    if (candidate === undefined || candidate >= seqNo) continue
    lowest = at
    seqNo = candidate
  }
  return lowest
}

function pathsOf(sources: readonly Source[]): string[] {
  const paths = new Set<string>()
  for (const { segment } of sources) for (const { path } of segment.fields()) paths.add(path)
  return [...paths].sort(compareTerms)
}

function* mergeField(path: string, sources: readonly Source[], order: DocumentOrder): Slices<FieldContent> {
  const fields = sources.map(({ segment }) => segment.field(path))
  const present = fields.filter((field) => field !== undefined)
  const exists = yield* mergeExists(fields, order)
  if (present.every((field) => field.description.numbers !== null)) {
    const withPoints = present.every((field) => field.description.numbers!.pointDocs !== null)
    return { path, exists, numbers: yield* mergeNumbers(fields, exists, order), withPoints }
  }
  if (present.some((field) => field.description.numbers !== null)) throw new Error(`field [${path}] has terms and numbers`)
  const withColumn = present.every((field) => field.description.ordinals !== null)
  const terms = yield* mergeTerms(fields, order, withColumn)
  const withNorms = present.every((field) => field.description.norms !== null)
  return { path, exists, terms, norms: withNorms ? yield* mergeNorms(fields, exists, order) : undefined }
}

function* mergeExists(fields: readonly (ImageField | undefined)[], order: DocumentOrder): Slices<Uint32Array> {
  const exists = createBits(order.docCount)
  let work = 0
  for (let at = 0; at < fields.length; at++) {
    const field = fields[at]
    if (!field) continue
    const renumbered = order.renumbered[at]!
    for (let old = nextSetBit(field.exists, 0); old >= 0; old = nextSetBit(field.exists, old + 1)) {
      if (renumbered[old] !== DROPPED) setBit(exists, renumbered[old]!)
      if (++work % STEP === 0) yield
    }
  }
  return exists
}

function* mergeNumbers(
  fields: readonly (ImageField | undefined)[],
  exists: Uint32Array,
  order: DocumentOrder,
): Slices<NumbersWriter> {
  const numbers = new NumbersWriter()
  let work = 0
  for (let doc = nextSetBit(exists, 0); doc >= 0; doc = nextSetBit(exists, doc + 1)) {
    const column = fields[order.sourceOf[doc]!]!.column as NumberColumn
    const old = order.docOf[doc]!
    const count = column.count(old)
    numbers.begin(doc)
    for (let nth = 0; nth < count; nth++) numbers.add(numberOf(column, old, nth))
    if (++work % STEP === 0) yield
  }
  return numbers
}

/** A double where that is exact. */
function numberOf(column: NumberColumn, doc: number, nth: number): number | bigint {
  const value = column.value(doc, nth)
  return column.exact64 && !Number.isSafeInteger(value) ? column.big(doc, nth) : value
}

function* mergeNorms(fields: readonly (ImageField | undefined)[], exists: Uint32Array, order: DocumentOrder): Slices<Uint8Array> {
  const norms = new Uint8Array(order.docCount)
  const kept = fields.map((field) => field?.norms)
  let work = 0
  for (let doc = nextSetBit(exists, 0); doc >= 0; doc = nextSetBit(exists, doc + 1)) {
    norms[doc] = kept[order.sourceOf[doc]!]![order.docOf[doc]!]!
    if (++work % STEP === 0) yield
  }
  return norms
}
