/** Reads dictionaries and postings of a segment's image. */

/** Reads numbers in the variable form (`GrowableBytes.varint`). */
export class VarintReader {
  at: number
  private readonly bytes: Uint8Array

  constructor(bytes: Uint8Array, at: number) {
    this.bytes = bytes
    this.at = at
  }

  next(): number {
    let byte = this.bytes[this.at++]!
    if (byte < 0x80) return byte
    let value = byte & 0x7f
    for (let shift = 7; byte > 0x7f; shift += 7) {
      byte = this.bytes[this.at++]!
      value |= (byte & 0x7f) << shift
    }
    return value >>> 0
  }

  /** Copies `count` bytes to `target[to]` and on. */
  copy(target: Uint8Array, to: number, count: number): void {
    for (let index = 0; index < count; index++) target[to + index] = this.bytes[this.at + index]!
    this.at += count
  }

  /** Passes `count` numbers by. */
  skip(count: number): void {
    let left = count
    while (left > 0) if (this.bytes[this.at++]! < 0x80) left--
  }
}
