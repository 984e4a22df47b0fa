/** Columns over the image of a segment, and range queries over the sorted points. Format in `layout.ts`. */
import { createBits, setBit, toNumbers } from './bits.ts'
import type { NumberColumn, OrdinalColumn } from './segment.ts'
import type { Slots } from './slots.ts'

export interface OrdinalsSections {
  readonly slots: Slots
  readonly starts: Uint32Array | undefined
  readonly values: Uint8Array | Uint16Array | Uint32Array
}

export function openOrdinals({ slots, starts, values }: OrdinalsSections): OrdinalColumn {
  return starts ? new SeveralOrdinals(slots, starts, values) : new SingleOrdinals(slots, values)
}

class SingleOrdinals implements OrdinalColumn {
  readonly kind = 'ordinals'
  private readonly slots: Slots
  private readonly values: Uint8Array | Uint16Array | Uint32Array

  constructor(slots: Slots, values: Uint8Array | Uint16Array | Uint32Array) {
    this.slots = slots
    this.values = values
  }

  count(doc: number): number {
    return this.first(doc) < 0 ? 0 : 1
  }

  ordinal(doc: number, nth: number): number {
    return nth === 0 ? this.first(doc) : -1
  }

  first(doc: number): number {
    const slot = this.slots.slot(doc)
    return slot < 0 ? -1 : this.values[slot]! - 1
  }
}

class SeveralOrdinals implements OrdinalColumn {
  readonly kind = 'ordinals'
  private readonly slots: Slots
  private readonly starts: Uint32Array
  private readonly values: Uint8Array | Uint16Array | Uint32Array

  constructor(slots: Slots, starts: Uint32Array, values: Uint8Array | Uint16Array | Uint32Array) {
    this.slots = slots
    this.starts = starts
    this.values = values
  }

  count(doc: number): number {
    const slot = this.slots.slot(doc)
    return slot < 0 ? 0 : this.starts[slot + 1]! - this.starts[slot]!
  }

  ordinal(doc: number, nth: number): number {
    const slot = this.slots.slot(doc)
    if (slot < 0 || nth < 0) return -1
    const at = this.starts[slot]! + nth
    return at < this.starts[slot + 1]! ? this.values[at]! : -1
  }

  first(doc: number): number {
    return this.ordinal(doc, 0)
  }
}

export interface NumbersSections {
  readonly slots: Slots
  readonly exists: Uint32Array
  readonly docCount: number
  readonly starts: Uint32Array | undefined
  readonly values: Int32Array | Float64Array | BigInt64Array | BigUint64Array
  readonly pointDocs: Uint32Array | undefined
  readonly pointValues: NumbersSections['values'] | undefined
}

export class SegmentNumbers implements NumberColumn {
  readonly kind = 'numbers'
  readonly exact64: boolean
  private readonly sections: NumbersSections
  private readonly slots: Slots
  private readonly starts: Uint32Array | undefined
  private readonly values: NumbersSections['values']

  constructor(sections: NumbersSections) {
    this.sections = sections
    this.slots = sections.slots
    this.starts = sections.starts
    this.values = sections.values
    this.exact64 = sections.values instanceof BigInt64Array || sections.values instanceof BigUint64Array
  }

  count(doc: number): number {
    if (!this.starts) return hasValue(this.sections.exists, doc)
    const slot = this.slots.slot(doc)
    return slot < 0 ? 0 : this.starts[slot + 1]! - this.starts[slot]!
  }

  value(doc: number, nth: number): number {
    return Number(this.raw(doc, nth))
  }

  big(doc: number, nth: number): bigint {
    return BigInt(this.raw(doc, nth))
  }

  range(min: number | bigint, max: number | bigint): Uint32Array {
    const { pointDocs } = this.sections
    if (!pointDocs) return this.scan(min, max)
    const from = this.firstPoint((value) => value >= min)
    const to = this.firstPoint((value) => value > max)
    return from < to ? ascendingOnce(pointDocs.subarray(from, to), this.sections.docCount) : new Uint32Array(0)
  }

  private raw(doc: number, nth: number): number | bigint {
    const slot = this.slots.slot(doc)
    return this.values[this.starts ? this.starts[slot]! + nth : slot]!
  }

  /** The first point that passes; all after it do. */
  private firstPoint(passes: (value: number | bigint) => boolean): number {
    const { pointDocs, pointValues } = this.sections
    let low = 0
    let high = pointDocs!.length
    while (low < high) {
      const middle = (low + high) >>> 1
      const value = pointValues ? pointValues[middle]! : this.values[this.slots.slot(pointDocs![middle]!)]!
      if (passes(value)) high = middle
      else low = middle + 1
    }
    return low
  }

  /** A field that is not indexed has no points: every value is looked at. */
  private scan(min: number | bigint, max: number | bigint): Uint32Array {
    const matches = createBits(this.sections.docCount)
    for (let doc = 0; doc < this.sections.docCount; doc++) {
      for (let nth = this.count(doc) - 1; nth >= 0; nth--) {
        const value = this.raw(doc, nth)
        if (value >= min && value <= max) setBit(matches, doc)
      }
    }
    return toNumbers(matches)
  }
}

const hasValue = (exists: Uint32Array, doc: number): number => (exists[doc >>> 5]! >>> (doc & 31)) & 1

/** Few are sorted, many go through a bitset. */
function ascendingOnce(docs: Uint32Array, docCount: number): Uint32Array {
  if (docs.length * 32 < docCount) return withoutRepeats(docs.slice().sort())
  const bits = createBits(docCount)
  for (let at = 0; at < docs.length; at++) setBit(bits, docs[at]!)
  return toNumbers(bits)
}

function withoutRepeats(sorted: Uint32Array): Uint32Array {
  let count = 0
  for (let at = 0; at < sorted.length; at++) {
    if (at === 0 || sorted[at] !== sorted[at - 1]) sorted[count++] = sorted[at]!
  }
  return sorted.subarray(0, count)
}
