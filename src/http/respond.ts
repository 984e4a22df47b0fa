/** Replies → bytes on the wire: form, filtering, compression and the headers that every reply carries. The hot end of the journey. */
import type { ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'
import { createGzip, gzip, gzipSync } from 'node:zlib'
import { RawJson } from '../core/json/output.ts'
import { writeJsonParts } from '../core/json/write.ts'
import { type Reply, StreamBody, TextBody } from '../request/reply.ts'
import type { HeaderLines } from './cors.ts'
import { applyFilterPath, type FilterPath } from './filter-path.ts'
import { withReadable } from './human.ts'
import { writeYaml } from './write-yaml.ts'

/** How one request wants its reply. */
export interface Presentation {
  readonly form: 'json' | 'yaml'
  readonly contentType: string
  readonly pretty: boolean
  readonly human: boolean
  readonly filterPath: FilterPath | undefined
  /** zlib level; undefined: not compressed. */
  readonly gzipLevel: number | undefined
  /** Lines besides the usual: CORS, `X-Opaque-Id`, `Connection`. */
  readonly lines: HeaderLines
}

type Payload = string | Uint8Array

/** Smaller replies grow or gain nothing. */
const WORTH_COMPRESSING = 1400
/** Up to here it takes less time than a trip to another thread. */
const COMPRESSED_AT_ONCE = 32 * 1024

const PRODUCT = ['X-elastic-product', 'Elasticsearch']
const compress = promisify(gzip)

/** Writes a reply; a promise where that takes another thread's help. */
export function respond(response: ServerResponse, reply: Reply, presentation: Presentation): Promise<void> | undefined {
  if (reply.body instanceof StreamBody) return respondStream(response, reply, reply.body, presentation)
  const payload = payloadOf(reply, presentation)
  const length = typeof payload === 'string' ? Buffer.byteLength(payload) : payload.length
  const { gzipLevel } = presentation
  if (gzipLevel !== undefined && length >= WORTH_COMPRESSING) {
    return respondCompressed(response, reply, presentation, payload, gzipLevel)
  }
  send(response, reply, presentation, payload, length)
  return undefined
}

/** As it arrives, unless it is to be shown otherwise than it came. */
async function respondStream(
  response: ServerResponse,
  reply: Reply,
  { stream }: StreamBody,
  presentation: Presentation,
): Promise<void> {
  const { form, pretty, filterPath, gzipLevel } = presentation
  if (form === 'yaml' || pretty || filterPath) {
    const bytes = Buffer.concat(await stream.toArray())
    return respond(response, { ...reply, body: new RawJson(bytes) }, presentation)
  }
  const encoding = gzipLevel === undefined ? [] : ['content-encoding', 'gzip']
  const lines = [...PRODUCT, 'content-type', presentation.contentType, ...encoding, ...presentation.lines]
  if (reply.headers) appendHeaders(lines, reply.headers)
  response.writeHead(reply.status, lines)
  // What breaks off must not look whole: the connection ends without the last chunk.
  const passing =
    gzipLevel === undefined ? pipeline(stream, response) : pipeline(stream, createGzip({ level: gzipLevel }), response)
  await passing.catch(() => response.destroy())
}

async function respondCompressed(
  response: ServerResponse,
  reply: Reply,
  presentation: Presentation,
  payload: Payload,
  level: number,
): Promise<void> {
  const small = payload.length <= COMPRESSED_AT_ONCE ? gzipSync(payload, { level }) : await compress(payload, { level })
  const lines = [...presentation.lines, 'content-encoding', 'gzip']
  send(response, reply, { ...presentation, lines }, small, small.length)
}

function payloadOf({ body }: Reply, { form, pretty, human, filterPath }: Presentation): Payload {
  if (body === undefined) return ''
  if (body instanceof StreamBody) throw new Error('a stream is not written whole')
  if (body instanceof TextBody) return body.text
  const whole = human ? withReadable(body) : body
  const kept = filterPath ? applyFilterPath(whole, filterPath) : whole
  if (form === 'yaml') return writeYaml(kept)
  const parts = pretty ? writeJsonParts(kept, { pretty }) : writeJsonParts(kept)
  return typeof parts === 'string' ? parts : Buffer.concat(parts)
}

function send(response: ServerResponse, reply: Reply, presentation: Presentation, payload: Payload, length: number): void {
  const contentType = reply.body instanceof TextBody ? reply.body.contentType : presentation.contentType
  const lines: string[] = [...PRODUCT, 'content-type', contentType, 'content-length', String(length), ...presentation.lines]
  if (reply.headers) appendHeaders(lines, reply.headers)
  response.writeHead(reply.status, lines)
  // ASCII needs no encoding, only copying.
  if (typeof payload === 'string' && payload.length === length) response.end(payload, 'latin1')
  else response.end(payload)
}

function appendHeaders(lines: string[], headers: NonNullable<Reply['headers']>): void {
  for (const name of Object.keys(headers)) {
    const value = headers[name]!
    if (typeof value === 'string') lines.push(name, value)
    else for (const one of value) lines.push(name, one)
  }
}
