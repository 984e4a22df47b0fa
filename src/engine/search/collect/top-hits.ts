/** Keeps the best hits of one index. Documents come in the order of their numbers, so of equals the one that came first stays. */
import type { SegmentReader } from '../../reader.ts'
import type { IndexSort } from '../sort/index-sort.ts'
import type { KeySource } from '../sort/key-source.ts'
import { compareKeys, type SortKey } from '../sort/sort-key.ts'
import type { After, Hit } from './hit.ts'

export interface TopHits {
  beginSegment(reader: SegmentReader, base: number): void
  /** The first document of the current segment that can be kept. */
  readonly start: number
  /** Neither this document of the current segment nor a later one can be kept. */
  isPast(doc: number): boolean
  /** A document of the current segment. */
  collect(doc: number, score: number): void
  /** All that were asked for are there. */
  readonly isFull: boolean
  /** Best first. */
  hits(): readonly Hit[]
}

/** The best by score: a heap in flat arrays, worst on top. */
export class TopScores implements TopHits {
  start = 0
  readonly #limit: number
  readonly #after: After | undefined
  readonly #constant: number | undefined
  readonly #scores: Float64Array
  readonly #docs: Float64Array
  #size = 0
  #base = 0

  /** `constant`: the one score that all have. */
  constructor(limit: number, after?: After, constant?: number) {
    this.#limit = limit
    this.#after = after
    this.#constant = constant
    this.#scores = new Float64Array(limit)
    this.#docs = new Float64Array(limit)
  }

  get isFull(): boolean {
    return this.#size === this.#limit
  }

  beginSegment(_: SegmentReader, base: number): void {
    this.#base = base
    const continues = this.#after !== undefined && this.#constant === this.#after.score
    this.start = continues ? Math.max(0, this.#after!.doc + 1 - base) : 0
  }

  isPast(): boolean {
    return false
  }

  collect(doc: number, score: number): void {
    if (this.#after && !this.#isBehind(this.#after, doc, score)) return
    if (this.#size < this.#limit) {
      this.#rise(this.#size++, score, this.#base + doc)
      return
    }
    if (this.#limit > 0 && score > this.#scores[0]!) this.#sink(score, this.#base + doc)
  }

  hits(): readonly Hit[] {
    const hits = Array.from({ length: this.#size }, (_, at) => ({ doc: this.#docs[at]!, score: this.#scores[at]!, keys: [] }))
    return hits.sort((a, b) => b.score - a.score || a.doc - b.doc)
  }

  #isBehind(after: After, doc: number, score: number): boolean {
    return score < after.score || (score === after.score && this.#base + doc > after.doc)
  }

  #rise(from: number, score: number, doc: number): void {
    let at = from
    while (at > 0) {
      const parent = (at - 1) >>> 1
      if (!this.#isWorse(score, doc, parent)) break
      this.#scores[at] = this.#scores[parent]!
      this.#docs[at] = this.#docs[parent]!
      at = parent
    }
    this.#scores[at] = score
    this.#docs[at] = doc
  }

  #sink(score: number, doc: number): void {
    const size = this.#size
    let at = 0
    for (;;) {
      let child = 2 * at + 1
      if (child >= size) break
      if (child + 1 < size && this.#isWorse(this.#scores[child + 1]!, this.#docs[child + 1]!, child)) child++
      if (this.#isWorse(score, doc, child)) break
      this.#scores[at] = this.#scores[child]!
      this.#docs[at] = this.#docs[child]!
      at = child
    }
    this.#scores[at] = score
    this.#docs[at] = doc
  }

  #isWorse(score: number, doc: number, than: number): boolean {
    const other = this.#scores[than]!
    return score < other || (score === other && doc > this.#docs[than]!)
  }
}

/** The best by sort keys: a heap of hits, worst on top. */
export class TopSorted implements TopHits {
  readonly #limit: number
  readonly #sorts: readonly IndexSort[]
  start = 0
  readonly #after: After | undefined
  readonly #heap: Hit[] = []
  #sources: readonly KeySource[] = []
  #base = 0

  constructor(limit: number, sorts: readonly IndexSort[], after?: After) {
    this.#limit = limit
    this.#sorts = sorts
    this.#after = after
  }

  get isFull(): boolean {
    return this.#heap.length >= this.#limit
  }

  beginSegment(reader: SegmentReader, base: number): void {
    this.#base = base
    this.#sources = this.#sorts.map((sort) => sort.keys(reader, base))
    this.start = (this.#after && this.#sources[0]?.firstFrom?.(this.#after.keys[0]!)) ?? 0
    this.#announceBottom()
  }

  isPast(doc: number): boolean {
    const lead = this.#sources[0]!
    const bottom = lead.firstFrom && this.isFull ? this.#heap[0] : undefined
    return bottom !== undefined && compareKeys(lead.key(doc, Number.NaN), bottom.keys[0]!, this.#sorts[0]!) > 0
  }

  collect(doc: number, score: number): void {
    if (this.#limit === 0 || this.#isHopeless(doc, score)) return
    const hit: Hit = { doc: this.#base + doc, score, keys: this.#sources.map((source) => source.key(doc, score)) }
    if (this.#after && !this.#isBehind(this.#after, hit)) return
    if (!this.isFull) this.#rise(hit)
    else if (this.#compare(hit, this.#heap[0]!) < 0) this.#sink(hit)
    else return
    if (this.isFull) this.#announceBottom()
  }

  /** Most documents come after the worst that is kept by their first key already; nothing is made for those. */
  #isHopeless(doc: number, score: number): boolean {
    const bottom = this.isFull ? this.#heap[0] : undefined
    if (!bottom) return false
    const lead = this.#sources[0]!
    if (lead.maySurpass) return !lead.maySurpass(doc)
    const order = compareKeys(lead.key(doc, score), bottom.keys[0]!, this.#sorts[0]!)
    return order > 0 || (order === 0 && this.#sorts.length === 1)
  }

  hits(): readonly Hit[] {
    return [...this.#heap].sort((a, b) => this.#compare(a, b))
  }

  #isBehind(after: After, { keys, doc }: Hit): boolean {
    const order = compareKeyLists(keys, after.keys, this.#sorts)
    return order > 0 || (order === 0 && doc > after.doc)
  }

  #announceBottom(): void {
    const bottom = this.isFull ? this.#heap[0] : undefined
    if (bottom) this.#sources[0]?.setBottom?.(bottom.keys[0]!)
  }

  #compare(a: Hit, b: Hit): number {
    return compareKeyLists(a.keys, b.keys, this.#sorts) || a.doc - b.doc
  }

  #rise(hit: Hit): void {
    const heap = this.#heap
    let at = heap.push(hit) - 1
    while (at > 0) {
      const parent = (at - 1) >>> 1
      if (this.#compare(hit, heap[parent]!) <= 0) break
      heap[at] = heap[parent]!
      at = parent
    }
    heap[at] = hit
  }

  #sink(hit: Hit): void {
    const heap = this.#heap
    let at = 0
    for (;;) {
      let child = 2 * at + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && this.#compare(heap[child + 1]!, heap[child]!) > 0) child++
      if (this.#compare(heap[child]!, hit) <= 0) break
      heap[at] = heap[child]!
      at = child
    }
    heap[at] = hit
  }
}

/** Compares key by key. */
export function compareKeyLists(a: readonly SortKey[], b: readonly SortKey[], sorts: readonly IndexSort[]): number {
  for (let at = 0; at < sorts.length; at++) {
    const order = compareKeys(a[at]!, b[at]!, sorts[at]!)
    if (order !== 0) return order
  }
  return 0
}
