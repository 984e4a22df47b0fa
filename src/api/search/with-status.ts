/** A reply as a member of another: its JSON with `status` at the end, whether it is a literal, text, or still arriving from a cluster. */
import { type JsonOutput, RawJson } from '../../core/json/output.ts'
import { type Reply, StreamBody, TextBody } from '../../request/reply.ts'

const CLOSE = 125

/** Errors of a cluster carry their status already. */
export async function withStatus({ status, body }: Reply): Promise<JsonOutput> {
  if (body instanceof TextBody) throw new Error('a reply in JSON was expected')
  const value = body instanceof StreamBody ? new RawJson(await collect(body)) : body
  if (value instanceof RawJson) return status >= 400 ? value : spliced(value, status)
  return { ...(value as { readonly [member: string]: JsonOutput }), status }
}

async function collect({ stream }: StreamBody): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

function spliced({ bytes }: RawJson, status: number): RawJson {
  const end = bytes.lastIndexOf(CLOSE)
  return new RawJson(Buffer.concat([bytes.subarray(0, end), Buffer.from(`,"status":${status}}`)]))
}
