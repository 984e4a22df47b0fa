/** Puts one index together, new or found at the start: mapping, log, segments, upkeep. */

import { join } from 'node:path'
import { createAnalysis } from '../analysis/analysis.ts'
import type { Clock } from '../core/clock.ts'
import { writeFailure } from '../core/lmdb-file.ts'
import { Mapping } from '../mapping/mapping.ts'
import type { EngineObserver } from './events.ts'
import { IndexShard } from './index-shard.ts'
import { IndexState } from './index-state.ts'
import { Maintenance } from './maintenance.ts'
import type { Pause } from './pauses.ts'
import { nothingRecovered, recoverIndex } from './recovery.ts'
import type { CommitQueue } from './storage/commit-queue.ts'
import type { DataStreamRecords } from './storage/data-stream-records.ts'
import type { Environment, StorageFaults } from './storage/environment.ts'
import type { IndexRecord, IndexRecords } from './storage/index-record.ts'
import { OperationLog } from './storage/operation-log.ts'
import { SegmentFiles } from './storage/segment-files.ts'
import type { TemplateRecords } from './storage/template-records.ts'
import type { ResolvedRequest } from './templates/apply-templates.ts'

/** What all indices share. */
export interface ShardHouse {
  readonly environment: Environment
  readonly queue: CommitQueue
  readonly records: IndexRecords
  readonly templateRecords: TemplateRecords
  readonly streamRecords: DataStreamRecords
  /** Where segment files are. */
  readonly folder: string
  readonly durable: boolean
  readonly clock: Clock
  readonly faults: StorageFaults
  readonly commitDelay: number
  readonly observe: EngineObserver
  newId(): string
  readonly pause: Pause
  /** Something changed that the catalogue of names shows. */
  namesChanged(): void
}

/** The record of a new index, its mapping checked; its number is given inside the transaction that stores it. */
export function createRecord(request: ResolvedRequest, creationDate: number, uuid: string): Omit<IndexRecord, 'number'> {
  const { name, providedName = name, settings, mappings, aliases } = request
  const mapping = Mapping.parse(mappings, { analysis: createAnalysis(settings), settings }).toJson()
  const sorted = aliases.toSorted((one, other) => (one.name < other.name ? -1 : 1))
  return {
    uuid,
    name,
    ...(providedName === name ? {} : { providedName }),
    creationDate,
    closed: false,
    settings,
    aliases: sorted,
    mapping,
  }
}

/** Opens an index whose record is stored, bringing it up to date. */
export async function openShard(house: ShardHouse, record: IndexRecord): Promise<IndexShard> {
  const { environment, records, queue, clock, observe, newId, pause } = house
  const { settings } = record
  const mapping = Mapping.parse(record.mapping, { analysis: createAnalysis(settings), settings, trusted: true })
  const log = new OperationLog(environment, record.number, record, records.findCommit(record.number))
  const files = new SegmentFiles(join(house.folder, record.uuid), house.durable, house.faults)
  const state = new IndexState(records, record, mapping)
  const failed = (work: string, error: unknown): void =>
    observe({ kind: 'background_failed', index: record.name, work, reason: (error as Error).message })
  const refused = (error: Error): void =>
    observe({ kind: 'write_refused', index: record.name, reason: writeFailure(error.message) })
  const recovery = { record, mapping, records, log, files, observe, pause }
  const { live, committed } = record.closed ? nothingRecovered(pause) : await recoverIndex(recovery)
  const maintenance = new Maintenance({
    number: record.number,
    live,
    log,
    files,
    records,
    queue,
    committed,
    commitDelay: house.commitDelay,
    pause,
    isDropped: () => state.dropped,
    expired: () => clock.now() - state.time('index.gc_deletes', '60s'),
    failed,
  })
  if (record.closed) await maintenance.stop(false)
  else maintenance.opened()
  const { namesChanged } = house
  return new IndexShard({
    state,
    log,
    live,
    maintenance,
    queue,
    now: () => clock.now(),
    newId,
    pause,
    failed,
    refused,
    namesChanged,
  })
}
