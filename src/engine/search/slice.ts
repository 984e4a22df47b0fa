/**
 * Slices of a long read: every document is in exactly one of `max` slices. By id as Lucene's terms slice does, so that a slice holds the
 * same documents at any time; or by the place in the index, which costs nothing and holds for one reader only.
 */
import { murmur3 } from '../../core/murmur3.ts'
import type { IndexReader, SegmentReader } from '../reader.ts'

export interface Slice {
  readonly by: 'id' | 'place'
  /** From 0 on. */
  readonly id: number
  readonly max: number
}

/** Whether a document of a segment is in the slice; `base` is the segment's first number within the index. */
export type SliceTest = (reader: SegmentReader, base: number) => (doc: number) => boolean

/** The test of one reader. */
export function compileSlice({ by, id, max }: Slice, reader: IndexReader): SliceTest {
  if (by === 'id')
    return ({ segment }) =>
      (doc) =>
        mod(hashOf(segment.id(doc)), max) === id
  const docs = reader.segments.reduce((sum, { segment }) => sum + segment.docCount, 0)
  const first = startOf(id, max, docs)
  const end = startOf(id + 1, max, docs)
  return (_, base) => (doc) => base + doc >= first && base + doc < end
}

const mod = (value: number, by: number): number => ((value % by) + by) % by

/** The first ones take one document more each until none is left over. */
const startOf = (id: number, max: number, docs: number): number => id * Math.floor(docs / max) + Math.min(id, docs % max)

/** Lucene's seed for slices. */
const SEED = 7919
const hashOf = (id: string): number => murmur3(encodeId(id), SEED)

const UTF8 = 0xff
const NUMERIC = 0xfe
const BASE64_ESCAPE = 0xfd

/** An id as Elasticsearch indexes it: digits in nibbles, base64 as bytes, anything else as UTF-8. */
function encodeId(id: string): Uint8Array {
  if (/^\d+$/.test(id)) return encodeDigits(id)
  const bytes = decodeUrlBase64(id)
  if (!bytes) return Buffer.concat([Buffer.of(UTF8), Buffer.from(id)])
  return bytes[0]! >= BASE64_ESCAPE ? Buffer.concat([Buffer.of(BASE64_ESCAPE), bytes]) : bytes
}

function encodeDigits(id: string): Uint8Array {
  const bytes = new Uint8Array(1 + Math.ceil(id.length / 2))
  bytes[0] = NUMERIC
  for (let at = 0; at < id.length; at += 2) {
    const low = at + 1 < id.length ? id.charCodeAt(at + 1) - 48 : 0x0f
    bytes[1 + (at >>> 1)] = ((id.charCodeAt(at) - 48) << 4) | low
  }
  return bytes
}

/** undefined where the id is not what base64 for URLs, without padding, makes of some bytes. */
function decodeUrlBase64(id: string): Buffer | undefined {
  if (id === '' || !/^[A-Za-z0-9_-]+$/.test(id) || id.length % 4 === 1) return undefined
  const bytes = Buffer.from(id, 'base64url')
  return bytes.toString('base64url') === id ? bytes : undefined
}
