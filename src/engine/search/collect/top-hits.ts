/** Keeps the best hits of one index. Documents come in the order of their numbers, so of equals the one that came first stays. */
import type { SegmentReader } from '../../reader.ts'
import type { IndexSort } from '../sort/index-sort.ts'
import type { KeySource } from '../sort/key-source.ts'
import { compareKeys, type SortKey } from '../sort/sort-key.ts'
import type { Hit } from './hit.ts'

export interface TopHits {
  beginSegment(reader: SegmentReader, base: number): void
  /** A document of the current segment. */
  collect(doc: number, score: number): void
  /** All that were asked for are there. */
  readonly isFull: boolean
  /** Best first. */
  hits(): readonly Hit[]
}

/** The best by score: a heap in flat arrays, worst on top. */
export class TopScores implements TopHits {
  readonly #limit: number
  readonly #scores: Float64Array
  readonly #docs: Float64Array
  #size = 0
  #base = 0

  constructor(limit: number) {
    this.#limit = limit
    this.#scores = new Float64Array(limit)
    this.#docs = new Float64Array(limit)
  }

  get isFull(): boolean {
    return this.#size === this.#limit
  }

  beginSegment(_: SegmentReader, base: number): void {
    this.#base = base
  }

  collect(doc: number, score: number): void {
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
  readonly #after: readonly SortKey[] | undefined
  readonly #heap: Hit[] = []
  #sources: readonly KeySource[] = []
  #base = 0

  /** `after`: only hits behind these keys are kept. */
  constructor(limit: number, sorts: readonly IndexSort[], after: readonly SortKey[] | undefined) {
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
    this.#announceBottom()
  }

  collect(doc: number, score: number): void {
    if (this.#limit === 0 || this.#isHopeless(doc, score)) return
    const hit: Hit = { doc: this.#base + doc, score, keys: this.#sources.map((source) => source.key(doc, score)) }
    if (this.#after && compareKeyLists(hit.keys, this.#after, this.#sorts) <= 0) return
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
