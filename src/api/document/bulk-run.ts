/**
 * Carrying out a bulk: each item's index is looked up once per name and action, operations of one index go down together and in order, and
 * every item gets its own outcome.
 */
import type { BoundEngine, BoundIndex } from '../../backend/embedded/bound-engine.ts'
import { ElasticError } from '../../core/errors.ts'
import type { Shard, WriteOperation, WriteResult } from '../../engine/shard.ts'
import { type ActiveShardCount, findMissingCopies } from '../active-shards.ts'
import { assertUsable } from '../index-access.ts'
import { routingOf } from './alias-routing.ts'
import type { BulkItem } from './bulk-request.ts'
import type { BulkTarget } from './bulk-target.ts'
import { describeOperations } from './describe-operation.ts'
import { missingRouting, requiresRouting } from './required-routing.ts'
import { resolveWriteTarget } from './write-target.ts'

/** What became of one item; `shard` where it was found. */
export interface BulkOutcome {
  readonly shard: Shard | undefined
  readonly result: WriteResult | ElasticError
}

export interface BulkWaits {
  readonly activeShards: ActiveShardCount | undefined
  readonly timeout: string
}

/** Operations of one index, and the places of their items. */
interface Group {
  readonly shard: Shard
  readonly requiresRouting: boolean
  readonly positions: number[]
  readonly operations: WriteOperation[]
}

/** The outcomes, in the order of the items. */
export async function runBulk(
  engine: BoundEngine,
  items: readonly BulkItem[],
  waits: BulkWaits,
): Promise<readonly BulkOutcome[]> {
  const outcomes = new Array<BulkOutcome>(items.length)
  const groups = await groupByIndex(engine, items, waits, outcomes)
  await Promise.all(groups.map((group) => writeGroup(group, outcomes)))
  return outcomes
}

async function writeGroup({ shard, positions, operations }: Group, outcomes: BulkOutcome[]): Promise<void> {
  const results = await shard.write(operations)
  for (const [at, position] of positions.entries()) {
    const result = results[at]
    if (result === undefined) throw new Error('a write without an outcome')
    outcomes[position] = { shard, result }
  }
}

async function groupByIndex(
  engine: BoundEngine,
  items: readonly BulkItem[],
  waits: BulkWaits,
  outcomes: BulkOutcome[],
): Promise<readonly Group[]> {
  const groups = new Map<Shard, Group>()
  const targets = new Map<BulkTarget, BoundIndex | ElasticError>()
  for (let position = 0; position < items.length; position++) {
    const item = items[position]!
    const known = targets.get(item.target)
    const target = known ?? (await findTarget(engine, position, item.target))
    if (known === undefined) targets.set(item.target, target)

    if (target instanceof ElasticError) outcomes[position] = { shard: undefined, result: target }
    else if (item.refusal) outcomes[position] = { shard: target.shard, result: item.refusal }
    else addToGroup(groupOf(groups, target.shard), target, position, item.operation, outcomes)
  }
  return [...groups.values()].filter((group) => !isShortOfCopies(group, waits, outcomes))
}

async function findTarget(engine: BoundEngine, position: number, demands: BulkTarget): Promise<BoundIndex | ElasticError> {
  try {
    const target = await resolveWriteTarget(engine, position, demands)
    assertUsable(target.shard, 'write')
    return target
  } catch (error) {
    if (error instanceof ElasticError) return error
    throw error
  }
}

function groupOf(groups: Map<Shard, Group>, shard: Shard): Group {
  const known = groups.get(shard)
  if (known) return known
  const group: Group = { shard, requiresRouting: requiresRouting(shard), positions: [], operations: [] }
  groups.set(shard, group)
  return group
}

function addToGroup(
  group: Group,
  target: BoundIndex,
  position: number,
  operation: WriteOperation,
  outcomes: BulkOutcome[],
): void {
  const routed = withRouting(target, operation)
  if (routed instanceof ElasticError) outcomes[position] = { shard: undefined, result: routed }
  else if (group.requiresRouting && routed.routing === undefined) {
    outcomes[position] = { shard: group.shard, result: missingRouting(group.shard, operation.id) }
  } else {
    group.positions.push(position)
    group.operations.push(routed)
  }
}

function withRouting(target: BoundIndex, operation: WriteOperation): WriteOperation | ElasticError {
  if (target.alias === undefined && !target.dataStream) return operation
  try {
    return { ...operation, routing: routingOf(target, operation.routing) }
  } catch (error) {
    if (error instanceof ElasticError) return error
    throw error
  }
}

function isShortOfCopies({ shard, positions, operations }: Group, waits: BulkWaits, outcomes: BulkOutcome[]): boolean {
  const describe = (): string => describeOperations(shard.name, operations)
  const missing = findMissingCopies(shard, waits.activeShards, waits.timeout, describe)
  if (!missing) return false
  for (const position of positions) outcomes[position] = { shard, result: missing }
  return true
}
