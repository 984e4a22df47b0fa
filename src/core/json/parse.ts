/**
 * Bytes (or text) → one JSON value, losslessly: the only JSON parser of the server, so what was checked is what is used. Strict: no
 * duplicate keys, trailing commas, NaN, byte-order mark, invalid UTF-8, nothing behind the value, at most 1000 levels.
 */
import { isAscii, isUtf8 } from 'node:buffer'
import { type ElasticError, parsingException } from '../errors.ts'
import { JsonReader } from './reader.ts'
import { type JsonPosition, JsonSource } from './source.ts'
import { malformed } from './syntax-error.ts'
import type { JsonValue } from './value.ts'

export interface ParseOptions {
  /** Keep where things stand, for `positions.ts`: of every container, or of the outermost one only (to cut out its members' bytes). */
  readonly positions?: 'all' | 'top'
  /** Skip comments, as Elasticsearch does in request bodies. Never for what is stored or passed on. */
  readonly comments?: boolean
  /** Errors do not quote the text. */
  readonly isSecret?: boolean
  /** The error for input behind the value; the default is the search API's. */
  readonly trailing?: (token: string, at: JsonPosition) => ElasticError
}

/** The one JSON value that UTF-8 bytes hold. */
export function parseJson(bytes: Uint8Array, options: ParseOptions = {}): JsonValue {
  return readWhole(new JsonSource(decode(bytes, options.isSecret), bytes, options.isSecret), options)
}

/** The one JSON value that a text holds (a member that is JSON within JSON, say). */
export function parseJsonText(text: string, options: ParseOptions = {}): JsonValue {
  return readWhole(new JsonSource(text, undefined, options.isSecret), options)
}

function readWhole(source: JsonSource, options: ParseOptions): JsonValue {
  const reader = new JsonReader(source, { positions: options.positions ?? 'none', comments: options.comments ?? false })
  if (Number.isNaN(reader.next())) throw nothing()
  const value = reader.value()
  if (!Number.isNaN(reader.next())) throw trailing(reader, options.trailing ?? searchTrailing)
  return value
}

/** White space only; the words are the search API's. */
const nothing = (): ElasticError => parsingException('Expected [START_OBJECT] but found [null]', { line: 1, column: 0 })

/** A close marker is malformed, another value is the caller's to name. */
function trailing(reader: JsonReader, describe: NonNullable<ParseOptions['trailing']>): ElasticError {
  const { source, at } = reader
  const first = source.text.charAt(at)
  if (first === '}' || first === ']') return reader.mismatched()
  return describe(tokenAt(reader), source.position(at))
}

const searchTrailing = (token: string, at: JsonPosition): ElasticError =>
  parsingException(`Unexpected token [${token}] found after the main object.`, at)

function tokenAt(reader: JsonReader): string {
  const first = reader.text.charAt(reader.at)
  if (first === '{') return 'START_OBJECT'
  if (first === '[') return 'START_ARRAY'
  const value = reader.value()
  if (typeof value === 'string') return 'VALUE_STRING'
  if (typeof value === 'boolean') return 'VALUE_BOOLEAN'
  return value === null ? 'VALUE_NULL' : 'VALUE_NUMBER'
}

function decode(bytes: Uint8Array, isSecret?: boolean): string {
  const buffer = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (isAscii(bytes)) return buffer.toString('latin1')
  if (!isUtf8(bytes)) throw invalidUtf8(buffer, isSecret)
  return buffer.toString('utf8')
}

/** Names the first byte that is not UTF-8. */
function invalidUtf8(bytes: Buffer, isSecret?: boolean): ElasticError {
  const at = firstInvalid(bytes)
  const lead = bytes[at] as number
  const hex = (byte: number): string => byte.toString(16)
  const isLead = lead >= 0xc0 && lead < 0xf8
  const middle = isLead ? middleOffset(bytes, at) : at
  const found = bytes[middle]
  const message =
    !isLead || found === undefined ? `Invalid UTF-8 start byte 0x${hex(lead)}` : `Invalid UTF-8 middle byte 0x${hex(found)}`
  const source = new JsonSource(bytes.toString('latin1'), bytes, isSecret)
  return malformed(source, middle + 1, message, 0)
}

/** Where the longest valid prefix ends. */
function firstInvalid(bytes: Buffer): number {
  let at = 0
  while (at < bytes.length) {
    const length = sequenceLength(bytes[at] as number)
    if (length === 0 || !isUtf8(bytes.subarray(at, at + length)) || at + length > bytes.length) return at
    at += length
  }
  return 0
}

const sequenceLength = (lead: number): number =>
  lead < 0x80 ? 1 : lead < 0xc0 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf8 ? 4 : 0

function middleOffset(bytes: Buffer, lead: number): number {
  let at = lead + 1
  while (at < lead + sequenceLength(bytes[lead] as number) - 1 && ((bytes[at] ?? 0) & 0xc0) === 0x80) at++
  return at
}
