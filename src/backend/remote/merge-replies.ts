/** One reply of several, where the names of a call do not fit into one request line. The first refusal is the answer to the whole. */
import type { JsonOutput } from '../../core/json/output.ts'
import { isJsonNumber, isJsonObject, type JsonObject, type JsonValue, numberText } from '../../core/json/value.ts'
import type { Merge, UpstreamRequest } from '../../request/remote-form.ts'
import type { Reply } from '../../request/reply.ts'
import { objectOf } from './reply-bytes.ts'

export async function mergeReplies(
  merge: Merge,
  requests: readonly UpstreamRequest[],
  send: (request: UpstreamRequest) => Promise<Reply>,
): Promise<Reply> {
  const values: JsonObject[] = []
  let status = 200
  for (const request of requests) {
    const reply = await send(request)
    if (reply.status >= 300) return reply
    status = reply.status
    if (reply.body !== undefined) values.push(await objectOf(reply))
  }
  return values.length === 0 ? { status } : { status, body: MERGES[merge](values) }
}

const MERGES: Readonly<Record<Merge, (values: readonly JsonObject[]) => JsonOutput>> = {
  /** Members by the name of the index. */
  members: (values) => new Map(values.flatMap((value) => [...value])),
  shards: (values) => ({ _shards: sumOfShards(values) }),
  count: (values) => ({ count: sum(values.map((value) => value.get('count'))), _shards: sumOfShards(values) }),
  acknowledged: (values) => mergeAll(values),
}

/** `true` only where all are; objects by their members; anything else from the first. */
function mergeAll(values: readonly JsonObject[]): JsonOutput {
  const merged = new Map<string, JsonOutput>(values[0])
  for (const [name, first] of values[0]!) {
    const all = values.map((value) => value.get(name))
    if (typeof first === 'boolean') merged.set(name, all.every(Boolean))
    else if (isJsonObject(first)) merged.set(name, new Map(all.flatMap((one) => (isJsonObject(one) ? [...one] : []))))
  }
  return merged
}

function sumOfShards(values: readonly JsonObject[]): JsonOutput {
  const shards = values.flatMap((value) => value.get('_shards') ?? []).filter(isJsonObject)
  const of = (name: string): number => sum(shards.map((one) => one.get(name)))
  const failures = shards.flatMap((one) => one.get('failures') ?? [])
  const skipped = shards.some((one) => one.has('skipped')) ? of('skipped') : undefined
  return {
    total: of('total'),
    successful: of('successful'),
    skipped,
    failed: of('failed'),
    failures: failures.length === 0 ? undefined : failures,
  }
}

const sum = (values: readonly (JsonValue | undefined)[]): number =>
  values.reduce((total: number, value) => total + (isJsonNumber(value) ? Number(numberText(value)) : 0), 0)
