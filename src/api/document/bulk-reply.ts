/**
 * The reply to a bulk: one item each, in order, with its own status. Items are written as text at once: there are many, all alike, and
 * objects for them would cost more than the writes they report.
 */
import { errorMembers } from '../../core/error-output.ts'
import { ElasticError } from '../../core/errors.ts'
import { RawJson } from '../../core/json/output.ts'
import { writeJsonText } from '../../core/json/write.ts'
import type { Shard, WriteResult } from '../../engine/shard.ts'
import { shardsOf } from '../shards.ts'
import type { BulkItem } from './bulk-request.ts'
import type { BulkOutcome } from './bulk-run.ts'
import { statusOf, updatedDocument } from './write-reply.ts'

export interface BulkReplyOptions {
  readonly forcedRefresh: boolean
  readonly listPipelines: boolean
}

/** The `items` member. */
export function bulkItems(items: readonly BulkItem[], outcomes: readonly BulkOutcome[], options: BulkReplyOptions): RawJson {
  const writer = new ItemWriter(options)
  const texts = items.map((item, position) => writer.item(item, outcomes[position]!))
  return new RawJson(Buffer.from(`[${texts.join(',')}]`))
}

/** What is the same for all items of one index. */
interface IndexTexts {
  readonly name: string
  readonly shards: string
}

class ItemWriter {
  readonly #forced: string
  readonly #pipelines: string
  readonly #indices = new Map<Shard, IndexTexts>()

  constructor({ forcedRefresh, listPipelines }: BulkReplyOptions) {
    this.#forced = forcedRefresh ? ',"forced_refresh":true' : ''
    this.#pipelines = listPipelines ? ',"executed_pipelines":[]' : ''
  }

  item(item: BulkItem, { shard, result }: BulkOutcome): string {
    const isDone = shard !== undefined && !(result instanceof ElasticError)
    const members = isDone ? this.#done(item, shard, result) : failed(item, shard, result as ElasticError)
    return `{"${item.operation.kind}":${members}}`
  }

  #done(item: BulkItem, shard: Shard, result: WriteResult): string {
    const { name, shards } = this.#textsOf(shard)
    const document = item.fetch === undefined ? undefined : updatedDocument(result, item.fetch)
    const get = document === undefined ? '' : `,"get":${writeJsonText(document)}`
    const versions = `"_version":${result.version},"result":"${result.result}"${this.#forced},"_shards":${shards}`
    const place = `"_seq_no":${result.seqNo},"_primary_term":${result.primaryTerm}`
    const end = `${get}${this.#pipelines},"status":${statusOf(result)}`
    return `{"_index":${name},"_id":${JSON.stringify(result.id)},${versions},${place}${end}}`
  }

  #textsOf(shard: Shard): IndexTexts {
    const known = this.#indices.get(shard)
    if (known) return known
    const texts = { name: JSON.stringify(shard.name), shards: writeJsonText(shardsOf(shard)) }
    this.#indices.set(shard, texts)
    return texts
  }
}

const failed = ({ target, operation }: BulkItem, shard: Shard | undefined, error: ElasticError): string =>
  writeJsonText({
    _index: shard?.name ?? target.index,
    _id: operation.id ?? null,
    status: error.status,
    error: errorMembers(error),
  })
