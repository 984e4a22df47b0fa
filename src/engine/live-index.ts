/**
 * The searchable side of one index: a builder that takes new documents, the segments sealed from it, and what the last refresh published.
 * Owned by `index-shard.ts`, which adds each operation once it is on disk. Three states follow each other: the builder, `current` (sealed,
 * deletes applied, perhaps not yet visible), `published` (what readers are opened on).
 */
import type { ParsedDocument } from '../mapping/parsed-document.ts'
import type { Pause } from './pauses.ts'
import type { SegmentReader } from './reader.ts'
import { SegmentBuilder } from './segment/builder.ts'
import { mergeSegments } from './segment/merge.ts'
import { runInSlices } from './segment/slices.ts'
import { createSet, deletedSince, deleteFrom, type SegmentSet, segmentReader } from './segment-set.ts'
import { createTurns } from './turns.ts'

/** A published set somebody reads from. */
export interface PinnedSet {
  readonly set: SegmentSet
  release(): void
}

export class LiveIndex {
  #builder = new SegmentBuilder()
  /** Documents replaced or deleted since the last seal, wherever they are. */
  #deletes = new Set<number>()
  /** Documents on their way from builder to segment, less their deletes. */
  #sealing = 0
  #seqNo: number
  #current: SegmentSet
  #published: SegmentSet
  #nextSegment: number
  readonly #pins = new Map<SegmentSet, number>()
  readonly #pause: Pause
  readonly #inTurn = createTurns()
  #onRelease: () => void = () => {}

  constructor(set: SegmentSet, nextSegment: number, pause: Pause) {
    this.#pause = pause
    this.#current = set
    this.#published = set
    this.#seqNo = set.seqNo
    this.#nextSegment = nextSegment
  }

  /** A new document, in the order of sequence numbers. */
  add(seqNo: number, document: ParsedDocument): void {
    this.#builder.add(seqNo, document)
  }

  /** The document with this sequence number is replaced or deleted. */
  remove(seqNo: number): void {
    this.#deletes.add(seqNo)
  }

  /** Every operation up to this one was added. */
  advance(seqNo: number): void {
    this.#seqNo = seqNo
  }

  get current(): SegmentSet {
    return this.#current
  }

  get nextSegment(): number {
    return this.#nextSegment
  }

  /** Live documents, visible or not. */
  get docCount(): number {
    return this.#current.docCount + this.#sealing + this.#builder.docCount - this.#deletes.size
  }

  /** Documents and deletes not yet in a segment. */
  get buffered(): number {
    return this.#builder.docCount + this.#deletes.size
  }

  get bufferedBytes(): number {
    return this.#builder.memory
  }

  /** Operations that readers opened now would not see. */
  get stale(): boolean {
    return this.#published.seqNo < this.#seqNo
  }

  /** Makes everything added so far visible to new readers. */
  refresh(): Promise<void> {
    return this.#inTurn(async () => {
      await this.#seal()
      this.#published = this.#current
    })
  }

  /** Turns what is buffered into a segment, without making it visible. */
  seal(): Promise<void> {
    return this.#inTurn(() => this.#seal())
  }

  /** Replaces segments by their merged whole, one merge at a time; visible at once where nothing else would become visible with it. */
  async merge(inputs: readonly SegmentReader[], pause: Pause): Promise<void> {
    const merged = await mergeSegments(this.#takeName(), inputs, pause)
    await this.#inTurn(() => this.#replace(inputs, segmentReader(merged, undefined)))
  }

  /** The published set, kept until released. */
  pin(): PinnedSet {
    const set = this.#published
    this.#pins.set(set, (this.#pins.get(set) ?? 0) + 1)
    let held = true
    return {
      set,
      release: () => {
        if (held) this.#unpin(set)
        held = false
      },
    }
  }

  /** Operations up to this one are reflected in everything that can still be read. */
  get horizon(): number {
    let horizon = this.#published.seqNo
    for (const set of this.#pins.keys()) horizon = Math.min(horizon, set.seqNo)
    return horizon
  }

  get pinned(): boolean {
    return this.#pins.size > 0
  }

  /** Called whenever the last reader of a set has let go. */
  onRelease(listener: () => void): void {
    this.#onRelease = listener
  }

  async #seal(): Promise<void> {
    if (this.#current.seqNo === this.#seqNo && this.buffered === 0) return
    const builder = this.#builder
    const deletes = [...this.#deletes]
    const seqNo = this.#seqNo
    this.#builder = new SegmentBuilder()
    this.#deletes = new Set()
    this.#sealing = builder.docCount - deletes.length
    const sealed =
      builder.docCount === 0 ? [] : [segmentReader(await builder.sealInSlices(this.#takeName(), this.#pause), undefined)]
    const segments = await runInSlices(deleteFrom([...this.#current.segments, ...sealed], deletes), this.#pause)
    this.#current = createSet(withoutEmpty(segments), seqNo)
    this.#sealing = 0
  }

  async #replace(inputs: readonly SegmentReader[], merged: SegmentReader): Promise<void> {
    const now = new Map(this.#current.segments.map((reader) => [reader.segment.name, reader]))
    const late = inputs.flatMap((input) => lateDeletes(input, now.get(input.segment.name)))
    const [whole] = await runInSlices(deleteFrom([merged], late), this.#pause)
    for (const { segment } of inputs) now.delete(segment.name)
    const wasPublished = this.#published.seqNo === this.#current.seqNo
    this.#current = createSet(withoutEmpty([...now.values(), whole!]), this.#current.seqNo)
    if (wasPublished) this.#published = this.#current
  }

  #unpin(set: SegmentSet): void {
    const count = this.#pins.get(set)! - 1
    if (count > 0) this.#pins.set(set, count)
    else this.#pins.delete(set)
    if (count === 0) this.#onRelease()
  }

  #takeName(): string {
    return `_${(this.#nextSegment++).toString(36)}`
  }
}

/** What was deleted in a merge's input since it began; an input that is gone had lost its last document. */
const lateDeletes = (input: SegmentReader, now: SegmentReader | undefined): readonly number[] =>
  now ? deletedSince(input, now) : [...input.segment.seqNos]

const withoutEmpty = (segments: readonly SegmentReader[]): readonly SegmentReader[] =>
  segments.filter(({ liveCount }) => liveCount > 0)
