/** What a query may meet in one index, in Elasticsearch's words. */
import { ElasticError } from '../../core/errors.ts'
import type { IndexReader } from '../reader.ts'

/** 400 `query_shard_exception`, which names the index. */
export const queryShardFailure = ({ index }: IndexReader, reason: string, causedBy?: ElasticError): ElasticError =>
  new ElasticError('query_shard_exception', reason, {
    members: { index_uuid: index.uuid, index: index.name },
    ...(causedBy ? { causedBy } : {}),
  })

/** A failure that Elasticsearch meets while it rewrites a query and passes on as it is (dates of a range). */
export class RewriteFailure extends Error {
  readonly failure: ElasticError

  constructor(failure: ElasticError) {
    super(failure.reason, { cause: failure })
    this.failure = failure
  }
}

/** Any failure of a query's compilation as it is reported. */
export function asCreateFailure(reader: IndexReader, error: unknown): unknown {
  if (error instanceof RewriteFailure) return error.failure
  if (!(error instanceof ElasticError)) return error
  if (error.type === 'query_shard_exception' || error.type === 'too_many_nested_clauses') return error
  return queryShardFailure(reader, `failed to create query: ${error.reason}`, error)
}
