/**
 * The numbers of one field in the order of documents, and the column and sorted points they become. Filled by the builder and by merges.
 * Beyond ±2^53 values are exact as 64-bit integers: signed, or unsigned where one exceeds 2^63-1 (`unsigned_long`).
 */
import { GrowableFloat64, GrowableUint32 } from './growable.ts'
import type { ImageWriter } from './image-writer.ts'
import type { NumberKind, NumbersDescription } from './layout.ts'
import { orderOfDoubles, orderOfIntegers } from './point-order.ts'
import type { Slices } from './slices.ts'
import type { Slots } from './slots.ts'

/** Up to here doubles are exact. */
const SAFE = 2n ** 53n
const MAX_INT64 = 2n ** 63n - 1n
const MAX_UINT64 = 2n ** 64n - 1n
const STEP = 8192

type Column = Int32Array | Float64Array | BigInt64Array | BigUint64Array

export class NumbersWriter {
  /** Documents that have a value, and the place of the first of each. */
  readonly docs = new GrowableUint32()
  private readonly starts = new GrowableUint32()
  private readonly values = new GrowableFloat64()
  /** Low 64 bits of every value, once one is a bigint. */
  private exact: BigInt64Array | undefined
  private allInt32 = true
  private allIntegers = true
  private smallest = 0n
  private largest = 0n

  /** Opens the next document; its values follow, ascending. */
  begin(doc: number): void {
    this.docs.push(doc)
    this.starts.push(this.values.length)
  }

  add(value: number | bigint): void {
    if (typeof value === 'bigint') this.addBig(value)
    else this.addDouble(value)
  }

  get memory(): number {
    return (
      this.docs.values.byteLength + this.starts.values.byteLength + this.values.values.byteLength + (this.exact?.byteLength ?? 0)
    )
  }

  *finish(image: ImageWriter, slots: Slots, withPoints: boolean): Slices<NumbersDescription> {
    const kind = this.kind()
    const flat = this.flatValues(kind)
    const single = flat.length === this.docs.length
    const column = single ? yield* spread(flat, this.docs.view(), createColumn(kind, slots.count), slots) : flat
    const starts = single ? null : image.section(yield* this.slotStarts(slots))
    const values = image.section(column)
    const points = withPoints ? yield* this.points(image, flat, single) : { pointDocs: null, pointValues: null }
    return { kind, starts, values, ...points }
  }

  private addDouble(value: number): void {
    this.values.push(value)
    if (this.allInt32 && !isInt32(value)) this.allInt32 = false
    if (this.allIntegers && !Number.isInteger(value)) this.allIntegers = false
    if (this.exact && this.allIntegers) this.pushExact(BigInt(value))
  }

  private addBig(value: bigint): void {
    this.exact ??= this.exactSoFar()
    this.values.push(Number(value))
    this.allInt32 &&= isInt32(Number(value))
    this.pushExact(value)
  }

  private pushExact(value: bigint): void {
    const at = this.values.length - 1
    if (at >= this.exact!.length) {
      const larger = new BigInt64Array(this.values.values.length)
      larger.set(this.exact!)
      this.exact = larger
    }
    this.exact![at] = value
    if (value < this.smallest) this.smallest = value
    if (value > this.largest) this.largest = value
  }

  private exactSoFar(): BigInt64Array {
    const exact = new BigInt64Array(this.values.values.length)
    if (!this.allIntegers) return exact
    for (let at = 0; at < this.values.length; at++) {
      exact[at] = BigInt(this.values.values[at]!)
      if (exact[at]! < this.smallest) this.smallest = exact[at]!
      if (exact[at]! > this.largest) this.largest = exact[at]!
    }
    return exact
  }

  /** Fractions beside bigints, or more than 64 bits, come from no mapping; the nearest doubles are kept then. */
  private kind(): NumberKind {
    if (this.allInt32) return 'int32'
    if (!this.exact || !this.allIntegers || (this.smallest >= -SAFE && this.largest <= SAFE)) return 'float64'
    if (this.largest <= MAX_INT64) return this.smallest >= -MAX_INT64 - 1n ? 'int64' : 'float64'
    return this.smallest >= 0n && this.largest <= MAX_UINT64 ? 'uint64' : 'float64'
  }

  private flatValues(kind: NumberKind): Column {
    if (kind === 'float64') return this.values.view()
    if (kind === 'int32') return new Int32Array(this.values.view())
    const exact = this.exact!.subarray(0, this.values.length)
    return kind === 'int64' ? exact : new BigUint64Array(exact.buffer, exact.byteOffset, exact.length)
  }

  private *slotStarts(slots: Slots): Slices<Uint32Array> {
    const starts = new Uint32Array(slots.count + 1)
    let slot = 0
    for (let at = 0; at < this.docs.length; at++) {
      const to = slots.slot(this.docs.values[at]!)
      while (slot <= to) starts[slot++] = this.starts.values[at]!
      if (at % STEP === 0) yield
    }
    starts.fill(this.values.length, slot)
    return starts
  }

  private *points(
    image: ImageWriter,
    flat: Column,
    single: boolean,
  ): Slices<Pick<NumbersDescription, 'pointDocs' | 'pointValues'>> {
    const order = yield* isExact(flat) ? orderOfIntegers(flat) : orderOfDoubles(this.values.view())
    const pointValues = single ? null : image.section(yield* reordered(flat, order))
    const docOf = single ? this.docs.view() : yield* this.docOfEachValue()
    for (let at = 0; at < order.length; at++) {
      order[at] = docOf[order[at]!]!
      if (at % STEP === 0) yield
    }
    return { pointDocs: image.section(order), pointValues }
  }

  private *docOfEachValue(): Slices<Uint32Array> {
    const docOf = new Uint32Array(this.values.length)
    for (let at = 0; at < this.docs.length; at++) {
      const end = at + 1 < this.docs.length ? this.starts.values[at + 1]! : this.values.length
      docOf.fill(this.docs.values[at]!, this.starts.values[at]!, end)
      if (at % STEP === 0) yield
    }
    return docOf
  }
}

/** -0 is a double: an integer would lose its sign. */
const isInt32 = (value: number): boolean => Object.is(value | 0, value)

const isExact = (column: Column): column is BigInt64Array | BigUint64Array =>
  column instanceof BigInt64Array || column instanceof BigUint64Array

function createColumn(kind: NumberKind, count: number): Column {
  if (kind === 'int32') return new Int32Array(count)
  if (kind === 'float64') return new Float64Array(count)
  return kind === 'int64' ? new BigInt64Array(count) : new BigUint64Array(count)
}

/** Puts the only value of each document in its slot. */
function* spread(flat: Column, docs: Uint32Array, column: Column, slots: Slots): Slices<Column> {
  for (let at = 0; at < flat.length; at++) {
    column[slots.slot(docs[at]!)] = flat[at]!
    if (at % STEP === 0) yield
  }
  return column
}

function* reordered(flat: Column, order: Uint32Array): Slices<Column> {
  const values = flat.slice()
  for (let at = 0; at < order.length; at++) {
    values[at] = flat[order[at]!]!
    if (at % STEP === 0) yield
  }
  return values
}
