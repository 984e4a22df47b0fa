/** Hits of a search as the next step needs them, whether the reply is still a tree or already text. */
import { type JsonOutput, RawJson } from '../../core/json/output.ts'
import { parseJson } from '../../core/json/parse.ts'
import { JsonNumber, type JsonValue } from '../../core/json/value.ts'
import { writeJson, writeJsonText } from '../../core/json/write.ts'
import { type Reply, StreamBody, TextBody } from '../../request/reply.ts'

export interface SourceHit {
  readonly index: string
  readonly id: string
  readonly routing: string | undefined
  /** One line of JSON; empty where there is no source. */
  readonly source: Uint8Array
  readonly seqNo: number
  readonly primaryTerm: number
  readonly version: number
  /** JSON text, to go on behind it. */
  readonly sort: string
}

export interface HitPage {
  readonly hits: readonly SourceHit[]
  /** undefined where it was not asked for. */
  readonly total: number | undefined
  /** Shards that were asked. */
  readonly shards: number
}

export function readPage(reply: Reply): HitPage {
  const body = bodyOf(reply)
  const hits = member(body, 'hits')
  const list = member(hits, 'hits') as readonly JsonOutput[]
  const total = member(member(hits, 'total'), 'value')
  return {
    hits: list.map(readHit),
    total: total === undefined ? undefined : Number(numeric(total)),
    shards: Number(numeric(member(member(body, '_shards'), 'total'))),
  }
}

/** The body of a reply as a tree. */
export function bodyOf({ body }: Reply): JsonOutput {
  if (body instanceof StreamBody) throw new Error('a reply to a step of a task is read whole')
  if (body instanceof RawJson) return parseJson(Buffer.from(body.bytes))
  if (body instanceof TextBody) return parseJson(Buffer.from(body.text))
  return body
}

/** A member of an object, be it a literal or a parsed one; undefined where there is none. */
export function member(value: JsonOutput, name: string): JsonOutput {
  if (value instanceof Map) return value.get(name) as JsonOutput
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return undefined
  return (value as Readonly<Record<string, JsonOutput>>)[name]
}

const numeric = (value: JsonOutput): JsonOutput => (value instanceof JsonNumber ? value.text : value)

function readHit(hit: JsonOutput): SourceHit {
  const routing = member(hit, '_routing')
  const number = (name: string): number => Number(numeric(member(hit, name)) ?? -1)
  return {
    index: String(member(hit, '_index')),
    id: String(member(hit, '_id')),
    routing: routing === undefined ? undefined : String(routing),
    source: oneLine(member(hit, '_source')),
    seqNo: number('_seq_no'),
    primaryTerm: number('_primary_term'),
    version: number('_version'),
    sort: writeJsonText(member(hit, 'sort')),
  }
}

/** Line breaks stand between the members of a document, never within a text. */
export function oneLine(source: JsonOutput): Uint8Array {
  if (source === undefined) return new Uint8Array(0)
  const bytes = source instanceof RawJson ? source.bytes : writeJson(source as JsonValue)
  if (!bytes.includes(10) && !bytes.includes(13)) return bytes
  return bytes.map((byte) => (byte === 10 || byte === 13 ? 32 : byte))
}
