/** Typed arrays that grow: the logs of the builder and the pools that sections of a segment are written to. */

const FIRST_CAPACITY = 16

/** Doubles while small, grows by half when large: copying stays linear in what was pushed. */
const grownCapacity = (capacity: number, needed: number): number =>
  Math.max(needed, capacity < 1 << 20 ? capacity * 2 : Math.ceil(capacity * 1.5))

export class GrowableUint32 {
  values: Uint32Array
  length = 0

  constructor(capacity = FIRST_CAPACITY) {
    this.values = new Uint32Array(Math.max(capacity, FIRST_CAPACITY))
  }

  push(value: number): void {
    if (this.length === this.values.length) this.values = grown(this.values, new Uint32Array(grownCapacity(this.length, 0)))
    this.values[this.length++] = value
  }

  /** What was pushed; shares its memory. */
  view(): Uint32Array {
    return this.values.subarray(0, this.length)
  }
}

export class GrowableFloat64 {
  values: Float64Array
  length = 0

  constructor(capacity = FIRST_CAPACITY) {
    this.values = new Float64Array(Math.max(capacity, FIRST_CAPACITY))
  }

  push(value: number): void {
    if (this.length === this.values.length) this.values = grown(this.values, new Float64Array(grownCapacity(this.length, 0)))
    this.values[this.length++] = value
  }

  /** What was pushed; shares its memory. */
  view(): Float64Array {
    return this.values.subarray(0, this.length)
  }
}

/** Bytes, and numbers in the variable form: seven bits a byte, lowest first, the high bit says that more follow. */
export class GrowableBytes {
  values: Uint8Array
  length = 0

  constructor(capacity = FIRST_CAPACITY) {
    this.values = new Uint8Array(Math.max(capacity, FIRST_CAPACITY))
  }

  push(byte: number): void {
    if (this.length === this.values.length) this.reserve(1)
    this.values[this.length++] = byte
  }

  /** Appends `bytes[from]` up to, not including, `bytes[to]`. */
  append(bytes: Uint8Array, from: number, to: number): void {
    this.reserve(to - from)
    // a call of `set` costs more than copying a few bytes
    if (to - from > 32) this.values.set(bytes.subarray(from, to), this.length)
    else for (let at = from; at < to; at++) this.values[this.length + at - from] = bytes[at]!
    this.length += to - from
  }

  /** A whole number below 2^32. */
  varint(value: number): void {
    if (this.length + 5 > this.values.length) this.reserve(5)
    let rest = value
    while (rest > 0x7f) {
      this.values[this.length++] = (rest & 0x7f) | 0x80
      rest >>>= 7
    }
    this.values[this.length++] = rest
  }

  clear(): void {
    this.length = 0
  }

  /** What was appended; shares its memory. */
  view(): Uint8Array {
    return this.values.subarray(0, this.length)
  }

  private reserve(count: number): void {
    const needed = this.length + count
    if (needed <= this.values.length) return
    this.values = grown(this.values, new Uint8Array(grownCapacity(this.values.length, needed)))
  }
}

function grown<Values extends Uint8Array | Uint32Array | Float64Array>(values: Values, larger: Values): Values {
  larger.set(values)
  return larger
}
