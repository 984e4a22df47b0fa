/** MurmurHash3, 32 bits, x86 variant: how Lucene spreads terms. Called where documents are cut into slices. */

/** The hash as a signed 32-bit integer. */
export function murmur3(bytes: Uint8Array, seed: number): number {
  const blocks = bytes.length & ~3
  let hash = seed
  for (let at = 0; at < blocks; at += 4) {
    const block = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)
    hash ^= scramble(block)
    hash = Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64
  }
  return finish(hash ^ scrambleTail(bytes, blocks), bytes.length)
}

const scramble = (block: number): number => {
  const mixed = Math.imul(block, 0xcc9e2d51)
  return Math.imul((mixed << 15) | (mixed >>> 17), 0x1b873593)
}

function scrambleTail(bytes: Uint8Array, from: number): number {
  let tail = 0
  for (let at = bytes.length - 1; at >= from; at--) tail = (tail << 8) | bytes[at]!
  return from === bytes.length ? 0 : scramble(tail)
}

function finish(mixed: number, length: number): number {
  let hash = mixed ^ length
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) | 0
}
