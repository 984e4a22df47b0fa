/** Puts the sections of a segment together and seals them with checksums (`layout.ts`). Used by the builder and by merges. */
import { crc32 } from 'node:zlib'
import { HEADER, HEADER_BYTES, MAGIC, type Section, type SegmentDescription, VERSION } from './layout.ts'
import type { Slices } from './slices.ts'

/** Bytes copied or summed between two pauses. */
const CHUNK = 1 << 20

export class ImageWriter {
  private readonly parts: { readonly at: number; readonly bytes: Uint8Array }[] = []
  private size = HEADER_BYTES

  /** Adds a section. Its memory is kept, not copied, until `finish`. */
  section(values: Uint8Array | Uint16Array | Uint32Array | Int32Array | Float64Array | BigInt64Array | BigUint64Array): Section {
    const at = this.size
    this.parts.push({ at, bytes: new Uint8Array(values.buffer, values.byteOffset, values.byteLength) })
    this.size += Math.ceil(values.byteLength / 8) * 8
    return { at, count: values.length }
  }

  *finish(description: SegmentDescription): Slices<Uint8Array> {
    const text = Buffer.from(JSON.stringify(description), 'utf8')
    const image = new Uint8Array(this.size + text.length)
    for (const { at, bytes } of this.parts) yield* copyInto(image, at, bytes)
    image.set(text, this.size)
    writeHeader(image, this.size, text.length, yield* checksum(image))
    return image
  }
}

function* copyInto(image: Uint8Array, at: number, bytes: Uint8Array): Slices<void> {
  for (let from = 0; from < bytes.length; from += CHUNK) {
    image.set(bytes.subarray(from, from + CHUNK), at + from)
    yield
  }
}

function* checksum(image: Uint8Array): Slices<number> {
  let sum = 0
  for (let from = HEADER_BYTES; from < image.length; from += CHUNK) {
    sum = crc32(image.subarray(from, from + CHUNK), sum)
    yield
  }
  return sum
}

function writeHeader(image: Uint8Array, descriptionAt: number, descriptionLength: number, bodyChecksum: number): void {
  const header = new DataView(image.buffer, image.byteOffset, HEADER_BYTES)
  Buffer.from(image.buffer, image.byteOffset, MAGIC.length).write(MAGIC, 'latin1')
  header.setUint32(HEADER.version, VERSION, true)
  header.setUint32(HEADER.bodyChecksum, bodyChecksum, true)
  header.setFloat64(HEADER.length, image.length, true)
  header.setFloat64(HEADER.descriptionAt, descriptionAt, true)
  header.setFloat64(HEADER.descriptionLength, descriptionLength, true)
  header.setUint32(HEADER.checksum, crc32(image.subarray(0, HEADER.checksum)), true)
}
