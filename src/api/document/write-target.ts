/**
 * Where one write goes: the index that authorization granted for it, made first where it is missing. Used by the single-document APIs and
 * by bulk; `position` is the item's place among the call's targets.
 */
import type { BoundEngine, BoundIndex, WriteMode } from '../../backend/embedded/bound-engine.ts'
import { assertStreamTakes, noDataStream } from '../../backend/embedded/stream-rules.ts'
import { ElasticError, illegalArgument } from '../../core/errors.ts'
import type { WriteKind } from './write-conditions.ts'

/** What a write asks of its target beyond the name. */
export interface TargetDemands {
  readonly index: string
  readonly creates: boolean
  readonly requireAlias: boolean
  readonly requireDataStream: boolean
  readonly mode: WriteMode
  /** An ingest pipeline; there are none here. */
  readonly pipeline: string | undefined
}

/** The action an item of a write must be granted. */
export function itemAction(kind: WriteKind): string {
  switch (kind) {
    case 'index':
      return 'indices:data/write/index:op_type/index'
    case 'create':
      return 'indices:data/write/index:op_type/create'
    case 'update':
      return 'indices:data/write/update'
    case 'delete':
      return 'indices:data/write/delete'
  }
}

export function writeMode(kind: WriteKind, isSeen: boolean): WriteMode {
  if (kind === 'create') return 'append'
  if (kind !== 'index') return 'change'
  return isSeen ? 'replaceSeen' : 'replace'
}

/** Whether a missing index is made for this kind of write. A delete makes one only to keep its external version. */
export const makesIndex = (kind: WriteKind, isExternal: boolean, requireAlias: boolean): boolean =>
  !requireAlias && (kind !== 'delete' || isExternal)

/** The granted index; throws the denial, or why it will not do. */
export async function resolveWriteTarget(engine: BoundEngine, position: number, demands: TargetDemands): Promise<BoundIndex> {
  const { index, pipeline } = demands
  const bound = demands.requireAlias
    ? aliasTarget(engine, position, index)
    : demands.creates
      ? await engine.itemOrCreate(position, demands)
      : engine.item(position)
  if (demands.requireDataStream && !bound.dataStream) throw noDataStream(index)
  assertStreamTakes(bound, demands.mode)
  if (pipeline !== undefined && pipeline !== '_none') throw illegalArgument(`pipeline with id [${pipeline}] does not exist`)
  return bound
}

function aliasTarget(engine: BoundEngine, position: number, index: string): BoundIndex {
  const bound = existingTarget(engine, position)
  if (bound?.alias !== undefined) return bound
  throw new ElasticError(
    'index_not_found_exception',
    `no such index [${index}] and [require_alias] request flag is [true] and [${index}] is not an alias`,
    { members: { index_uuid: '_na_', index } },
  )
}

function existingTarget(engine: BoundEngine, position: number): BoundIndex | undefined {
  try {
    return engine.item(position)
  } catch (error) {
    if (error instanceof ElasticError && error.type === 'index_not_found_exception') return undefined
    throw error
  }
}
