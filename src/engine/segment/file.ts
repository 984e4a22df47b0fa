/**
 * Segments as bytes and back. A segment already is its image (`layout.ts`), so encoding copies nothing and decoding checks the
 * checksums and the description, then opens views. Storage writes and reads the file; every damage is found here, before a search can.
 */
import { endianness } from 'node:os'
import { crc32 } from 'node:zlib'
import { HEADER, HEADER_BYTES, MAGIC, type SegmentDescription, VERSION } from './layout.ts'
import type { Segment } from './segment.ts'
import { SegmentImage } from './segment-image.ts'

/** The bytes are not those of a whole, undamaged segment of this version. */
export class SegmentCorruptError extends Error {
  constructor(reason: string, cause?: unknown) {
    super(`corrupt segment: ${reason}`, cause === undefined ? undefined : { cause })
    this.name = 'SegmentCorruptError'
  }
}

/** The segment's file, sharing its memory. */
export function encodeSegment(segment: Segment): Uint8Array {
  if (!(segment instanceof SegmentImage)) throw new TypeError('segment has no image')
  return segment.bytes
}

/** Opens a segment over `bytes`, which must not change from now on; throws `SegmentCorruptError`. */
export function decodeSegment(bytes: Uint8Array): Segment {
  verifyChecksums(bytes)
  const aligned = bytes.byteOffset % 8 === 0 ? bytes : new Uint8Array(bytes)
  return openImage(aligned)
}

function openImage(image: Uint8Array): SegmentImage {
  if (endianness() !== 'LE') throw new Error('segments are read in place and need a little-endian machine')
  try {
    return new SegmentImage(image, readDescription(image))
  } catch (error) {
    throw new SegmentCorruptError('its description does not fit', error)
  }
}

function verifyChecksums(bytes: Uint8Array): void {
  if (bytes.length < HEADER_BYTES) throw new SegmentCorruptError(`only ${bytes.length} bytes`)
  const header = headerOf(bytes)
  if (Buffer.from(bytes.buffer, bytes.byteOffset, MAGIC.length).toString('latin1') !== MAGIC) {
    throw new SegmentCorruptError('not a segment')
  }
  if (crc32(bytes.subarray(0, HEADER.checksum)) !== header.getUint32(HEADER.checksum, true)) {
    throw new SegmentCorruptError('checksum of the header')
  }
  const version = header.getUint32(HEADER.version, true)
  if (version !== VERSION) throw new SegmentCorruptError(`version ${version}, expected ${VERSION}`)
  const length = header.getFloat64(HEADER.length, true)
  if (length !== bytes.length) throw new SegmentCorruptError(`${bytes.length} bytes, expected ${length}`)
  if (crc32(bytes.subarray(HEADER_BYTES)) !== header.getUint32(HEADER.bodyChecksum, true)) {
    throw new SegmentCorruptError('checksum')
  }
}

function readDescription(image: Uint8Array): SegmentDescription {
  const header = headerOf(image)
  const from = header.getFloat64(HEADER.descriptionAt, true)
  const length = header.getFloat64(HEADER.descriptionLength, true)
  return JSON.parse(Buffer.from(image.buffer, image.byteOffset + from, length).toString('utf8')) as SegmentDescription
}

const headerOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, HEADER_BYTES)
