/** Where the keys of one sort come from in one segment. */
import type { NumberColumn, OrdinalColumn, SegmentField, TermDictionary } from '../../segment/segment.ts'
import type { SortMode } from '../request.ts'
import type { NumberKind } from './number-kind.ts'
import type { SortKey } from './sort-key.ts'

export interface KeySource {
  /** The key of a document; `score` is its score where one is needed. */
  key(doc: number, score: number): SortKey
  /** Remembers the last key that still counts, so that `maySurpass` can answer quickly. */
  setBottom?(key: SortKey): void
  /** False: the document certainly comes after the bottom. */
  maySurpass?(doc: number): boolean
  /** Set where keys grow with the documents' numbers: the first document whose key is this one or beyond it. */
  firstFrom?(key: SortKey): number
}

/** The documents' own numbers, counted from `base`. */
export const placeKeys = (base: number): KeySource => ({
  key: (doc) => base + doc,
  firstFrom: (key) => Math.max(0, Number(key) - base),
})

/** The same key for every document of the segment. */
export const sameKey = (key: SortKey): KeySource => ({ key: () => key })

/** Numbers of a column. Most documents are dismissed by one comparison with the bottom. */
export class NumberKeys implements KeySource {
  readonly #column: NumberColumn
  readonly #mode: SortMode
  readonly #kind: NumberKind
  readonly #missing: SortKey
  readonly #descending: boolean
  #bottom: SortKey = null

  constructor(column: NumberColumn, mode: SortMode, kind: NumberKind, missing: SortKey, descending: boolean) {
    this.#column = column
    this.#mode = mode
    this.#kind = kind
    this.#missing = missing
    this.#descending = descending
  }

  key(doc: number): SortKey {
    const count = this.#column.count(doc)
    if (count === 0) return this.#missing
    if (count === 1 || this.#mode === 'min') return this.#value(doc, 0)
    if (this.#mode === 'max') return this.#value(doc, count - 1)
    const values = Array.from({ length: count }, (_, nth) => this.#column.value(doc, nth))
    return combine(this.#mode, values, this.#kind)
  }

  setBottom(key: SortKey): void {
    this.#bottom = key
  }

  maySurpass(doc: number): boolean {
    const bottom = this.#bottom
    const key = this.key(doc)
    if (bottom === null || key === null) return true
    return this.#descending ? key >= bottom : key <= bottom
  }

  #value(doc: number, nth: number): number | bigint {
    return this.#column.exact64 ? this.#column.big(doc, nth) : this.#column.value(doc, nth)
  }
}

function combine(mode: SortMode, values: readonly number[], kind: NumberKind): number {
  const sum = values.reduce((total, value) => total + value, 0)
  if (mode === 'sum') return sum
  const middle = values.length >>> 1
  const isEven = values.length % 2 === 0
  const result = mode === 'avg' ? sum / values.length : isEven ? (values[middle - 1]! + values[middle]!) / 2 : values[middle]!
  return kind.isWhole ? Math.round(result) : result
}

/** Booleans: 0 and 1. */
export function booleanKeys({ column, terms }: SegmentField, mode: SortMode, missing: SortKey): KeySource {
  const ordinals = column as OrdinalColumn
  const isTrue = terms?.find('T') ?? -1
  return {
    key(doc) {
      const ordinal = pick(ordinals, doc, mode)
      return ordinal < 0 ? missing : ordinal === isTrue ? 1 : 0
    },
  }
}

/** Terms of a keyword. Most documents are dismissed by their ordinal, without their term being read. */
export class TermKeys implements KeySource {
  readonly #column: OrdinalColumn
  readonly #terms: TermDictionary
  readonly #mode: SortMode
  readonly #missing: SortKey
  readonly #descending: boolean
  #bottom: { readonly ordinal: number; readonly isThere: boolean } | undefined

  constructor(column: OrdinalColumn, terms: TermDictionary, mode: SortMode, missing: SortKey, descending: boolean) {
    this.#column = column
    this.#terms = terms
    this.#mode = mode
    this.#missing = missing
    this.#descending = descending
  }

  key(doc: number): SortKey {
    const ordinal = pick(this.#column, doc, this.#mode)
    return ordinal < 0 ? this.#missing : this.#terms.term(ordinal)
  }

  setBottom(key: SortKey): void {
    if (typeof key !== 'string') {
      this.#bottom = undefined
      return
    }
    const ordinal = this.#terms.seek(key)
    this.#bottom = { ordinal, isThere: ordinal < this.#terms.size && this.#terms.term(ordinal) === key }
  }

  maySurpass(doc: number): boolean {
    if (!this.#bottom) return true
    const ordinal = pick(this.#column, doc, this.#mode)
    if (ordinal < 0) return true
    const { ordinal: bottom, isThere } = this.#bottom
    if (this.#descending) return ordinal >= bottom
    return isThere ? ordinal <= bottom : ordinal < bottom
  }
}

/** The least or greatest ordinal of a document, -1 where it has none: they ascend within a document, as terms do. */
function pick(column: OrdinalColumn, doc: number, mode: SortMode): number {
  if (mode !== 'max') return column.first(doc)
  const count = column.count(doc)
  return count === 0 ? -1 : column.ordinal(doc, count - 1)
}
