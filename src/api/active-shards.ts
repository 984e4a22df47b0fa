/**
 * `wait_for_active_shards`. Every index has exactly one copy here, and no other can appear while a request waits: what asks for more is
 * answered at once, in the words and with the status of a wait that ran out.
 */
import { ElasticError, illegalArgument } from '../core/errors.ts'
import type { Shard } from '../engine/shard.ts'
import type { ParameterReader } from '../request/parameters.ts'
import { numberOfReplicas } from './shards.ts'

/** How many copies must be there; undefined: as the index is set. */
export type ActiveShardCount = number | 'all'

/** The parameter, checked. */
export function parseActiveShardCount(parameters: ParameterReader): ActiveShardCount | undefined {
  const text = parameters.text('wait_for_active_shards')
  return text === undefined || text === '' ? undefined : activeShardCount(text)
}

/** A count as text: a number that is not negative, or `all`. */
export function activeShardCount(text: string): ActiveShardCount {
  if (text === 'all') return 'all'
  if (!/^[+-]?\d{1,9}$/.test(text)) {
    throw illegalArgument(`cannot parse ActiveShardCount[${text}]`, {
      causedBy: new ElasticError('number_format_exception', `For input string: "${text}"`),
    })
  }
  if (Number(text) < 0) throw illegalArgument('shard count cannot be a negative value')
  return Number(text)
}

/** The copies of an index that a request waits for. */
export function neededCopies(shard: Shard, asked: ActiveShardCount | undefined): number {
  const count = asked ?? activeShardCount(shard.settings.get('index.write.wait_for_active_shards') ?? '1')
  return count === 'all' ? 1 + numberOfReplicas(shard) : count
}

/** 503 `unavailable_shards_exception` where more copies are asked for than there are; `request` describes the write. */
export function findMissingCopies(
  shard: Shard,
  asked: ActiveShardCount | undefined,
  timeout: string,
  request: () => string,
): ElasticError | undefined {
  const needed = neededCopies(shard, asked)
  if (needed <= 1) return undefined
  const place = `[${shard.name}][0]`
  return new ElasticError(
    'unavailable_shards_exception',
    `${place} Not enough active copies to meet shard count of [${asked ?? needed}] (have 1, needed ${needed}). Timeout: [${timeout}], request: [BulkShardRequest [${place}] containing [${request()}]]`,
  )
}
