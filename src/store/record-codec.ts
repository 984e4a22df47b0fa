/**
 * Records as bytes and back. Each carries a checksum over its collection, id and content, so that a flipped bit or a record under another's
 * id is noticed. Values are frozen and have no prototype: a role called `__proto__` is a member like any other.
 */
import { crc32 } from 'node:zlib'
import type { StoredRecord } from './collection.ts'

const FORMAT = 1
const HEADER = 5

/** A record that is not what was written: the server must not start on it. */
export class CorruptRecordError extends Error {
  constructor(collection: string, id: string, why: string) {
    super(`record [${id}] of collection [${collection}] is corrupt: ${why}`)
    this.name = 'CorruptRecordError'
  }
}

/** The bytes of a record: format, checksum, `[version, value]` as JSON. */
export function encodeRecord(collection: string, id: string, record: StoredRecord<unknown>): Buffer {
  const payload = Buffer.from(JSON.stringify([record.version, record.value]))
  const bytes = Buffer.allocUnsafe(HEADER + payload.length)
  bytes[0] = FORMAT
  bytes.writeUInt32LE(checksum(collection, id, payload), 1)
  payload.copy(bytes, HEADER)
  return bytes
}

/** The JSON text inside checked bytes; throws `CorruptRecordError` with the record's name. */
export function readRecordText(collection: string, id: string, bytes: Buffer): string {
  if (bytes.length < HEADER || bytes[0] !== FORMAT) throw new CorruptRecordError(collection, id, 'unknown format')
  const payload = bytes.subarray(HEADER)
  if (bytes.readUInt32LE(1) !== checksum(collection, id, payload)) {
    throw new CorruptRecordError(collection, id, 'the checksum does not match')
  }
  return payload.toString()
}

/** The record of such a text. */
export function parseRecordText<Value>(text: string): StoredRecord<Value> {
  const [version, value] = JSON.parse(text) as [number, unknown]
  return Object.freeze({ version, value: harden(value) as Value })
}

/** A frozen, prototype-less copy of a plain JSON value; anything else in it is a defect. */
export function plainCopy<Value>(value: Value): Value {
  assertPlain(value)
  return harden(JSON.parse(JSON.stringify(value))) as Value
}

const checksum = (collection: string, id: string, payload: Buffer): number => crc32(payload, crc32(`${collection}\0${id}\0`))

function assertPlain(value: unknown): void {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return
  if (typeof value === 'number' && Number.isFinite(value)) return
  if (Array.isArray(value)) {
    for (const member of value) assertPlain(member)
    return
  }
  if (typeof value !== 'object') throw new TypeError(`a record cannot hold a ${typeof value}`)
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== null && prototype !== Object.prototype) throw new TypeError('a record holds plain objects only')
  for (const member of Object.values(value)) if (member !== undefined) assertPlain(member)
}

/** Of what was just parsed, in place: a copy without a prototype would be a slow dictionary of several times the size. */
function harden(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value
  for (const member of Object.values(value)) harden(member)
  return Object.freeze(Array.isArray(value) ? value : Object.setPrototypeOf(value, null))
}
