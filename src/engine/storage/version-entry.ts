/** The latest operation on an id: what version rules are decided by. */

export interface VersionEntry {
  readonly seqNo: number
  readonly version: number
  /** When it was deleted, in milliseconds; -1: the document is there. */
  readonly deletedAt: number
}

const BYTES = 24

export function encodeVersion(entry: VersionEntry): Buffer {
  const bytes = Buffer.allocUnsafe(BYTES)
  bytes.writeDoubleLE(entry.seqNo, 0)
  bytes.writeDoubleLE(entry.version, 8)
  bytes.writeDoubleLE(entry.deletedAt, 16)
  return bytes
}

export const decodeVersion = (bytes: Buffer): VersionEntry => ({
  seqNo: bytes.readDoubleLE(0),
  version: bytes.readDoubleLE(8),
  deletedAt: bytes.readDoubleLE(16),
})
