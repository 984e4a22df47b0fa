/** Answers of the cluster behind → replies: status, body and the few headers that mean something to a client. */
import { RawJson } from '../../core/json/output.ts'
import { type Reply, StreamBody, TextBody } from '../../request/reply.ts'
import { bytesOf } from './reply-bytes.ts'
import type { UpstreamResponse } from './response.ts'
import { brokenUpstream, credentialsRefused } from './upstream-errors.ts'

/** Nothing else of the upstream's headers reaches a client. */
const PASSED = ['warning', 'location', 'retry-after']

export async function replyOf(response: UpstreamResponse, method: string): Promise<Reply> {
  const { status, body } = response
  const headers = passedHeaders(response)
  if (method === 'HEAD' || (Buffer.isBuffer(body) && body.length === 0)) return { status, headers }
  const type = String(response.headers['content-type'] ?? '')
  if (type.startsWith('text/plain')) return { status, headers, body: new TextBody((await bytesOf(body)).toString(), type) }
  if (status === 403 && Buffer.isBuffer(body) && body.includes('security_exception')) throw credentialsRefused()
  if (!type.includes('json')) throw brokenUpstream(new Error(`an answer of the type [${type}]`))
  return { status, headers, body: Buffer.isBuffer(body) ? new RawJson(body) : new StreamBody(body) }
}

function passedHeaders({ headers }: UpstreamResponse): NonNullable<Reply['headers']> {
  const passed: Record<string, string | readonly string[]> = {}
  for (const name of PASSED) {
    const value = headers[name]
    if (value !== undefined) passed[name] = value
  }
  // `299 OpenSearch-2.19.6-… "…"`: clients look for the name of what they know.
  if (passed.warning !== undefined)
    passed.warning = [passed.warning].flat().map((text) => text.replace(/^299 OpenSearch-/, '299 Elasticsearch-'))
  return passed
}
