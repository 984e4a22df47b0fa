/** Checksums of what is stored: LMDB has none, and a flipped bit must be seen before it is believed. */
import { crc32 } from 'node:zlib'

/** Bytes with their checksum in front. */
export function sealed(bytes: Buffer): Buffer {
  const out = Buffer.allocUnsafe(4 + bytes.length)
  out.writeUInt32LE(crc32(bytes), 0)
  bytes.copy(out, 4)
  return out
}

/** The bytes behind an intact checksum; undefined where they were damaged. */
export function unsealed(bytes: Buffer): Buffer | undefined {
  if (bytes.length < 4) return undefined
  const content = bytes.subarray(4)
  return crc32(content) === bytes.readUInt32LE(0) ? content : undefined
}
