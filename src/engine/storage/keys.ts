/**
 * Keys of the engine's tables, as bytes that sort the way they are walked. Every table but `meta` begins with the index's number, so one
 * index is one range and a deleted one can be purged long after its name is free. Buffers are reused: LMDB copies a key before it returns.
 */

const SEQ_KEY = Buffer.allocUnsafe(10)
const ID_KEY = Buffer.allocUnsafe(4 + 512 * 3)

/** Key of an operation: index number and sequence number. Valid until the next call. */
export function seqKey(index: number, seqNo: number): Buffer {
  SEQ_KEY.writeUInt32BE(index, 0)
  SEQ_KEY.writeUIntBE(seqNo, 4, 6)
  return SEQ_KEY
}

/** The same in a buffer of its own, for ranges. */
export const ownSeqKey = (index: number, seqNo: number): Buffer => Buffer.from(seqKey(index, seqNo))

/** The sequence number in such a key. */
export const seqNoOf = (key: Uint8Array): number => Buffer.from(key.buffer, key.byteOffset, key.length).readUIntBE(4, 6)

/** Key of a document's id. Valid until the next call. */
export function idKey(index: number, id: string): Buffer {
  ID_KEY.writeUInt32BE(index, 0)
  const length = ID_KEY.write(id, 4)
  return ID_KEY.subarray(0, 4 + length)
}

/** First key of an index and of the next one: the range of everything it has in a table. */
export function indexRange(index: number): { readonly start: Buffer; readonly end: Buffer } {
  return { start: prefix(index), end: prefix(index + 1) }
}

function prefix(index: number): Buffer {
  const key = Buffer.alloc(4)
  key.writeUInt32BE(index, 0)
  return key
}
