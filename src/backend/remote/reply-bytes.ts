/** Bodies of answers, whole. */
import type { Readable } from 'node:stream'
import { RawJson } from '../../core/json/output.ts'
import { parseJson } from '../../core/json/parse.ts'
import { isJsonObject, type JsonObject } from '../../core/json/value.ts'
import { type Reply, StreamBody } from '../../request/reply.ts'
import { brokenUpstream } from './upstream-errors.ts'

/** Collects a streamed body; throws 502 where it breaks off. */
export async function bytesOf(body: Buffer | Readable): Promise<Buffer> {
  if (Buffer.isBuffer(body)) return body
  try {
    const chunks: Buffer[] = []
    for await (const chunk of body) chunks.push(chunk as Buffer)
    return Buffer.concat(chunks)
  } catch (error) {
    throw brokenUpstream(error as Error)
  }
}

/** The object in a reply; throws 502 where there is none. */
export async function objectOf(reply: Reply): Promise<JsonObject> {
  const value = parsed(await wholeBytes(reply))
  if (!isJsonObject(value)) throw brokenUpstream()
  return value
}

/** The JSON text of a reply; throws 502 where there is none. */
export async function wholeBytes({ body }: Reply): Promise<Buffer> {
  if (body instanceof StreamBody) return bytesOf(body.stream)
  if (!(body instanceof RawJson)) throw brokenUpstream()
  return Buffer.from(body.bytes.buffer, body.bytes.byteOffset, body.bytes.length)
}

function parsed(bytes: Uint8Array) {
  try {
    return parseJson(bytes)
  } catch (error) {
    throw brokenUpstream(error as Error)
  }
}
