/** The reply to a bulk: one item each, in order, with its own status. */
import { errorMembers } from '../../core/error-output.ts'
import { ElasticError } from '../../core/errors.ts'
import type { JsonOutput } from '../../core/json/output.ts'
import type { Shard } from '../../engine/shard.ts'
import { shardsOf } from '../shards.ts'
import type { BulkItem } from './bulk-request.ts'
import type { BulkOutcome } from './bulk-run.ts'
import { statusOf, updatedDocument, writeMembers } from './write-reply.ts'

export interface BulkReplyOptions {
  readonly forcedRefresh: boolean
  readonly listPipelines: boolean
}

/** The `items` member. */
export function bulkItems(
  items: readonly BulkItem[],
  outcomes: readonly BulkOutcome[],
  options: BulkReplyOptions,
): readonly JsonOutput[] {
  const shards = new Map<Shard, JsonOutput>()
  return items.map((item, position) => {
    const outcome = outcomes[position]!
    const members = outcome.result instanceof ElasticError ? failedItem(item, outcome) : doneItem(item, outcome, shards, options)
    return { [item.operation.kind]: members }
  })
}

function failedItem({ index, operation }: BulkItem, { shard, result }: BulkOutcome): JsonOutput {
  const error = result as ElasticError
  return { _index: shard?.name ?? index, _id: operation.id ?? null, status: error.status, error: errorMembers(error) }
}

function doneItem(
  item: BulkItem,
  { shard, result }: BulkOutcome,
  known: Map<Shard, JsonOutput>,
  options: BulkReplyOptions,
): JsonOutput {
  if (shard === undefined || result instanceof ElasticError) throw new Error('a done item without an index')
  const shards = known.get(shard) ?? shardsOf(shard)
  known.set(shard, shards)
  return {
    ...writeMembers(shard, result, options.forcedRefresh, shards),
    get: updatedDocument(result, item.fetch),
    executed_pipelines: options.listPipelines ? [] : undefined,
    status: statusOf(result),
  }
}
