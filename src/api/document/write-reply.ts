/** The reply to one write, as a reply of its own and as an item of a bulk. */
import type { JsonOutput } from '../../core/json/output.ts'
import type { Shard, WriteResult } from '../../engine/shard.ts'
import type { Reply } from '../../request/reply.ts'
import { applyFetchSource, type FetchSource } from '../fetch-source.ts'
import { shardsOf } from '../shards.ts'

const STATUS = { created: 201, updated: 200, deleted: 200, not_found: 404, noop: 200 } as const

export const statusOf = (result: WriteResult): number => STATUS[result.result]

/** The members that every write answers with. */
export function writeMembers(shard: Shard, result: WriteResult, forcedRefresh: boolean, shards: JsonOutput): WriteMembers {
  return {
    _index: shard.name,
    _id: result.id,
    _version: result.version,
    result: result.result,
    forced_refresh: forcedRefresh ? true : undefined,
    _shards: shards,
    _seq_no: result.seqNo,
    _primary_term: result.primaryTerm,
  }
}

export interface WriteMembers {
  readonly [member: string]: JsonOutput
}

/** The document after an update, as `get` shows it. */
export function updatedDocument(result: WriteResult, wanted: FetchSource | undefined): JsonOutput {
  if (!wanted?.fetch || result.source === undefined) return undefined
  const source = applyFetchSource(result.source, wanted)
  return { _seq_no: result.seqNo, _primary_term: result.primaryTerm, found: true, _source: source }
}

const NO_SHARDS = { total: 0, successful: 0, failed: 0 }

/** The whole reply to a single write; a created document says where it is. */
export function writeReply(
  shard: Shard,
  result: WriteResult,
  options: { readonly forcedRefresh: boolean; readonly routing: string | undefined; readonly fetch: FetchSource | undefined },
): Reply {
  const isNoop = result.result === 'noop'
  const members = writeMembers(shard, result, options.forcedRefresh && !isNoop, isNoop ? NO_SHARDS : shardsOf(shard))
  const body = { ...members, get: updatedDocument(result, options.fetch) }
  if (result.result !== 'created') return { status: statusOf(result), body }
  return { status: 201, body, headers: { location: locationOf(shard.name, result.id, options.routing) } }
}

function locationOf(index: string, id: string, routing: string | undefined): string {
  const query = routing === undefined ? '' : `?routing=${formEncode(routing)}`
  return `/${formEncode(index)}/_doc/${formEncode(id)}${query}`
}

/** As Java's URLEncoder has it: a space is a plus, only letters, digits and `.-*_` stand for themselves. */
const formEncode = (text: string): string =>
  encodeURIComponent(text)
    .replace(/[!'()~]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+')
