/**
 * Ids of scrolls and points in time as clients hold them: the unguessable id of the open readers and, for a point in time, the indices it
 * reads, which only errors name. Whatever an id says of itself is not relied on: the readers behind it know their owner and their indices.
 */
import { ElasticError, illegalArgument } from '../../core/errors.ts'
import { failureOutput } from '../../engine/search/failures.ts'
import { printLongReadId, readLongReadId } from '../../request/long-read-id.ts'

export interface PointInTimeId {
  readonly context: string
  readonly indices: readonly string[]
}

export const printScrollId = (context: string): string => printLongReadId('scroll', { context, rest: Buffer.alloc(0) })

/** The id of the open readers; throws 400. */
export function parseScrollId(id: string): string {
  const decoded = readLongReadId('scroll', id)
  if (decoded) return decoded.context
  const cause = new ElasticError('illegal_argument_exception', 'not a scroll id of this node')
  throw illegalArgument('Cannot parse scroll id', { causedBy: cause })
}

export const printPointInTimeId = ({ context, indices }: PointInTimeId): string =>
  printLongReadId('pointInTime', { context, rest: Buffer.from(indices.join('\0')) })

/** Throws 400. */
export function parsePointInTimeId(id: string): PointInTimeId {
  const decoded = readLongReadId('pointInTime', id)
  if (!decoded) throw illegalArgument('cannot parse point in time id')
  const names = decoded.rest.toString()
  return { context: decoded.context, indices: names === '' ? [] : names.split('\0') }
}

const missing = (context: string): ElasticError =>
  new ElasticError('search_context_missing_exception', `No search context found for id [[${context}][1] searcherId [null]]`)

/** 404: closed, expired, unknown, or somebody else's. */
export function scrollMissing(context: string): ElasticError {
  const cause = missing(context)
  return allFailed(cause, [{ shard: -1, index: null, reason: { type: cause.type, reason: cause.reason } }], cause)
}

/** The same of a point in time. */
export function pointInTimeMissing({ context, indices }: PointInTimeId, node: string): ElasticError {
  const error = missing(context)
  return allFailed(
    error,
    indices.map((index) => failureOutput({ index, error }, node)),
  )
}

type FailedShards = NonNullable<ElasticError['details']['members']>[string]

const allFailed = (cause: ElasticError, failed: FailedShards, causedBy?: ElasticError): ElasticError =>
  new ElasticError('search_phase_execution_exception', 'all shards failed', {
    status: cause.status,
    rootCause: [cause],
    members: { phase: 'query', grouped: true, failed_shards: failed },
    ...(causedBy ? { causedBy } : {}),
  })
