/**
 * One operation as it is stored: a document byte for byte, or the mark that one was deleted. The documents table is thus also the log from
 * which an index is brought up to date after a crash. Layout, little endian: checksum of the rest u32 · kind u8 · flags u8 · id length u16 ·
 * seqNo f64 · version f64 · previous f64 · time f64 · primary term u32 · routing length u32 · id · routing · source.
 */
import { crc32 } from 'node:zlib'

const HEADER = 48
const KIND_DOCUMENT = 1
const KIND_TOMBSTONE = 2
const FLAG_ROUTING = 1

export interface DocumentRecord {
  readonly kind: 'document' | 'tombstone'
  readonly seqNo: number
  readonly id: string
  readonly routing: string | undefined
  readonly version: number
  readonly primaryTerm: number
  /** The operation on the same id before this one whose record may still exist; -1: none. */
  readonly previous: number
  /** When it was written, in milliseconds since the epoch. */
  readonly time: number
  readonly source: Buffer
}

/** Length of a record as stored. */
export const recordBytes = ({ id, routing, source }: DocumentRecord): number =>
  HEADER + Buffer.byteLength(id) + Buffer.byteLength(routing ?? '') + source.length

/** Reused for records that fit: LMDB copies what it is given, and knows the address of memory it has seen before. */
const SCRATCH = Buffer.alloc(64 * 1024)

/** The record as bytes, valid until the next call. */
export function encodeDocument(record: DocumentRecord): Buffer {
  const { id, routing, source } = record
  const most = HEADER + 3 * id.length + 3 * (routing?.length ?? 0) + source.length
  const bytes = most <= SCRATCH.length ? SCRATCH : Buffer.allocUnsafeSlow(most)
  const idLength = bytes.write(id, HEADER)
  const routingLength = routing === undefined ? 0 : bytes.write(routing, HEADER + idLength)
  bytes.set(source, HEADER + idLength + routingLength)
  bytes[4] = record.kind === 'document' ? KIND_DOCUMENT : KIND_TOMBSTONE
  bytes[5] = routing === undefined ? 0 : FLAG_ROUTING
  bytes.writeUInt16LE(idLength, 6)
  bytes.writeDoubleLE(record.seqNo, 8)
  bytes.writeDoubleLE(record.version, 16)
  bytes.writeDoubleLE(record.previous, 24)
  bytes.writeDoubleLE(record.time, 32)
  bytes.writeUInt32LE(record.primaryTerm, 40)
  bytes.writeUInt32LE(routingLength, 44)
  const end = HEADER + idLength + routingLength + source.length
  bytes.writeUInt32LE(crc32(bytes.subarray(4, end)), 0)
  return bytes.subarray(0, end)
}

/**
 * The record in `bytes`, its source copied out of them; undefined where it was damaged or is another operation's.
 * LMDB lends a buffer that is longer than its `length` says, so every end is named here.
 */
export function decodeDocument(bytes: Buffer, seqNo: number): DocumentRecord | undefined {
  const end = bytes.length
  if (end < HEADER || crc32(bytes.subarray(4, end)) !== bytes.readUInt32LE(0)) return undefined
  if (bytes.readDoubleLE(8) !== seqNo) return undefined
  const idEnd = HEADER + bytes.readUInt16LE(6)
  const routingEnd = idEnd + bytes.readUInt32LE(44)
  return {
    kind: bytes[4] === KIND_TOMBSTONE ? 'tombstone' : 'document',
    seqNo,
    id: bytes.toString('utf8', HEADER, idEnd),
    routing: bytes[5] === FLAG_ROUTING ? bytes.toString('utf8', idEnd, routingEnd) : undefined,
    version: bytes.readDoubleLE(16),
    primaryTerm: bytes.readUInt32LE(40),
    previous: bytes.readDoubleLE(24),
    time: bytes.readDoubleLE(32),
    source: Buffer.from(bytes.subarray(routingEnd, end)),
  }
}
