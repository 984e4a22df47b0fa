/**
 * The header lines of a request in one pass over Node's raw list: Node itself keeps the first `Authorization` and joins other repeats, so
 * two parsers could see two users. Here repeats, look-alikes and nominations of security headers are refused (attacks C03, C04, C75).
 */
import type { IncomingMessage } from 'node:http'
import { ElasticError, illegalArgument } from '../core/errors.ts'
import type { RequestHeaders } from '../request/head.ts'
import type { HttpSettings } from './settings.ts'

/** Headers that say who is asking, by lower-case name. */
export const SECURITY_HEADERS: ReadonlyMap<string, string> = new Map([
  ['authorization', 'Authorization'],
  ['es-secondary-authorization', 'es-secondary-authorization'],
  ['es-security-runas-user', 'es-security-runas-user'],
])
/** Headers with one value, in the spelling of error texts. */
const SINGLE: ReadonlyMap<string, string> = new Map([...SECURITY_HEADERS, ['x-opaque-id', 'X-Opaque-Id'], ['host', 'Host']])
const MEDIA_TYPES: ReadonlyMap<string, string> = new Map([
  ['content-type', 'Content-Type'],
  ['accept', 'Accept'],
])

export class HeaderTable implements RequestHeaders {
  readonly #values: ReadonlyMap<string, string>
  readonly #differing: ReadonlySet<string>

  constructor(values: ReadonlyMap<string, string>, differing: ReadonlySet<string>) {
    this.#values = values
    this.#differing = differing
  }

  find(name: string): string | undefined {
    return this.#values.get(name)
  }

  findSingle(name: string): string | undefined {
    if (this.#differing.has(name)) throw repeated(SINGLE.get(name) ?? name)
    return this.#values.get(name)
  }
}

const NONE: ReadonlySet<string> = new Set()

/** Reads and checks the headers of a request. */
export function readHeaders(request: IncomingMessage, settings: HttpSettings): HeaderTable {
  const { rawHeaders } = request
  const values = new Map<string, string>()
  let differing: Set<string> | undefined
  let size = 0
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]!.toLowerCase()
    const value = rawHeaders[at + 1]!
    size += name.length + value.length + 4
    if (name.includes('_')) refuseLookAlike(name)
    const before = values.get(name)
    if (before === undefined) values.set(name, value)
    else if (before !== value) {
      values.set(name, `${before}, ${value}`)
      differing = (differing ?? new Set()).add(name)
    }
  }
  if (size > settings.maxHeaderSize) throw tooLongHeader(settings.maxHeaderSize)
  if (rawHeaders.length > settings.maxHeaderCount * 2) throw tooManyHeaders(settings.maxHeaderCount)
  if (differing) refuseRepeats(differing)
  refuseNominations(values.get('connection'))
  refuseFraming(request.httpVersion, values)
  return new HeaderTable(values, differing ?? NONE)
}

export const tooLongHeader = (limit: number): ElasticError =>
  new ElasticError('too_long_http_header_exception', `HTTP header is larger than ${limit} bytes.`)

const tooManyHeaders = (limit: number): ElasticError =>
  new ElasticError('too_long_http_header_exception', `HTTP request has more than ${limit} headers.`)

const repeated = (name: string): ElasticError => illegalArgument(`multiple values for single-valued header [${name}].`)

function refuseRepeats(differing: ReadonlySet<string>): void {
  for (const name of differing) {
    const single = SINGLE.get(name)
    if (single) throw repeated(single)
    const mediaType = MEDIA_TYPES.get(name)
    if (mediaType)
      throw mediaTypeHeader([mediaType], illegalArgument(`Incorrect header [${mediaType}]. Only one value should be provided`))
  }
}

/** Proxies and CGI-like layers fold `_` into `-`: a twin could be read as the header that it resembles. */
function refuseLookAlike(name: string): void {
  const folded = name.replaceAll('_', '-')
  if (SECURITY_HEADERS.has(folded)) throw illegalArgument(`header [${name}] resembles [${folded}] and is not allowed`)
}

/** A hop-by-hop nomination would make a proxy strip the header behind somebody's back. */
function refuseNominations(connection: string | undefined): void {
  if (connection === undefined || connection === 'keep-alive' || connection === 'close') return
  for (const token of connection.split(',')) {
    const name = token.trim().toLowerCase().replaceAll('_', '-')
    if (SECURITY_HEADERS.has(name)) throw illegalArgument(`header [${name}] may not be nominated by [Connection]`)
  }
}

/** Versions and transfer codings beyond the plain ones: somebody on the way may read them differently. */
function refuseFraming(version: string, values: ReadonlyMap<string, string>): void {
  if (version !== '1.1' && version !== '1.0') throw illegalArgument(`Unexpected http protocol version: HTTP/${version}`)
  if (version === '1.1' && !values.has('host')) throw illegalArgument('an HTTP/1.1 request must have a Host header')
  const coding = values.get('transfer-encoding')
  if (coding === undefined) return
  const isChunked = coding.trim().toLowerCase() === 'chunked'
  if (!isChunked || version === '1.0') throw illegalArgument(`Transfer-Encoding [${coding}] of HTTP/${version} is not supported`)
}

/** 400 of a bad `Accept` or `Content-Type`. */
export const mediaTypeHeader = (names: readonly string[], causedBy: ElasticError): ElasticError =>
  new ElasticError('media_type_header_exception', `Invalid media-type value on headers [${names.join(', ')}]`, { causedBy })
