/** The latest operation on an id: what version rules are decided by. */

export interface VersionEntry {
  readonly seqNo: number
  readonly version: number
  /** When it was deleted, in milliseconds; -1: the document is there. */
  readonly deletedAt: number
  /** Length of its record. */
  readonly bytes: number
}

const BYTES = 32

export function encodeVersion(entry: VersionEntry): Buffer {
  const bytes = Buffer.allocUnsafe(BYTES)
  bytes.writeDoubleLE(entry.seqNo, 0)
  bytes.writeDoubleLE(entry.version, 8)
  bytes.writeDoubleLE(entry.deletedAt, 16)
  bytes.writeDoubleLE(entry.bytes, 24)
  return bytes
}

export const decodeVersion = (bytes: Buffer): VersionEntry => ({
  seqNo: bytes.readDoubleLE(0),
  version: bytes.readDoubleLE(8),
  deletedAt: bytes.readDoubleLE(16),
  bytes: bytes.readDoubleLE(24),
})
