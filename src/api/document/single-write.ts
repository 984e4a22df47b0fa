/** One write of one document: what its parameters say, and carrying it out. Shared by index, create, update and delete. */
import type { BoundEngine } from '../../backend/embedded/bound-engine.ts'
import { ElasticError, validationFailed } from '../../core/errors.ts'
import type { WriteOperation } from '../../engine/shard.ts'
import type { Targets } from '../../request/names.ts'
import type { ParameterReader, ParameterTable } from '../../request/parameters.ts'
import type { Reply } from '../../request/reply.ts'
import { type ActiveShardCount, findMissingCopies, parseActiveShardCount } from '../active-shards.ts'
import type { FetchSource } from '../fetch-source.ts'
import { assertUsable } from '../index-access.ts'
import { applyRefreshPolicy, parseRefreshPolicy, type RefreshPolicy } from '../refresh-policy.ts'
import { routingOf } from './alias-routing.ts'
import { describeOperations } from './describe-operation.ts'
import { assertRouted } from './required-routing.ts'
import { findConditionFaults, findIdFault, type WriteKind } from './write-conditions.ts'
import { writeReply } from './write-reply.ts'
import { itemAction, makesIndex, resolveWriteTarget, type TargetDemands, writeMode } from './write-target.ts'

/** Parameters of every single write. */
export const SINGLE_WRITE_PARAMETERS = {
  refresh: 'text',
  routing: 'text',
  timeout: 'time',
  version: 'text',
  version_type: 'text',
  if_seq_no: 'text',
  if_primary_term: 'text',
  wait_for_active_shards: 'text',
} as const satisfies ParameterTable

export interface SingleWrite extends TargetDemands {
  readonly operation: WriteOperation
  readonly refresh: RefreshPolicy
  readonly activeShards: ActiveShardCount | undefined
  readonly timeout: string
  /** What of the updated document is answered. */
  readonly fetch: FetchSource | undefined
  /** Why it cannot be carried out; told once it is clear that the caller may write. */
  readonly refusal: ElasticError | undefined
}

/** How a write is to be carried out, beside the operation itself. */
export function parseWriteSettings(
  parameters: ParameterReader,
): Pick<SingleWrite, 'refresh' | 'activeShards' | 'timeout' | 'fetch' | 'refusal'> {
  parameters.time('timeout', undefined)
  return {
    refresh: parseRefreshPolicy(parameters),
    activeShards: parseActiveShardCount(parameters),
    timeout: parameters.text('timeout') ?? '1m',
    fetch: undefined,
    refusal: undefined,
  }
}

/** `routing`; an empty one is none. */
export const parseRouting = (parameters: ParameterReader): string | undefined => parameters.text('routing') || undefined

/** What a single write demands of its target. */
export function singleTarget(
  index: string,
  operation: WriteOperation,
  flags: { readonly requireAlias?: boolean; readonly requireDataStream?: boolean; readonly pipeline?: string | undefined } = {},
): TargetDemands {
  const requireAlias = flags.requireAlias ?? false
  const isExternal = (operation.versionType ?? 'internal') !== 'internal'
  return {
    index,
    creates: makesIndex(operation.kind, isExternal, requireAlias),
    requireAlias,
    requireDataStream: flags.requireDataStream ?? false,
    mode: writeMode(operation.kind, operation.ifSeqNo !== undefined),
    pipeline: flags.pipeline,
  }
}

/** Throws 400 listing what is wrong with the operation, if anything. */
export function assertValid(kind: WriteKind, operation: WriteOperation, further: readonly string[] = []): void {
  const idFault = operation.id === undefined ? undefined : findIdFault(operation.id)
  const faults = [...findConditionFaults(kind, operation), ...further, ...(idFault === undefined ? [] : [idFault])]
  if (faults.length > 0) throw validationFailed(faults)
}

export const singleWriteTargets = (write: SingleWrite): Targets => ({
  kind: 'items',
  items: [{ action: itemAction(write.operation.kind), index: write.index, creates: write.creates }],
})

/** Carries a write out and answers it. */
export async function performWrite(engine: BoundEngine, write: SingleWrite): Promise<Reply> {
  const { refresh } = write
  const bound = await resolveWriteTarget(engine, 0, write)
  const { shard } = bound
  const operation = { ...write.operation, routing: routingOf(bound, write.operation.routing) }
  assertUsable(shard, 'write')
  assertRouted(shard, operation.id, operation.routing)
  const missing = findMissingCopies(shard, write.activeShards, write.timeout, () => describeOperations(shard.name, [operation]))
  const refusal = write.refusal ?? missing
  if (refusal) throw refusal

  const [outcome] = await shard.write([operation])
  if (outcome === undefined || outcome instanceof ElasticError) throw outcome ?? new Error('a write without an outcome')
  if (outcome.result !== 'noop') await applyRefreshPolicy(refresh, [shard])
  return writeReply(shard, outcome, { forcedRefresh: refresh === 'immediate', routing: operation.routing, fetch: write.fetch })
}
