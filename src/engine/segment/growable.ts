/** Typed arrays that grow: the logs of the builder and the pools that sections of a segment are written to. */

const FIRST_CAPACITY = 16
const NO_WORDS = new Uint32Array(0)
const NO_DOUBLES = new Float64Array(0)
const NO_BYTES = new Uint8Array(0)

/** Doubles while small, grows by half when large: copying stays linear in what was pushed. */
const grownCapacity = (capacity: number, needed: number): number =>
  Math.max(needed, FIRST_CAPACITY, capacity < 1 << 20 ? capacity * 2 : Math.ceil(capacity * 1.5))

export class GrowableUint32 {
  values: Uint32Array
  length = 0

  constructor(capacity = 0) {
    this.values = capacity === 0 ? NO_WORDS : new Uint32Array(capacity)
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
  values: Float64Array = NO_DOUBLES
  length = 0

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

  constructor(capacity = 0) {
    this.values = capacity === 0 ? NO_BYTES : new Uint8Array(capacity)
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

  /** Appends a text as UTF-8, lone surrogates as U+FFFD. */
  text(text: string): void {
    this.reserve(text.length * 3)
    let at = 0
    while (at < text.length && text.charCodeAt(at) < 0x80) {
      this.values[this.length + at] = text.charCodeAt(at)
      at++
    }
    this.length += at === text.length ? at : this.write(text)
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

  private write(text: string): number {
    return Buffer.from(this.values.buffer, this.values.byteOffset, this.values.length).write(text, this.length, 'utf8')
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
